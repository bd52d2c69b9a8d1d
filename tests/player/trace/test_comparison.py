"""Two decodings compared in JavaScript: the step that is as far, and the tokens that differ there."""

from tests.player.trace.test_read import READ

COMPARED = f"""{READ}
import {{ compareCells, matchingStep }} from "./trace/comparison.js";

const [a, b] = await Promise.all(["a", "b"].map((name) => parseTrace(bytesOf(`${{file}}/${{name}}`).buffer)));
tell(a.steps.map((_, step) => {{
  const other = matchingStep(a, step, b), {{ different, known }} = compareCells(a, step, b, other);
  return [other, different, known];
}}));
"""


def test_both_stand_equally_far_at_every_step(run_modules, decoded, decode_like, tmp_path):
    other = decode_like(iterations=(3, 1, 4, 1))
    (tmp_path / "a").write_bytes(decoded.data)
    (tmp_path / "b").write_bytes(other.data)

    def progress(step):
        return step.level, step.iteration / step.iterations

    expected = []
    for index, step in enumerate(decoded.steps):
        matching = max(
            (at for at, one in enumerate(other.steps) if progress(one) <= progress(step)), default=-1
        )
        if index == len(decoded.steps) - 1:
            matching = len(other.steps) - 1
        codes = [
            one.trace.codes_after(at + 1)[0, :, 10:] for one, at in ((decoded, index), (other, matching))
        ]
        known = (codes[0] != 32) & (codes[1] != 32)
        expected.append([matching, int(((codes[0] != codes[1]) & known).sum()), int(known.sum())])
    assert run_modules(COMPARED, tmp_path) == expected
