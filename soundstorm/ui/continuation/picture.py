"""The sound as a picture: what was given, the grey line of the paper's demo, what was made."""

from __future__ import annotations

from torch import Tensor

BARS, HEIGHT = 240, 96  # of the picture, as many bars as columns


def waveform_picture(given: Tensor, made: Tensor, sample_rate: int) -> str:
    """Waveforms [P] and [N] after each other as SVG in a figure; the line stands where the first one ends.

    P may be 0: then nothing was given, and the line stands at the left.
    """
    total = len(given) + len(made)
    border = BARS * len(given) / total
    peaks = _peaks(given, round(border)), _peaks(made, BARS - round(border))
    loudest = max(*peaks[0], *peaks[1], 1e-6) if peaks[0] else max(*peaks[1], 1e-6)
    bars, place = [], 0
    for name, loud in zip(("given", "made"), peaks, strict=True):
        for peak in loud:
            tall = max(1.0, HEIGHT * peak / loudest)
            bars.append(
                f'<rect class="{name}" x="{place}" y="{(HEIGHT - tall) / 2:.1f}" width="0.7" '
                f'height="{tall:.1f}"/>'
            )
            place += 1
    line = f'<line x1="{border:.2f}" x2="{border:.2f}" y1="0" y2="{HEIGHT}"/>'
    seconds = [len(part) / sample_rate for part in (given, made)]
    words = f"{seconds[0]:.1f} s were given, left of the grey line; {seconds[1]:.1f} s were made"
    picture = (
        f'<svg viewBox="0 0 {BARS} {HEIGHT}" preserveAspectRatio="none" role="img" aria-label="{words}">'
        f"{''.join(bars)}{line}</svg>"
    )
    return f'<figure class="continuation">{picture}<figcaption>{words}.</figcaption></figure>'


def _peaks(waveform: Tensor, count: int) -> list[float]:
    """The loudest sample of so many stretches."""
    if not count or not len(waveform):
        return []
    return [float(part.abs().max()) for part in waveform.tensor_split(count) if len(part)]
