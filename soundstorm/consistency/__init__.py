"""Acoustic consistency: which crops of speech come from one recording of one speaker?"""

from soundstorm.consistency.model import Consistency, ConsistencyConfig

__all__ = ["Consistency", "ConsistencyConfig"]
