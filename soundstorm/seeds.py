"""Seeds of everything that is drawn by chance."""

from __future__ import annotations

import operator

from soundstorm.errors import UserError

LARGEST_SEED = 2**32 - 1  # of larger ones, PyTorch's generator on a CPU reads 32 bits


def seed_after(seed: int, number: int) -> int:
    """The seed of what is made as the `number`th after that of `seed`."""
    return (seed + number) % (LARGEST_SEED + 1)


def checked_seed(seed: int) -> int:
    """A seed of any integer type as an int.

    Raises:
        UserError: when it is no whole number from 0 to LARGEST_SEED.
    """
    try:
        whole = operator.index(seed)
    except TypeError:
        whole = -1
    if not 0 <= whole <= LARGEST_SEED:
        raise UserError(f"Choose a whole number from 0 to {LARGEST_SEED} as the seed, not {str(seed)[:40]}.")
    return whole
