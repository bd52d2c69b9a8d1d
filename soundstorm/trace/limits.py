"""How much the file of a trace may claim: enough for all that models make, little enough to be read safely.

Readers in Python and in JavaScript believe no more.

The player has the same numbers in soundstorm/player/static/trace/limits.js, which is written from here:
`python -m soundstorm.player.limits`.
"""

from soundstorm.acoustic.schedule import MOST_GUIDANCE as MOST_GUIDANCE
from soundstorm.acoustic.schedule import MOST_ITERATIONS as MOST_ITERATIONS

MAX_FILE_BYTES = 64_000_000
MAX_HEADER_BYTES = 12_000_000
SAMPLE_RATES = (4_000, 192_000)  # Hz, lowest and highest
HOPS = (1, 10_000)  # samples, shortest and longest
MOST_LEVELS = 64
MOST_ENTRIES = 2**20  # of a codebook
MOST_FRAMES = 12_000  # two minutes of speech at 75 frames a second, and the prompts
MOST_STEPS = MOST_LEVELS * MOST_ITERATIONS
MOST_EVENTS = 2_000_000
MOST_CANDIDATES = 64
MOST_CANDIDATES_IN_ALL = 4 * MOST_EVENTS
MOST_BANDS = 128
MOST_SHADES = 16_000_000  # of the spectrograms of all levels
LARGEST_HALF = 65_504
LARGEST_NUMBER = 1e300
LOW_DECIBELS = (-1_000, 1_000)  # of the quietest shade of a spectrogram
MOST_DECIBELS = 2_000
MOST_CHARACTERS = 10_000  # of a text
MOST_LETTERS = 100  # of a word, a phoneme, a name
MOST_TIMINGS = 100
MOST_SPEAKERS = 100
