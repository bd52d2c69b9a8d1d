"""A recorded decoding: what every iteration sampled, kept and believed, small enough to share.

The file is a .npz archive of plain arrays, read without pickle: for every iteration the tokens of its level
and their confidences, for the generated frames only.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from soundstorm.acoustic.decoding import DecodingStep
from soundstorm.errors import TraceError

FORMAT = "soundstorm-trace"
VERSION = 1
MAX_BYTES = 200_000_000  # of one array, unpacked: a small file must not fill the memory


@dataclass
class Trace:
    """The steps of one utterance (batch of one) and what they were decoded from.

    prompt: int64 [Q, P], the codes of the voice prompt.
    semantic: int64 [S], of prompt and target together.
    seed, mask_id: as in decoding.
    transcript: what was asked for, empty for a conversion.
    levels, iterations, planned: one number a step.
    tokens: int64 [steps, T - P], the level's tokens after the step, `mask_id` where hidden.
    confidence: float [steps, T - P].
    """

    prompt: Tensor
    semantic: Tensor
    seed: int
    mask_id: int
    transcript: str = ""
    levels: list[int] = field(default_factory=list)
    iterations: list[int] = field(default_factory=list)
    planned: list[int] = field(default_factory=list)
    tokens: list[Tensor] = field(default_factory=list)
    confidence: list[Tensor] = field(default_factory=list)

    def record(self, step: DecodingStep) -> None:
        """Add a step."""
        generated = slice(step.prompt_frames, None)
        self.levels.append(step.level)
        self.iterations.append(step.iteration)
        self.planned.append(step.iterations)
        self.tokens.append(step.codes[0, step.level - 1, generated].cpu().clone())
        self.confidence.append(step.confidence[0, generated].cpu().clone())

    def steps(self) -> Iterator[DecodingStep]:
        """Replay: the decoding steps, without a model."""
        prompt_frames, frames = self.prompt.shape[1], len(self.tokens[0]) if self.tokens else 0
        codes = self.prompt.new_full((1, self.prompt.shape[0], prompt_frames + frames), self.mask_id)
        codes[0, :, :prompt_frames] = self.prompt
        for level, iteration, planned, tokens, confidence in zip(
            self.levels, self.iterations, self.planned, self.tokens, self.confidence, strict=True
        ):
            codes[0, level - 1, prompt_frames:] = tokens
            known = torch.cat([torch.ones(prompt_frames), confidence])
            yield DecodingStep(
                level, iteration, planned, prompt_frames, codes.clone(), codes == self.mask_id, known[None]
            )

    def save(self, path: str | Path) -> None:
        """Write the trace."""
        header = {
            "format": FORMAT,
            "version": VERSION,
            "seed": self.seed,
            "mask_id": self.mask_id,
            "transcript": self.transcript,
        }
        with Path(path).open("wb") as out:
            np.savez_compressed(
                out,
                header=np.frombuffer(json.dumps(header).encode(), dtype=np.uint8),
                prompt=self.prompt.numpy().astype(np.int16),
                semantic=self.semantic.numpy().astype(np.int16),
                steps=np.array([self.levels, self.iterations, self.planned], dtype=np.int16).T,
                tokens=torch.stack(self.tokens).numpy().astype(np.int16),
                confidence=torch.stack(self.confidence).numpy().astype(np.float16),
            )

    @classmethod
    def load(cls, path: str | Path) -> Trace:
        """Read a trace.

        Raises:
            TraceError: when the file is missing, foreign, damaged or of another version.
        """
        try:
            arrays = _read_arrays(Path(path))
            header = json.loads(arrays["header"].tobytes())
            if header["format"] != FORMAT or header["version"] != VERSION:
                raise TraceError(
                    f"{path} is not a trace of version {VERSION}: record it again with this version."
                )
            trace = cls(
                torch.from_numpy(arrays["prompt"].astype(np.int64)),
                torch.from_numpy(arrays["semantic"].astype(np.int64)),
                int(header["seed"]),
                int(header["mask_id"]),
                str(header["transcript"]),
                *(column.tolist() for column in arrays["steps"].T),
                list(torch.from_numpy(arrays["tokens"].astype(np.int64))),
                list(torch.from_numpy(arrays["confidence"].astype(np.float32))),
            )
            trace._check()
        except FileNotFoundError as error:
            raise TraceError(f"There is no file {path}: check its name.") from error
        except (OSError, KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
            if isinstance(error, TraceError):
                raise
            raise TraceError(
                f"{path} is not a complete trace: choose a file that SoundStorm wrote."
            ) from error
        return trace

    def _check(self) -> None:
        levels, _ = self.prompt.shape
        frames = {len(tokens) for tokens in self.tokens}
        counts = {
            len(self.levels),
            len(self.iterations),
            len(self.planned),
            len(self.tokens),
            len(self.confidence),
        }
        in_range = all(0 <= int(tokens.min()) and int(tokens.max()) <= self.mask_id for tokens in self.tokens)
        if (
            len(counts) != 1
            or len(frames) != 1
            or not in_range
            or not all(1 <= q <= levels for q in self.levels)
        ):
            raise ValueError("the arrays do not fit together")


def _read_arrays(path: Path) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(path) as archive:
        if any(member.file_size > MAX_BYTES for member in archive.infolist()):
            raise ValueError("an array is too large")
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}
