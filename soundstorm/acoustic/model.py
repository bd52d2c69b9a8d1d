"""SoundStorm's network (Borsos et al. 2023, section 3.1): one Conformer frame for all levels of a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from soundstorm.acoustic.decoding import DecodingStep, decode
from soundstorm.acoustic.engine import has_int8, start_engine
from soundstorm.acoustic.schedule import Schedule
from soundstorm.nn.conformer import Conformer, Past


@dataclass(frozen=True)
class SoundStormConfig:
    levels: int = 8  # paper: 12
    codebook_size: int = 1024  # entries a level; the id codebook_size means "masked"
    semantic_size: int = 1000  # different semantic tokens
    frames_per_semantic: int = 2  # codec frames a semantic token covers
    speakers: int = 1  # that can take turns; one alone needs no embedding
    prompt_alone: bool = True  # a prompt sees nothing of what follows it; in the paper it sees all
    width: int = 320  # paper: 1024
    heads: int = 5  # paper: 16
    blocks: int = 7  # paper: 12
    feedforward: int = 1280  # paper: 4096
    kernel: int = 5

    @property
    def mask_id(self) -> int:
        return self.codebook_size


class SoundStorm(nn.Module):
    """The sum of a frame's embeddings -> Conformer -> one head a level.

    A frame's embeddings are those of its tokens at all levels, of its semantic token and of who speaks. The
    sequence has one element a frame, not one a token: cost barely grows with the number of levels. Where
    several speak, a frame attends to those of its own speaker alone, in their prompt and in their turns.
    """

    config_class = SoundStormConfig

    def __init__(self, config: SoundStormConfig = SoundStormConfig()) -> None:
        super().__init__()
        self.config = config
        self.level_embeddings = nn.ModuleList(
            nn.Embedding(config.codebook_size + 1, config.width) for _ in range(config.levels)
        )
        self.semantic_embedding = nn.Embedding(config.semantic_size, config.width)
        if config.speakers > 1:
            self.speaker_embedding = nn.Embedding(config.speakers, config.width)
            nn.init.zeros_(self.speaker_embedding.weight)
        for embedding in (*self.level_embeddings, self.semantic_embedding):
            nn.init.normal_(embedding.weight, std=(config.levels + 1) ** -0.5)
        self.conformer = Conformer(
            config.width, config.heads, config.blocks, config.feedforward, config.kernel
        )
        self.heads = nn.ModuleList(
            nn.Linear(config.width, config.codebook_size) for _ in range(config.levels)
        )
        self.engine = start_engine(self.conformer, "float32")
        self.register_load_state_dict_post_hook(_start_anew)

    def _apply(self, change: Callable[[Tensor], Tensor], recurse: bool = True) -> SoundStorm:
        """Weights that are moved or converted, as by `to`, take the engine along."""
        super()._apply(change, recurse)
        _start_anew(self)
        return self

    def compute_in(self, precision: str) -> SoundStorm:
        """Decode in `float32`, `bfloat16` or `int8` with the weights as they are now; returns the model.

        Embeddings and heads stay as they are in each of them. Other weights that are loaded are decoded with;
        those that an optimizer changes only once this has been called again.

        Raises:
            UserError: where there is no such precision.
        """
        self.engine = start_engine(self.conformer, precision)
        return self

    def forward(
        self,
        codes: Tensor,
        semantic: Tensor,
        speakers: Tensor,
        prompt_frames: Tensor,
        hidden: Tensor,
        target: Tensor,
        softened: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Training: how badly the tokens to be guessed are guessed (section 3.2).

        Args:
            codes: int64 [B, Q, T], all tokens.
            semantic: int64 [B, S].
            speakers: int64 [B, T].
            prompt_frames: int64 [B], leading frames that are a prompt.
            hidden: bool [B, Q, T], True where the network must not see a token.
            target: bool [B, Q, T], True where it is to be guessed.
            softened: float [Q, V, V], in row v what to guess where the token is v, as a distribution; None
                for the token alone, as in the paper.

        Returns:
            The summed cross-entropy in nats and the number of targets, both float [Q], a figure a level.
            Every head takes part, also without targets: distributed training waits for all gradients.
        """
        states = self.states(
            codes.masked_fill(hidden, self.config.mask_id), semantic, speakers, prompt_frames
        )
        losses = []
        for level, wanted in enumerate(target.unbind(dim=1), start=1):
            logits, tokens = self.logits(states[wanted], level).float(), codes[:, level - 1][wanted]
            right = tokens if softened is None else softened[level - 1][tokens]
            losses.append(nn.functional.cross_entropy(logits, right, reduction="sum"))
        return torch.stack(losses), target.sum(dim=(0, 2)).float()

    def states(
        self,
        codes: Tensor,
        semantic: Tensor,
        speakers: Tensor | None = None,
        prompt_frames: Tensor | None = None,
    ) -> Tensor:
        """Hidden states of every frame. With `prompt_alone` those of the prompt depend on the prompt alone.

        Args:
            codes: int64 [B, Q, T], `mask_id` where hidden.
            semantic: int64 [B, S], S * frames_per_semantic = T.
            speakers: int64 [B, T], who speaks in every frame, from 0; None for one speaker.
            prompt_frames: int64 [B], leading frames that are a prompt; None for no prompts.

        Returns:
            float [B, T, width].
        """
        frames = self._embed(codes, self._given(semantic, speakers, codes.shape[2]))
        voices = self._voices(speakers)
        if prompt_frames is None or not self.config.prompt_alone:
            return self.conformer(frames, voices=voices)
        prompt = torch.arange(frames.shape[1], device=frames.device) < prompt_frames[:, None]
        return self.conformer(frames, prompt=prompt, voices=voices)

    def _voices(self, speakers: Tensor | None) -> Tensor | None:
        """Whose every frame is, int [B, T], where not all are of one; else None."""
        if self.config.speakers == 1 or speakers is None or bool((speakers == speakers[:, :1]).all()):
            return None
        return speakers

    def _given(self, semantic: Tensor, speakers: Tensor | None, frames: int) -> Tensor:
        """What no iteration changes, the semantic token of every frame and who speaks: [B, frames, width]."""
        if frames != semantic.shape[1] * self.config.frames_per_semantic:
            raise ValueError(
                f"{semantic.shape[1]} semantic tokens of {self.config.frames_per_semantic} frames each do "
                f"not cover the {frames} frames of the codes"
            )
        given = self.semantic_embedding(semantic).repeat_interleave(self.config.frames_per_semantic, dim=1)
        if self.config.speakers == 1:
            return given
        first = semantic.new_zeros(len(semantic), frames)
        return given + self.speaker_embedding(first if speakers is None else speakers)

    def _embed(self, codes: Tensor, given: Tensor) -> Tensor:
        """What the network sees of every frame: [B, T, width]."""
        frames = given
        for level, embedding in enumerate(self.level_embeddings):
            frames = frames + embedding(codes[:, level])
        return frames

    def logits(self, hidden: Tensor, level: int) -> Tensor:
        """Hidden states [..., width] -> logits of the tokens of `level` (1..Q): [..., codebook_size]."""
        return self.heads[level - 1](hidden)

    def decode(
        self,
        semantic: Tensor,
        prompt: Tensor | None = None,
        schedule: Schedule = Schedule(),
        seed: int = 0,
        candidates: int = 0,
        speakers: Tensor | None = None,
    ) -> Iterator[DecodingStep]:
        """Decode all levels of the frames after the prompt, step by step (section 3.3).

        Args:
            semantic: int64 [B, S] of prompt and target together.
            prompt: int64 [B, Q, P] acoustic tokens of the prompt, none hidden, or None.
            schedule: iterations a level, temperature, noise and guidance.
            seed: same seed, same tokens.
            candidates: report this many most probable tokens of every sampled position.
            speakers: int64 [B, T], who speaks in every frame, from 0; None for the first alone.
        """
        frames = semantic.shape[1] * self.config.frames_per_semantic
        prompt_frames = 0 if prompt is None else prompt.shape[2]
        if prompt_frames >= frames:
            raise ValueError(f"a prompt of {prompt_frames} frames leaves nothing to generate in {frames}")
        codes = semantic.new_full((semantic.shape[0], self.config.levels, frames), self.config.mask_id)
        if prompt is not None:
            if prompt.shape[:2] != codes.shape[:2] or bool((prompt == self.config.mask_id).any()):
                raise ValueError(
                    f"a prompt needs known tokens at {codes.shape[1]} levels, in {len(codes)} rows"
                )
            codes[:, :, :prompt_frames] = prompt
        hidden = codes == self.config.mask_id
        return self.redecode(
            semantic,
            codes,
            hidden,
            schedule,
            seed,
            prompt_frames=prompt_frames,
            speakers=speakers,
            candidates=candidates,
        )

    def redecode(
        self,
        semantic: Tensor,
        codes: Tensor,
        mask: Tensor,
        schedule: Schedule = Schedule(),
        seed: int = 0,
        *,
        prompt_frames: int = 0,
        speakers: Tensor | None = None,
        **options: object,
    ) -> Iterator[DecodingStep]:
        """Decode the tokens in `mask` bool [B, Q, T] anew, leave the rest of `codes` int64 [B, Q, T] alone.

        With guidance w, tokens are drawn from softmax(a + w (a - b)): a are the log-probabilities, b those
        that the same network gives to the frames after the prompt when they are alone (classifier-free
        guidance, Ho and Salimans 2022, towards the prompt's voice). It takes two passes an iteration; without
        a prompt there is nothing to be guided by.

        Args:
            semantic: int64 [B, S] of all frames.
            prompt_frames: leading frames that are a prompt.
            speakers: int64 [B, T], who speaks in every frame, from 0; None for the first alone.
            options: `candidates`, `hidden` and `start` of `decoding.decode`.
        """
        conformer = self.engine.conformer
        voices = self._voices(speakers)
        with torch.inference_mode():
            given = self._given(semantic, speakers, codes.shape[2])
            past = self._remember(codes, given, prompt_frames, voices)
        known = prompt_frames if past else 0

        @torch.inference_mode()
        def predict(codes: Tensor, level: int, masked: Tensor) -> Tensor:
            frames = self._embed(codes[:, :, known:], given[:, known:]).to(self.engine.dtype)
            following, masked = frames[:, prompt_frames - known :], masked[:, prompt_frames:]
            if past:
                states = conformer.after(following, past, voices)
            else:
                states = conformer(frames, voices=voices)[:, prompt_frames:]
            logits = self.logits(states[masked].float(), level)
            if not (schedule.guidance and prompt_frames):
                return logits
            theirs = None if voices is None else voices[:, prompt_frames:]
            unprompted = self.logits(conformer(following, voices=theirs)[masked].float(), level)
            a, b = logits.log_softmax(dim=1), unprompted.log_softmax(dim=1)
            return a + schedule.guidance * (a - b)

        return decode(
            predict, codes, mask, self.config.mask_id, schedule, seed, prompt_frames=prompt_frames, **options
        )

    def _remember(
        self, codes: Tensor, given: Tensor, prompt_frames: int, voices: Tensor | None
    ) -> list[Past]:
        """What a prompt means to the frames after it; nothing without one, or where it sees them too."""
        if not (prompt_frames and self.config.prompt_alone):
            return []
        prompt = self._embed(codes[:, :, :prompt_frames], given[:, :prompt_frames])
        theirs = None if voices is None else voices[:, :prompt_frames]
        return self.engine.conformer.remember(
            prompt.to(self.engine.dtype), codes.shape[2] - prompt_frames, theirs
        )

    def generate(self, semantic: Tensor, prompt: Tensor | None = None, **options: object) -> Tensor:
        """`decode` run to its end: int64 [B, Q, T]."""
        *_, last = self.decode(semantic, prompt, **options)
        return last.codes


def _start_anew(storm: SoundStorm, _: object = None) -> None:
    """A fast engine holds copies of weights that now are others; where there is no int8, float32 it is."""
    precision, device = storm.engine.precision, next(storm.parameters()).device
    if precision != "float32":
        storm.compute_in("float32" if precision == "int8" and not has_int8(device) else precision)
