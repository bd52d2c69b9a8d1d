// How much the file of a trace may claim.
// Written from soundstorm/trace/limits.py by `python -m soundstorm.player.limits`: change it there.

export const MOST_GUIDANCE = 5.0;
export const MOST_ITERATIONS = 1000;
export const MAX_FILE_BYTES = 64000000;
export const MAX_HEADER_BYTES = 12000000;
export const SAMPLE_RATES = [4000, 192000];
export const HOPS = [1, 10000];
export const MOST_LEVELS = 64;
export const MOST_ENTRIES = 1048576;
export const MOST_FRAMES = 12000;
export const MOST_STEPS = 64000;
export const MOST_EVENTS = 2000000;
export const MOST_CANDIDATES = 64;
export const MOST_CANDIDATES_IN_ALL = 8000000;
export const MOST_BANDS = 128;
export const MOST_SHADES = 16000000;
export const LARGEST_HALF = 65504;
export const LARGEST_NUMBER = 1e+300;
export const LOW_DECIBELS = [-1000, 1000];
export const MOST_DECIBELS = 2000;
export const MOST_CHARACTERS = 10000;
export const MOST_LETTERS = 100;
export const MOST_TIMINGS = 100;
export const MOST_SPEAKERS = 100;
