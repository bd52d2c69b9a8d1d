"""Whose permission a voice is cloned with: what the server takes for it, whatever a browser shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from soundstorm.errors import UserError
from soundstorm.safety.spoken import Sentence
from soundstorm.ui.speak.describe import prompt_path

Consent = Literal["asked", "spoken"]
VARIABLE = "SOUNDSTORM_CONSENT"

NOT_PERMITTED = (
    "Tick below the recording that you have the speaker's permission to clone this voice, or choose a "
    "bundled voice."
)
NOT_SPOKEN = (
    "Have the speaker read the sentence above the recording into the microphone, and wait until it has been "
    "heard, or choose a bundled voice."
)


def consent_of(value: str) -> Consent:
    """How permission is given: "asked", by a tick; "spoken", by the speaker, who reads a sentence.

    Raises:
        UserError: when it is neither.
    """
    if value not in get_args(Consent):
        raise UserError(f"Set {VARIABLE} to {' or '.join(get_args(Consent))}: {value!r} is neither.")
    return value


@dataclass(frozen=True)
class Spoken:
    """What one visitor's speakers have said in one tab; kept by the server, so that no browser can write it.

    asked: to be read next; None before the page is there. recordings: files in which one was read.
    """

    asked: Sentence | None = None
    recordings: frozenset[str] = frozenset()

    def then(self, recording: str | None = None) -> Spoken:
        """With another sentence, for each is used once; and with a recording in which it was read."""
        return replace(self, asked=Sentence.drawn(), recordings=self.recordings | {recording} - {None})


def cloned_voice(chosen: str | None, recording: str | None, permission: Any) -> str:
    """The file of the voice to clone: a bundled one by its name, or a recording that may be cloned.

    permission: as `check_permission` takes it.

    Raises:
        UserError: when there is neither, or no permission.
    """
    path = prompt_path(chosen, recording)
    if path == recording:
        check_permission(recording, permission)
    return path


def check_permission(recording: str, permission: Any) -> None:
    """Raises a UserError unless the voice of a recording may be cloned.

    permission: what the tick says, or the `Spoken` of the tab.
    """
    if isinstance(permission, Spoken):
        if recording not in permission.recordings:
            raise UserError(NOT_SPOKEN)
    elif permission is not True:
        raise UserError(NOT_PERMITTED)
