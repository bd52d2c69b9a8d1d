"""Telephone numbers, codes, versions and network addresses, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Call 1000000 people.", "call one million people"),
        ("I will zip 500 files.", "i will zip five hundred files"),
        ('Call 5551234567.', 'call five five five one two three four five six seven'),
        ('His cell: 5550199', 'his cell five five five zero one nine nine'),
        ('Dial 0800 123 456.', 'dial zero eight zero zero one two three four five six'),
        ('07700 900123', 'zero seven seven zero zero nine zero zero one two three'),
        ('Call 311 or 988 now.', 'call three one one or nine eight eight now'),
        ('my ZIP is 90210', 'my zip is nine zero two one zero'),
        ("555-4321", "five five five four three two one"),
        ("212-555-0123", "two one two five five five zero one two three"),
        ("(212) 555-0123", "two one two five five five zero one two three"),
        ("212.555.0123", "two one two five five five zero one two three"),
        ("1-900-555-0123", "one nine hundred five five five zero one two three"),
        ("+1 212 555 0123", "one two one two five five five zero one two three"),
        ("+44 20 7946 0000", "plus four four two zero seven nine four six zero zero zero zero"),
        ("555-4321 x12", "five five five four three two one extension one two"),
        ("1-800-LAWYERS", "one eight hundred lawyers"),
        ("text 40404, text 300 men", "text four zero four zero four text three hundred men"),
        ("call 411 now", "call four one one now"),
        ("call 250 people", "call two hundred fifty people"),
        ("She dialed 911.", "she dialed nine one one"),
        ("a Porsche 911", "a porsche nine eleven"),
        ("300-1200 people", "three hundred to twelve hundred people"),
        ("555-1200, 550-1234", "five five five one two zero zero five five zero one two three four"),
        ("550-1200 x5", "five five zero one two zero zero extension five"),
    ],
)  # fmt: skip
def test_telephone_numbers(written, spoken):
    assert spoken_words(written) == spoken.split()


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
