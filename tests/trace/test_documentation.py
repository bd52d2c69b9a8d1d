"""docs/trace.md shows how to read a trace without this package: its code is run as it stands there."""

import re
from pathlib import Path

import numpy as np

DOCUMENTATION = Path(__file__).resolve().parents[2] / "docs" / "trace.md"


def test_the_documented_reader_reads(trace, tmp_path, monkeypatch, capsys):
    trace.save(tmp_path / "a.sstrace")
    monkeypatch.chdir(tmp_path)
    code = re.findall(r"```python\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), flags=re.DOTALL)[-1]
    assert "soundstorm" not in code
    names: dict = {}
    exec(code, names)
    assert np.array_equal(names["codes"], trace.codes[0].numpy())
    assert np.array_equal(names["arrays"]["spectrogram.3"], trace.spectrograms.values[2].numpy())
    assert len(capsys.readouterr().out.splitlines()) == len(trace.iterations)
