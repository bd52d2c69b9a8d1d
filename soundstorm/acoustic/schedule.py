"""How a decoding is spread over iterations: the schedules of SoundStorm and of MaskGIT."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from soundstorm.errors import UserError

MOST_ITERATIONS = 1000  # of a level
MOST_GUIDANCE = 5.0
Shape = Literal["cosine", "linear"]
# how many of so many frames stay hidden after an iteration of so many
SHAPES: dict[str, Callable[[int, int, int], int]] = {
    "cosine": lambda frames, done, total: math.floor(frames * math.cos(math.pi / 2 * done / total)),
    "linear": lambda frames, done, total: frames * (total - done) // total,
}


@dataclass(frozen=True)
class Schedule:
    """How a decoding is spread over iterations.

    As it is without arguments it measures best with the bundled model; the paper's is `PAPER`.
    """

    iterations: tuple[int, ...] = (2,)  # of the first levels, coarse to fine; every further one has 1
    temperature: float = 1.0  # of the sampled tokens; the last iteration of a level takes the most probable
    noise: float = 1.0  # Gumbel noise on the confidence; falls to zero over a level's iterations
    shape: Shape = "cosine"  # of the share still masked against the share of iterations done
    guidance: float = 0.0  # how far to go on from the prediction without the prompt beyond the one with it

    def __post_init__(self) -> None:
        try:
            iterations = tuple(map(operator.index, self.iterations))  # as a trace holds them
        except TypeError:
            iterations = ()
        object.__setattr__(self, "iterations", iterations)
        if not iterations or any(not 1 <= count <= MOST_ITERATIONS for count in iterations):
            raise UserError(
                f"Give every level between 1 and {MOST_ITERATIONS} iterations, for example 16,1,1,1."
            )
        if not (0 < self.temperature < math.inf and 0 <= self.noise < math.inf):
            raise UserError("The temperature must be above zero and the noise at least zero.")
        if not 0 <= self.guidance <= MOST_GUIDANCE:
            raise UserError(f"Choose a guidance from 0, which is none, to {MOST_GUIDANCE:g}.")
        if self.shape not in SHAPES:
            raise UserError(f"Choose a schedule of the shape {' or '.join(SHAPES)}, not {self.shape!r}.")

    @classmethod
    def parse(cls, text: str, **settings: float | str) -> Schedule:
        """Read "16,1,1,1"; levels that are not named have one iteration.

        Raises:
            UserError: when that is not a list of whole numbers.
        """
        try:
            iterations = tuple(int(count) for count in text.split(","))
        except ValueError as error:
            raise UserError(
                f"Write the iterations as whole numbers between commas, like 16,1,1,1, not {text[:40]!r}."
            ) from error
        return cls(iterations, **settings)

    @property
    def written(self) -> str:
        """The iterations as `parse` reads them."""
        return ",".join(map(str, self.iterations))

    def over(self, levels: int) -> Schedule:
        """The same schedule with a number for each of `levels` levels, as a trace records it.

        Raises:
            UserError: when it has more numbers than that.
        """
        given = len(self.iterations)
        if given > levels:
            raise UserError(
                f"The schedule has iterations for {given} levels, but this model has {levels}: "
                f"write at most {levels} numbers."
            )
        return replace(self, iterations=self.iterations + (1,) * (levels - given))

    def still_masked(self, level: int, frames: int) -> list[int]:
        """How many of `frames` tokens of a level stay hidden after each of its iterations.

        MaskGIT's schedules, section 3.2: frames * cos(pi/2 * r) or frames * (1 - r), r the share of
        iterations done, rounded down as in its code. Every iteration keeps at least one token more, so
        fewer frames than iterations end the level early: the list then is shorter than `iterations`. It
        always ends with 0.
        """
        total = self.iterations[level - 1] if level <= len(self.iterations) else 1
        counts, left = [], frames
        for iteration in range(1, total + 1):
            planned = SHAPES[self.shape](frames, iteration, total)
            left = 0 if iteration == total else max(0, min(planned, left - 1))
            counts.append(left)
            if left == 0:
                break
        return counts


PAPER = Schedule((16,))  # section 4.1
