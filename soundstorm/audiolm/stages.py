"""AudioLM's three stages and how they follow each other (Borsos et al. 2022, section III-C and III-D)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from soundstorm.audiolm.model import Drawn, TokenLanguageModel, TokenLanguageModelConfig
from soundstorm.checkpoint import load_pretrained

# Of the paper (section IV-B): sampling temperatures, and how much a stage sees at once, in seconds. But for
# the semantic temperature, there 0.6: the bundled stage then falls silent in the middle of its babble.
TEMPERATURES = {"semantic": 0.9, "coarse": 0.8, "fine": 0.6}
CROP_SECONDS = {"semantic": 30.0, "coarse": 10.0, "fine": 3.0}
ACOUSTIC_STAGES = ("coarse", "fine")
STAGES = ("semantic", *ACOUSTIC_STAGES)
OVERLAP_SECONDS = 3.0  # of what was said before that a stage hears when it goes on beyond its crop
COARSE_LEVELS = 4  # the other levels are the fine stage's


def semantic_stage(semantic_size: int) -> TokenLanguageModelConfig:
    """Semantic tokens after semantic tokens."""
    return TokenLanguageModelConfig((), (semantic_size,))


def coarse_stage(
    semantic_size: int, codebook_size: int, frames_per_semantic: int
) -> TokenLanguageModelConfig:
    """The coarse levels, flattened, after all semantic tokens."""
    return TokenLanguageModelConfig((semantic_size,), (codebook_size,) * COARSE_LEVELS, frames_per_semantic)


def fine_stage(levels: int, codebook_size: int) -> TokenLanguageModelConfig:
    """The fine levels, flattened, after the coarse ones."""
    return TokenLanguageModelConfig(
        (codebook_size,) * COARSE_LEVELS, (codebook_size,) * (levels - COARSE_LEVELS)
    )


@dataclass(frozen=True)
class NewToken:
    """A codec token as it is written.

    level: from 1. frame: after the prompt, from 0.
    confidence: the probability the network gave to it. entropy: of its distribution, in nats.
    """

    level: int
    frame: int
    token: int
    confidence: float
    entropy: float

    @classmethod
    def of(cls, level: int, frame: int, drawn: Drawn) -> NewToken:
        """The only row of a batch of one."""
        return cls(level, frame, int(drawn.token), float(drawn.confidence), float(drawn.entropy))


class AudioLM:
    """Speech that goes on by itself, and semantic tokens to codec tokens one at a time.

    Args:
        semantic, coarse, fine: the stages' models; without the last two it goes on and does not speak.
        tokens_per_second: semantic tokens a second.
        frames_per_semantic: codec frames a semantic token covers.
    """

    def __init__(
        self,
        semantic: TokenLanguageModel,
        coarse: TokenLanguageModel | None,
        fine: TokenLanguageModel | None,
        tokens_per_second: float,
        frames_per_semantic: int,
    ) -> None:
        self.semantic, self.coarse, self.fine = semantic, coarse, fine
        self.tokens_per_second, self.frames_per_semantic = tokens_per_second, frames_per_semantic

    @property
    def stages(self) -> dict[str, TokenLanguageModel]:
        """The models that are there by their names, which are those of their folders."""
        named = {"semantic": self.semantic, "coarse": self.coarse, "fine": self.fine}
        return {name: stage for name, stage in named.items() if stage is not None}

    @property
    def speaks(self) -> bool:
        """Whether it has the acoustic stages."""
        return self.coarse is not None and self.fine is not None

    @classmethod
    def from_pretrained(
        cls, folder: Path, tokens_per_second: float, frames_per_semantic: int, device: str = "cpu"
    ) -> AudioLM:
        """Load the stages from `folder/semantic` and, where there are any, `folder/coarse` and `folder/fine`.

        Raises:
            CheckpointError: when one is damaged, the semantic one is missing, or one of the others alone is.
        """
        names = STAGES if any((folder / name).is_dir() for name in ACOUSTIC_STAGES) else STAGES[:1]
        stages = {name: load_pretrained(TokenLanguageModel, folder / name, device) for name in names}
        acoustic = (stages.get(name) for name in ACOUSTIC_STAGES)
        return cls(stages["semantic"], *acoustic, tokens_per_second, frames_per_semantic)

    def continue_semantic(self, prompt: Tensor, tokens: int, seed: int = 0) -> Iterator[int]:
        """Semantic tokens after those of a prompt, int64 [P]; P may be 0.

        Beyond the stage's crop it goes on from the last 3 s.
        """
        generator = torch.Generator().manual_seed(seed)
        crop = round(CROP_SECONDS["semantic"] * self.tokens_per_second)
        overlap = round(OVERLAP_SECONDS * self.tokens_per_second)
        nothing = prompt.new_zeros(1, 0, 0)
        heard = prompt[-(crop - overlap) :].tolist()
        while tokens > 0:
            now = min(tokens, crop - len(heard))
            known = torch.tensor([[heard]], dtype=torch.long, device=prompt.device)
            for drawn in self.semantic.generate(nothing, known, now, TEMPERATURES["semantic"], generator):
                heard.append(int(drawn.token))
                yield heard[-1]
            tokens -= now
            heard = heard[-overlap:]

    def speak(self, semantic: Tensor, prompt: Tensor, seed: int = 0) -> Iterator[NewToken]:
        """The codec tokens of what `semantic` says after the prompt: all coarse ones, then the fine ones.

        Args:
            semantic: int64 [S] of prompt and target together.
            prompt: int64 [Q, P] codec tokens of the prompt; P may be 0.
        """
        generator = torch.Generator().manual_seed(seed)
        coarse = prompt[:COARSE_LEVELS]
        for token in self._speak_coarse(semantic, coarse, generator):
            yield token
            if token.level == 1:
                coarse = torch.cat([coarse, coarse.new_zeros(COARSE_LEVELS, 1)], dim=1)
            coarse[token.level - 1, -1] = token.token
        yield from self._speak_fine(coarse, prompt[COARSE_LEVELS:], generator)

    def generate(self, semantic: Tensor, prompt: Tensor, seed: int = 0) -> Tensor:
        """`speak` run to its end: int64 [Q, T], prompt and target."""
        frames = self.frames_per_semantic * len(semantic) - prompt.shape[1]
        codes = torch.cat([prompt, prompt.new_zeros(len(prompt), frames)], dim=1)
        for new in self.speak(semantic, prompt, seed):
            codes[new.level - 1, prompt.shape[1] + new.frame] = new.token
        return codes

    def _speak_coarse(
        self, semantic: Tensor, prompt: Tensor, generator: torch.Generator
    ) -> Iterator[NewToken]:
        """Slide over the semantic tokens, the last 3 s of what was said before as the prompt."""
        each = self.frames_per_semantic
        crop = round(CROP_SECONDS["coarse"] * self.tokens_per_second)
        overlap = round(OVERLAP_SECONDS * self.tokens_per_second)
        heard, frame = prompt, 0
        first = max(0, prompt.shape[1] // each - (crop - overlap))
        while (done := prompt.shape[1] + frame) < each * len(semantic):
            window = semantic[first : first + crop]
            known = heard[:, each * first :]
            frames = each * len(window) - known.shape[1]
            said = []
            tokens = self.coarse.generate(
                window[None, None], known[None], frames, TEMPERATURES["coarse"], generator
            )
            for place, drawn in enumerate(tokens):
                said.append(int(drawn.token))
                yield NewToken.of(place % COARSE_LEVELS + 1, frame + place // COARSE_LEVELS, drawn)
            new = torch.tensor(said, device=heard.device).reshape(-1, COARSE_LEVELS).T
            heard = torch.cat([heard, new], dim=1)
            frame += frames
            first = (done + frames) // each - overlap

    def _speak_fine(self, coarse: Tensor, prompt: Tensor, generator: torch.Generator) -> Iterator[NewToken]:
        """Piece by piece: the fine tokens follow from the piece's coarse ones; the prompt's are known.

        Pieces that lie wholly in the prompt are left out.
        """
        length = round(CROP_SECONDS["fine"] * self.tokens_per_second) * self.frames_per_semantic
        levels = len(prompt)
        for start in range(prompt.shape[1] // length * length, coarse.shape[1], length):
            window = coarse[:, start : start + length]
            known = prompt[:, start : start + length]
            frames = window.shape[1] - known.shape[1]
            tokens = self.fine.generate(window[None], known[None], frames, TEMPERATURES["fine"], generator)
            frame = start + known.shape[1] - prompt.shape[1]
            for place, drawn in enumerate(tokens):
                yield NewToken.of(COARSE_LEVELS + place % levels + 1, frame + place // levels, drawn)
