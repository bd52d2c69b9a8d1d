"""How the classifier takes speech of engines that it never heard: of espeak-ng and flite, if installed.

PYTHONPATH=. python benchmarks/engines.py

Every Harvard sentence of the evaluation once by each engine. There is no bar: a classifier that learned this
project's speech promises nothing about any other.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from soundstorm.audio import read_audio
from soundstorm.evaluation.parts.sentences import SENTENCES
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.safety.changes import SAMPLE_RATE

ENGINES = {
    "espeak-ng": lambda text, path: ["espeak-ng", "-v", "en-us", "-w", path, text],
    "flite": lambda text, path: ["flite", "-voice", "slt", "-t", text, "-o", path],
}


def main() -> None:
    """Print a line an engine."""
    ear = SoundStormPipeline.from_pretrained().ear
    for name, command in ENGINES.items():
        if shutil.which(name) is None:
            print(f"{name} is not installed.")
            continue
        read = []
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "said.wav"
            for sentence in SENTENCES:
                subprocess.run(command(sentence, str(path)), check=True, capture_output=True)
                read.append(ear.probability(read_audio(path, SAMPLE_RATE), SAMPLE_RATE))
        told = sum(value >= 0.5 for value in read)
        print(f"{name}: {told} of {len(read)} taken for generated, median {median(read):.2f}", flush=True)


if __name__ == "__main__":
    main()
