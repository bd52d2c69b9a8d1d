"""SoundStorm on a CUDA device: bfloat16, a CUDA graph for every length, several requests in one pass.

PYTHONPATH=. python benchmarks/cuda.py

The bundled weights, random semantic tokens, prompts of 3 s. A request is filled up to the next length of
`BUCKETS` with its last token, and what that adds is cut off: so requests of any length share graphs and
passes. Prints a line a length and a way of decoding, how many times as fast as the requests sound it is, how
many tokens are those of plain passes, and how many of the first request's are those of a decoding that was
not filled up. Without a CUDA device it says so.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from time import perf_counter

import torch
from torch import Tensor

from soundstorm.acoustic import SoundStorm
from soundstorm.bundled import WORKSHOP
from soundstorm.checkpoint import load_pretrained
from soundstorm.nn.conformer import Conformer, Past

BUCKETS = (5, 10, 20, 30)  # seconds of speech
TOKENS_A_SECOND = 25  # semantic ones
PROMPT_SECONDS, BATCH, RUNS, WARM = 3, 16, 5, 3

Prompts = tuple[Tensor, Tensor]  # semantic tokens int64 [B, P], codes int64 [B, Q, 2 P]


class Graphed:
    """A Conformer whose passes after a prompt of one voice are captured once a shape and then replayed."""

    def __init__(self, conformer: Conformer) -> None:
        self.conformer = conformer
        self.captured: dict[tuple, tuple[torch.cuda.CUDAGraph, Tensor, list[Past], Tensor]] = {}
        self.heard: list[Past] | None = None  # whose prompt the graphs' own memory holds

    def __call__(self, frames: Tensor, voices: None = None) -> Tensor:
        """As the Conformer's: all at once, which is not captured."""
        return self.conformer(frames, voices=voices)

    def remember(self, prompt: Tensor, room: int, voices: None = None) -> list[Past]:
        """As the Conformer's."""
        return self.conformer.remember(prompt, room, voices)

    def after(self, frames: Tensor, past: list[Past], voices: None = None) -> Tensor:
        """As the Conformer's, from the graph of this shape."""
        shape = (*frames.shape, past[0].prompt)
        if shape not in self.captured:
            self.captured[shape] = self._capture(frames, past)
        graph, shown, kept, states = self.captured[shape]
        shown.copy_(frames)
        if past is not self.heard:
            self.heard = past
            for own, given in zip(kept, past, strict=True):
                own.edge.copy_(given.edge)
                for room, filled in zip(own.attention.room, given.attention.room, strict=True):
                    room.copy_(filled)
        graph.replay()
        return states.clone()

    def _capture(
        self, frames: Tensor, past: list[Past]
    ) -> tuple[torch.cuda.CUDAGraph, Tensor, list[Past], Tensor]:
        shown, kept, graph = frames.clone(), copy.deepcopy(past), torch.cuda.CUDAGraph()
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):  # libraries choose their kernels before the capture
            for _ in range(WARM):
                self.conformer.after(shown, kept)
        torch.cuda.current_stream().wait_stream(aside)
        with torch.cuda.graph(graph):
            states = self.conformer.after(shown, kept)
        return graph, shown, kept, states


def fill_up(requests: list[Tensor], seconds: int) -> Tensor:
    """Semantic tokens int64 [S] of several requests as [B, S'], all of them `seconds` long."""
    length = seconds * TOKENS_A_SECOND
    return torch.stack([torch.cat([one, one[-1:].expand(length - len(one))]) for one in requests])


def decode(storm: SoundStorm, requests: list[Tensor], prompts: Prompts, seconds: int) -> list[Tensor]:
    """The codes int64 [Q, T] of several requests, up to `seconds` long, all in the same passes.

    requests: semantic tokens int64 [S] of what is to be said.
    """
    semantic, given = (part[: len(requests)] for part in prompts)
    codes = storm.generate(torch.cat([semantic, fill_up(requests, seconds)], dim=1), given)
    codes, each = codes[:, :, given.shape[2] :], storm.config.frames_per_semantic
    return [row[:, : each * len(one)] for row, one in zip(codes, requests, strict=True)]


def timed(decode: Callable[[], list[Tensor]]) -> tuple[float, list[Tensor]]:
    """Seconds, the median of several runs, and what came out."""
    taken, codes = [], decode()
    for _ in range(RUNS):
        torch.cuda.synchronize()
        started = perf_counter()
        codes = decode()
        torch.cuda.synchronize()
        taken.append(perf_counter() - started)
    return median(taken), codes


def main() -> None:
    """Print all figures."""
    if not torch.cuda.is_available():
        sys.exit("There is no CUDA device here: nothing was measured.")
    storm = load_pretrained(SoundStorm, WORKSHOP / "acoustic", "cuda").compute_in("bfloat16")
    plain = storm.engine
    graphed = replace(plain, conformer=Graphed(plain.conformer))
    generator, config = torch.Generator().manual_seed(0), storm.config
    semantic = (BATCH, PROMPT_SECONDS * TOKENS_A_SECOND)
    codes = (BATCH, config.levels, semantic[1] * config.frames_per_semantic)
    prompts = (
        torch.randint(config.semantic_size, semantic, generator=generator).cuda(),
        torch.randint(config.codebook_size, codes, generator=generator).cuda(),
    )
    for seconds in BUCKETS:
        lengths = torch.randint(
            seconds * TOKENS_A_SECOND * 3 // 4, seconds * TOKENS_A_SECOND + 1, (BATCH,), generator=generator
        )
        requests = [
            torch.randint(config.semantic_size, (int(length),), generator=generator).cuda()
            for length in lengths
        ]
        storm.engine, reference = plain, None
        alone = storm.generate(torch.cat([prompts[0][:1], requests[0][None]], dim=1), prompts[1][:1])[
            0, :, prompts[1].shape[2] :
        ]
        for name, engine, batch in (
            ("plain passes, one request", plain, 1),
            ("graphs, one request", graphed, 1),
            (f"plain passes, {BATCH} requests", plain, BATCH),
            (f"graphs, {BATCH} requests", graphed, BATCH),
        ):
            storm.engine = engine
            taken, codes = timed(partial(decode, storm, requests[:batch], prompts, seconds))
            if engine is plain:
                reference = codes
            same = torch.cat([(one == other).flatten() for one, other in zip(codes, reference, strict=True)])
            spoken = sum(len(one) for one in requests[:batch]) / TOKENS_A_SECOND
            print(
                f"{seconds} s, {name}: {1000 * taken:.1f} ms, {spoken / taken:,.0f} times real time, "
                f"{same.float().mean():.2%} of the tokens those of plain passes, "
                f"{(codes[0] == alone).float().mean():.2%} of the first request's those of one by itself",
                flush=True,
            )


if __name__ == "__main__":
    main()
