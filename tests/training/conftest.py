from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """A folder with a manifest of four clips of noise, 2.5 s each, the last of them to validate on."""
    folder, rng = tmp_path_factory.mktemp("data"), np.random.default_rng(0)
    rows = ["path\tcorpus\tspeaker\tgender\tseconds\ttranscript\tlicence\tsplit"]
    for number in range(4):
        soundfile.write(folder / f"{number}.wav", 0.1 * rng.standard_normal(40_000), 16_000)
        split = "train" if number < 3 else "valid"
        rows.append(f"{number}.wav\tnoise\tspeaker{number}\tn\t2.5\t\tCC0\t{split}")
    (folder / "manifest.tsv").write_text("\n".join(rows) + "\n")
    return folder
