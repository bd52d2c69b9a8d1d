"""Reading a header that anyone may have written: every value is of its type and within its bounds."""

from __future__ import annotations

import re
from typing import Any

from soundstorm.trace.container import damaged
from soundstorm.trace.limits import LARGEST_NUMBER, MOST_CHARACTERS, MOST_LETTERS, MOST_TIMINGS

# Control characters would steer a terminal; half a surrogate pair can stand in JSON, but in no file.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Fields:
    """A JSON object whose values are asked for by name and kind; what does not fit is a TraceError."""

    def __init__(self, values: Any, name: str = "the header") -> None:
        if not isinstance(values, dict):
            raise damaged(f"{name} is not what a trace holds")
        self._values, self._name = values, name

    def whole(self, name: str, low: int, high: int) -> int:
        """An integer from low to high."""
        value = self._values.get(name)
        return value if type(value) is int and low <= value <= high else self._refuse(name)

    def number(
        self,
        name: str,
        low: float = -LARGEST_NUMBER,
        high: float = LARGEST_NUMBER,
        missing: float | None = None,
    ) -> float:
        """A finite number from low to high; `missing` where there is none, if that may be."""
        value = self._values.get(name, missing)
        if type(value) not in (int, float) or not low <= value <= high:
            self._refuse(name)
        return float(value)

    def text(self, name: str, most: int = MOST_CHARACTERS, missing: str | None = None) -> str:
        """A string of at most so many characters; `missing` where there is none, if that may be."""
        value = self._values.get(name, missing)
        return value if is_text(value, most) else self._refuse(name)

    def entries(self, name: str, most: int, missing: list[Any] | None = None) -> list[Any]:
        """A list of at most so many entries; `missing` where there is none, if that may be."""
        value = self._values.get(name, missing)
        return value if isinstance(value, list) and len(value) <= most else self._refuse(name)

    def texts(self, name: str, most: int) -> list[str]:
        """A list of at most so many short strings."""
        values = self.entries(name, most)
        return values if all(is_text(value, MOST_LETTERS) for value in values) else self._refuse(name)

    def part(self, name: str) -> Fields:
        """An object inside this one."""
        return Fields(self._values.get(name), name)

    def optional_part(self, name: str) -> Fields | None:
        """An object inside this one, None where it is null."""
        return None if self._values.get(name) is None else self.part(name)

    def numbers(self) -> dict[str, float]:
        """All values of this object, which are numbers of at least 0 under short names."""
        if len(self._values) > MOST_TIMINGS or not all(is_text(name, MOST_LETTERS) for name in self._values):
            self._refuse("a name")
        return {name: self.number(name, low=0) for name in self._values}

    def _refuse(self, name: str) -> Any:
        raise damaged(f"{name} in {self._name} is not what a trace holds")


def is_text(value: Any, most: int) -> bool:
    """Whether it is a string of at most so many characters, all of which can be shown."""
    return isinstance(value, str) and len(value) <= most and not UNPRINTABLE.search(value)
