"""Money, as an American reads it."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("$4.75", "four dollars seventy five cents"),
        ("$30 dollars", "thirty dollars"),
        ("$1, £1.01", "one dollar one pound one penny"),
        ("$0.08 and $.25", "eight cents and twenty five cents"),
        ("£90,000", "ninety thousand pounds"),
        ("-$6, $-7", "minus six dollars minus seven dollars"),
        ("€5.5", "five point five euros"),
        ("$2.5 million", "two point five million dollars"),
        ("$7.2B, £3bn, $4m", "seven point two billion dollars three billion pounds four million dollars"),
        ("€30k", "thirty thousand euros"),
        ("¥800, ₹90, ₩5", "eight hundred yen ninety rupees five won"),
        ("60€, 5 £, 9$", "sixty euros five pounds nine dollars"),
        ("3.50€, ¥5.25", "three euros fifty cents five point two five yen"),
        ("75¢, 1¢, ¢5", "seventy five cents one cent five cents"),
        ("US$40, C$3", "forty U S dollars three canadian dollars"),
        ("USD 12, 8 EUR", "twelve U S dollars eight euros"),
        ("USD 5M, 3k EUR", "five million U S dollars three thousand euros"),
        ("Rs.500, Rs. 40", "five hundred rupees forty rupees"),
        ("the PRs. 40 of them", "the P R's forty of them"),
    ],
)  # fmt: skip
def test_money(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("$20-30, $5–$6", "twenty to thirty dollars five to six dollars"),
        ("$1M-$2M", "one million to two million dollars"),
        ("£5-7 million", "five to seven million pounds"),
        ("$1.5-2 million", "one point five to two million dollars"),
        ("$1.50-$2.25", "one dollar fifty cents to two dollars twenty five cents"),
    ],
)  # fmt: skip
def test_ranges_of_money(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("$15/hr, $9/month", "fifteen dollars per hour nine dollars per month"),
        ("$3/gal, $4/box", "three dollars per gallon four dollars per box"),
        ("A $20 bill", "a twenty dollar bill"),
        ("a $3 million house", "a three million dollar house"),
        ("a $5 or $6 tip", "a five dollars or six dollars tip"),
        ("a $2-billion deal, a $1.5-million home",
         "a two billion dollar deal a one point five million dollar home"),
    ],
)  # fmt: skip
def test_what_money_is_paid_for(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("40k users, 2M people", "forty thousand users two million people"),
        ("1.2B, 2B users", "one point two billion two billion users"),
        ("20K, 3 bn", "twenty thousand three billion"),
        ("221B Elm", "two hundred twenty one B elm"),
        ("a 5k run, a 10K", "a five k run a ten K"),
        ("a 4K screen", "a four K screen"),
        ("Apt 7B, Room 12M", "apartment seven B room twelve M"),
        ("I ran a 5k, my first 10k", "i ran a five k my first ten k"),
        ("the 5k users, 20k", "the five thousand users twenty thousand"),
        ("3m followers, 10m people", "three million followers ten million people"),
        ("10m of rope", "ten meters of rope"),
        ("the 100m women's final", "the one hundred meters women's final"),
        ("The 1500m men's race", "the one thousand five hundred meters men's race"),
        ("The 200m men won", "the two hundred meters men won"),
        ("the 10m fans’ race", "the ten meters fans race"),
    ],
)  # fmt: skip
def test_counts_with_k_and_m(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('4-9 €, 4–9 EUR', 'four to nine euros four to nine euros'),
        ('20-25¢', 'twenty to twenty five cents'),
        ('30k-40k, 30-40k', 'thirty thousand to forty thousand thirty to forty thousand'),
        ('3-4M, 7-8 bn', 'three to four million seven to eight billion'),
        ('room 12-3B', 'room twelve to three B'),
        ('$40BN', 'forty billion dollars'),
    ],
)  # fmt: skip
def test_ranges_whose_currency_or_scale_stands_behind(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('The 5k was fun.', 'the five k was fun'),
        ('The 10k has hills.', 'the ten k has hills'),
        ('The 5k runners', 'the five thousand runners'),
    ],
)  # fmt: skip
def test_a_race_is_one_at_the_beginning_of_a_sentence_too(written, spoken):
    assert spoken_words(written) == spoken.split()
