"""From a chosen sound to its levels, and from switched-on levels to their sound."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import gradio as gr
import numpy as np
import torch

from soundstorm import outlet
from soundstorm.audio import read_audio
from soundstorm.audio.tags import read_tags
from soundstorm.codec.difference import level_difference
from soundstorm.errors import AudioError, UserError
from soundstorm.files import make_folder, whole_file
from soundstorm.pipeline import SoundStormPipeline
from soundstorm.ui.codec.view import CodecView, save_sound
from soundstorm.ui.limits import Deadline
from soundstorm.ui.running import UNCHANGED, sentence_of
from soundstorm.ui.runtime import FULL, note

SHORTEST_SECONDS, LONGEST_SECONDS = 0.2, 30.0


class Taken(NamedTuple):
    """The sound that one visitor looks at: which run, codes int32 [Q, T], what its file says of itself."""

    run: str
    codes: np.ndarray
    said: dict[str, str]


class CodecUpdate(NamedTuple):
    """One value for every output, in the order of the event's outputs."""

    view: Any = UNCHANGED
    figure: Any = UNCHANGED
    notice: Any = UNCHANGED
    taken: Any = UNCHANGED


@dataclass(frozen=True)
class CodecHandlers:
    """The handlers of the tab; `cache` is the folder that gradio serves files from and empties."""

    models: Callable[[], SoundStormPipeline]
    cache: Path

    def take(self, path: str | None) -> Iterator[CodecUpdate]:
        """Everything between a chosen sound and its figure; a user's error ends it with one sentence."""
        nothing = CodecUpdate({"phase": "empty"}, gr.update(value=None, interactive=False), "", None)
        if not path:
            yield nothing
            return
        try:
            yield from self._take(path)
        except Exception as error:
            yield nothing._replace(notice=note(sentence_of(error, "Taking a sound apart"), error=True))

    def _take(self, path: str) -> Iterator[CodecUpdate]:
        pipeline, deadline = self.models(), Deadline()
        codec, rate = pipeline.codec, pipeline.sample_rate
        waveform = read_audio(path, rate, LONGEST_SECONDS)
        if len(waveform) < SHORTEST_SECONDS * rate:
            raise AudioError(f"Choose a sound of at least {SHORTEST_SECONDS} seconds.")
        if not bool(waveform.any()):
            raise AudioError("Choose another sound: this one is silent throughout.")
        recorded = waveform[None].to(pipeline.device)
        codes = codec.encode(recorded)
        view = CodecView(codec, codes[0].cpu(), codec.left_over(recorded, codes), self.cache)
        view.add("original", waveform)
        said = read_tags(path)
        taken = Taken(view.run, codes[0].cpu().numpy().astype(np.int32), said)
        yield CodecUpdate(view.value("decoding"), gr.update(value=None, interactive=False), "", taken)
        pictured, coarser = [("original", waveform)], None
        tags = pipeline.origin.codec_tags(said)
        for level in deadline.over(range(1, codec.levels + 1)):
            finer = pipeline.decode_audio(codes[:, :level])
            view.add(f"prefix.{level}", finer, tags)
            if coarser is not None:
                change = level_difference(coarser, finer, codec.hop)
                view.add(f"difference.{level}", outlet.release(change, rate, pipeline.watermark), tags)
            coarser = finer
            pictured.append((f"levels 1 to {level}" if level > 1 else "level 1", finer))
            yield CodecUpdate(view.value("decoding" if level < codec.levels else "done"))
        from soundstorm.ui.codec.figure import draw_figure  # matplotlib would hold up the start of the app

        figure = view.folder / "spectrograms.png"
        with whole_file(figure) as unfinished:
            draw_figure(pictured, rate).savefig(unfinished, dpi=150)
        yield CodecUpdate(figure=gr.update(value=str(figure), interactive=True), notice="")

    def subset(self, taken: Taken | None, event: gr.EventData) -> CodecUpdate:
        """The sound of some levels alone, as the switches are set."""
        asked = event._data if isinstance(event._data, dict) else {}
        try:
            levels = chosen_levels(taken, asked)
            pipeline = self.models()
            waveform = pipeline.decode_levels(torch.from_numpy(taken.codes).long()[None], levels)
            folder = self.cache / taken.run
            make_folder(folder)
            name = "levels-" + "-".join(map(str, levels))
            tags = pipeline.origin.codec_tags(taken.said)
            sound = save_sound(waveform, pipeline.sample_rate, folder, name, tags)
            subset = {**sound, "levels": levels, "number": asked["number"]}
            return CodecUpdate({"run": taken.run, "subset": subset}, notice="")
        except UserError as error:
            return refused(str(error))


def refused(sentence: str = FULL) -> CodecUpdate:
    """When levels cannot be heard, or the queue has refused to wait: the page may ask again."""
    return CodecUpdate({"refused": secrets.token_hex(4)}, notice=note(sentence, error=True))


def chosen_levels(taken: Taken | None, asked: dict[str, Any]) -> list[int]:
    """The levels a browser asked for, checked.

    Raises:
        UserError: when they are none of this sound's.
    """
    if taken is None or asked.get("run") != taken.run:
        raise UserError("Choose the sound again: this one was taken off the page.")
    levels, most = asked.get("levels"), len(taken.codes)
    fits = isinstance(levels, list) and all(type(level) is int and 1 <= level <= most for level in levels)
    if not fits or not levels or type(asked.get("number")) is not int:
        raise UserError(f"Leave at least one of the levels 1 to {most} switched on.")
    return sorted(set(levels))
