"""A time limit that is over from the beginning."""

from soundstorm.errors import UserError
from soundstorm.ui.limits import Deadline


def late(deadline: Deadline) -> None:
    """In place of `Deadline.check`."""
    raise UserError(f"This run was stopped after {deadline.seconds:.0f} seconds.")
