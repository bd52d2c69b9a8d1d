"""Codes, models, versions and network addresses, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("area code 415", "area code four one five"),
        ("PIN is 4242", "pin is four two four two"),
        ("Austin, TX 78701", "austin T X seven eight seven zero one"),
        ("123-45-6789", "one two three four five six seven eight nine"),
        ("4242 4242 4242 4242", "four two four two four two four two four two four two four two four two"),
        ("my 401k, a 401(K)", "my four oh one K a four oh one K"),
    ],
)  # fmt: skip
def test_codes(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("v3.1, Version 4.2", "version three point one version four point two"),
        ("version 10.15", "version ten point fifteen"),
        ("A V8 engine, V2.1, v8", "a V eight engine version two point one version eight"),
        ("Python 3.12.1", "python three point twelve point one"),
        ("10.0.0.254", "one zero point zero point zero point two five four"),
        ("127.0.0.1:80", "one two seven point zero point zero point one port eight zero"),
        ("10.0.0.0/8", "one zero point zero point zero point zero slash eight"),
    ],
)  # fmt: skip
def test_versions_and_network_addresses(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('ref: 83749201, OTP 482913',
         'reference eight three seven four nine two zero one O T P four eight two nine one three'),
        ('account 12345678, order #45213',
         'account one two three four five six seven eight order four five two one three'),
        ('order 20000 boxes', 'order twenty thousand boxes'),
        ('my number is 5558675309', 'my number is five five five eight six seven five three zero nine'),
        ('9876543 is it, 9000043 votes',
         'nine eight seven six five four three is it nine million forty three votes'),
        ('5000000', 'five million'),
        ('1Z999AA1012345678', 'one Z nine nine nine A A one zero one two three four five six seven eight'),
        ('guest12345, EUR12500', 'guest one two three four five twelve thousand five hundred euros'),
        ('order #112-7364829-10', 'order number one one two seven three six four eight two nine one zero'),
    ],
)  # fmt: skip
def test_codes_are_read_digit_by_digit(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('INV-2023-0042', 'I N V twenty twenty three zero zero four two'),
        ('an i5-12400F', 'an i five twelve four hundred F'),
        ('DDR5-4800', 'D D R five forty eight hundred'),
        ('a Boeing 747-400', 'a boeing seven forty seven four hundred'),
        ('747-800 people', 'seven hundred forty seven to eight hundred people'),
        ('A1-5', 'A one to five'),
    ],
)  # fmt: skip
def test_numbers_of_models_are_no_ranges(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('Toronto M5V 3L9', 'toronto M five V three L nine'),
        ('London SW1A 2AA, NW1 6XE', 'london S W one A two A A N W one six X E'),
        ('a B1 2GB card', 'a B one two gigabytes card'),
    ],
)  # fmt: skip
def test_postcodes_of_other_countries(written, spoken):
    assert spoken_words(written) == spoken.split()
