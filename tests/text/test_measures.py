"""Units, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("30 kg, 30kg, 1 kg", "thirty kilograms thirty kilograms one kilogram"),
        ("1 ft, 2 ft.", "one foot two feet"),
        ("8 in the box", "eight in the box"),
        ("8 in. wide", "eight inches wide"),
        ("9 ms, 4 Hz, 2.4 GHz", "nine milliseconds four hertz two point four gigahertz"),
        ("16 GB, 16gb, 4G", "sixteen gigabytes sixteen gigabytes four G"),
        ("60 W, 5 MW, 3 mW", "sixty watts five megawatts three milliwatts"),
        ("20 μm, 5 µg", "twenty micrometers five micrograms"),
        ("90°, 21°C, 70 °F", "ninety degrees twenty one degrees celsius seventy degrees fahrenheit"),
        ("−3°C", "minus three degrees celsius"),
        ("1 1/2 mi, 1/4 mi", "one and a half miles one quarter mile"),
        ("a 10-km run, a 1-KM run", "a ten kilometer run a one kilometer run"),
        ("5-G phones, bands 4-5 G", "five G phones bands four to five G"),
        ("16-oz. cans, 5–9 min", "sixteen ounce cans five to nine minutes"),
        ("8 s, 1 KM", "eight seconds one kilometer"),
        ("the 1970s", "the nineteen seventies"),
        ("KM 5, 5 KM", "K M five five kilometers"),
    ],
)  # fmt: skip
def test_units(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("90 km/h, 9 KM/H", "ninety kilometers per hour nine kilometers per hour"),
        ("5 km/day, 5 M/S", "five kilometers per day five M S"),
        ("1 m/s", "one meter per second"),
        ("5-7 m/s", "five to seven meters per second"),
        ("speed in mi/h", "speed in miles per hour"),
        ("9.8 m/s²", "nine point eight meters per second squared"),
        ("4×10^8 m/s", "four times ten to the eighth meters per second"),
        ("2 g/cm³", "two grams per cubic centimeter"),
        ("40 m², 1 km²", "forty square meters one square kilometer"),
        ("100 sq ft", "one hundred square feet"),
        ("30 miles/hour", "thirty miles per hour"),
        ("6 L/100 km", "six liters per one hundred kilometers"),
        ("3 meals/day", "three meals per day"),
        ("a day/night cycle", "a day night cycle"),
        ("W/L", "W L"),
    ],
)  # fmt: skip
def test_ratios_of_units(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("20%-25%, 5-6%", "twenty to twenty five percent five to six percent"),
        ("3kg-4kg, 2-3 KM", "three to four kilograms two to three kilometers"),
        ("1%", "one percent"),
    ],
)  # fmt: skip
def test_measured_ranges(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("5'9\"", "five feet nine inches"),
        ("6′1″", "six feet one inch"),
        ("She is 5'11", "she is five feet eleven"),
        ("8' tall", "eight feet tall"),
        ("'chapter 8'", "chapter eight"),
        ("5 ft 9 in, 1 ft 1 in.", "five feet nine inches one foot one inch"),
        ("2 ft 3 in the wall", "two feet three in the wall"),
        ('a 5/8" bolt', "a five eighths inch bolt"),
        ('a 12" pipe', "a twelve inches pipe"),
        ('"I am 12"', "i am twelve"),
    ],
)  # fmt: skip
def test_feet_and_inches(written, spoken):
    assert spoken_words(written) == spoken.split()
