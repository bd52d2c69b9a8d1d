"""A small corpus to read and prepare."""

from pathlib import Path

import numpy as np
import soundfile

HEADER = "path\tcorpus\tspeaker\tgender\tseconds\ttranscript\tlicence\tsplit"
GOOD = "a.wav\tours\tanna\tf\t1.5\tHELLO THERE\tCC0\ttrain"


def manifest(folder: Path, *rows: str, header: str = HEADER) -> Path:
    """A folder with two clips, a.wav and b.wav, and a manifest of `rows`."""
    for name, samples in (("a.wav", ramp(16_000)), ("b.wav", ramp(1000))):
        soundfile.write(folder / name, samples, 16_000, subtype="PCM_16")
    (folder / "manifest.tsv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


def ramp(samples: int) -> np.ndarray:
    """Another value in every sample, up to half of full scale: a misplaced crop cannot look right."""
    return np.arange(samples, dtype=np.int16)
