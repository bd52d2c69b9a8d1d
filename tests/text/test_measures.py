"""Units, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text import measures
from soundstorm.text.words import spoken_items, spoken_words


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
        ("1 (15-oz) can", "one fifteen ounce can"),
        ("0.5s, 9.58s, two 15s", "zero point five seconds nine point five eight seconds two fifteens"),
    ],
)  # fmt: skip
def test_units(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2h 30m, in 3h17m", "two hours thirty minutes in three hours seventeen minutes"),
        ("1 hr 1 min, 5m 30s", "one hour one minute five minutes thirty seconds"),
        ("30m of rope, 5 m", "thirty meters of rope five meters"),
    ],
)  # fmt: skip
def test_durations(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("10 cm x 5 cm", "ten centimeters by five centimeters"),
        ("5 cm × 3 cm × 2 cm", "five centimeters by three centimeters by two centimeters"),
        ('8.5" x 11"', "eight point five inches by eleven inches"),
        ("10' x 12', 5'x7'", "ten feet by twelve feet five feet by seven feet"),
        ("9 m × 2", "nine meters times two"),
    ],
)  # fmt: skip
def test_what_is_measured_twice(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("180°C/350°F", "one hundred eighty degrees celsius, three hundred fifty degrees fahrenheit"),
        ("10 km/6 miles", "ten kilometers, six miles"),
        ("24-bit/96kHz", "twenty four bit, ninety six kilohertz"),
        ("250 mg/5 mL", "two hundred fifty milligrams per five milliliters"),
        ("1 mg/2 mL", "one milligram per two milliliters"),
    ],
)  # fmt: skip
def test_what_is_measured_in_two_ways(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


def test_what_stands_far_before_a_slash_is_not_searched(monkeypatch):
    """Long rows of digits would be searched from each of them."""
    searched = []

    class Counted:
        def search(self, text: str) -> None:
            searched.append(len(text))

    monkeypatch.setattr(measures, "_COUNTED", Counted())
    spoken_words("1," * 900 + " a/day" * 20)
    assert len(searched) == 20 and max(searched) <= 100


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
        ("5ft 4in tall, 12in wide", "five feet four inches tall twelve inches wide"),
        ("5ft 4 in tall", "five feet four inches tall"),
    ],
)  # fmt: skip
def test_feet_and_inches(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('150 Nm, 5 nm', 'one hundred fifty newton meters five nanometers'),
        ('4 ng/mL, 6 mmol/L', 'four nanograms per milliliter six millimoles per liter'),
        ('120/80 mmHg', 'one hundred twenty over eighty millimeters of mercury'),
        ('$80/bbl, 286 kJ/mol', 'eighty dollars per barrel two hundred eighty six kilojoules per mole'),
        ('5 kΩ, 8 Ω, the Ω sign', 'five kilohms eight ohms the omega sign'),
    ],
)  # fmt: skip
def test_units_of_science(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('51.5° N, turn 90° W', 'fifty one point five degrees north turn ninety degrees west'),
        ('48°51\'24"N', 'forty eight degrees fifty one minutes twenty four seconds north'),
        ('5\'-8" and 4\'-0"', 'five feet eight inches and four feet'),
    ],
)  # fmt: skip
def test_positions(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('1 (15 oz.) can', 'one, fifteen ounces, can'),
        ('(about 5 lbs.) we', 'about five pounds, we'),
        ('(It has 5 kg.) Then', 'it has five kilograms. then'),
        ('40 m.p.h. winds', 'forty M P H winds'),
        ('cook 5 min.; serve', 'cook five minutes, serve'),
    ],
)  # fmt: skip
def test_the_stop_of_a_unit_ends_a_sentence_only_there(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud
