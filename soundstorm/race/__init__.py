"""SoundStorm and AudioLM decode the same semantic tokens, and the time that each takes is kept."""

from soundstorm.race.run import (
    LENGTHS,
    PAIR,
    Race,
    begin_race,
    begin_race_of_words,
    measure_lengths,
    race_words,
    run_race,
    times_faster,
)

__all__ = [
    "LENGTHS",
    "PAIR",
    "Race",
    "begin_race",
    "begin_race_of_words",
    "measure_lengths",
    "race_words",
    "run_race",
    "times_faster",
]
