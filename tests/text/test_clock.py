"""The time of day, as an American reads it."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items, spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("10:30 a.m.", "ten thirty A M"),
        ("at 7:00, 5:05", "at seven o'clock five oh five"),
        ("5 pm, 6PM", "five P M six P M"),
        ("16:45, 13:00", "sixteen forty five thirteen hundred"),
        ("9-11am", "nine to eleven A M"),
        ("9am-5pm, 9:00-11:00 AM", "nine A M to five P M nine to eleven A M"),
        ("7:00 PM, 7:00:30", "seven P M seven and thirty seconds"),
        ("10:30-11:45 a.m.", "ten thirty to eleven forty five A M"),
        ("1:02:03", "one oh two and three seconds"),
        ("noon-1pm, 10am–noon", "noon to one P M ten A M to noon"),
        ("open 9:15-10:45, 8:30 - 5:30", "open nine fifteen to ten forty five eight thirty to five thirty"),
        ("from 8:00 - 16:00", "from eight o'clock to sixteen hundred"),
        ("5.45pm, 8.20 a.m., 6.15-7.45pm",
         "five forty five P M eight twenty A M six fifteen to seven forty five P M"),
        ("5.45 of them", "five point four five of them"),
        ("4:3 and 16:9", "four to three and sixteen to nine"),
        ("a map of 1:25,000", "a map of one to twenty five thousand"),
    ],
)  # fmt: skip
def test_times(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("Doors open at 7 p.m. Tickets cost $9.", "doors open at seven P M. tickets cost nine dollars."),
        ("We close at 5:30 p.m. Children eat free.", "we close at five thirty P M. children eat free."),
        ("It runs from 8-10 p.m. Bring a coat.", "it runs from eight to ten P M. bring a coat."),
        ("It was 9 a.m. J. Smith woke.", "it was nine A M. J smith woke."),
        ("We met at 6 p.m. Eastern", "we met at six P M eastern"),
        ("We met at 6 p.m. EST", "we met at six P M E S T"),
        ("We meet at 6 p.m. Friday", "we meet at six P M friday"),
        ("We meet at 6 p.m. May 3", "we meet at six P M may third"),
        ("I saw the 8 p.m. Eastern show", "i saw the eight P M eastern show"),
        ("I saw the 8 p.m. Broadway show", "i saw the eight P M broadway show"),
        ("We met at 3 p.m. London time.", "we met at three P M london time."),
        ("It was 9 a.m. New York time.", "it was nine A M new york time."),
        ("Thursday's 8 p.m. Giants game", "thursday's eight P M giants game"),
        ("the weekly 7 p.m. Zoom call", "the weekly seven P M zoom call"),
        ("the last 5 p.m. Giants game", "the last five P M giants game"),
        ("It's 8 p.m. Bob left.", "it's eight P M. bob left."),
        ("At 8 p.m. Bob left.", "at eight P M bob left."),
        ("On Monday at 8 a.m. Bob left.", "on monday at eight A M bob left."),
        ("She says that at 8 p.m. Bob left.", "she says that at eight P M bob left."),
    ],
)  # fmt: skip
def test_the_stop_of_an_hour_ends_a_sentence_where_another_begins(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('open 6:30-9, 8-11:30', 'open six thirty to nine eight to eleven thirty'),
        ('7-8:30pm', 'seven to eight thirty P M'),
        ('18:30-20', 'eighteen thirty to twenty'),
    ],
)  # fmt: skip
def test_ranges_with_minutes_on_one_side(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('5 km in 24:00', 'five kilometers in twenty four minutes'),
        ('10k 42:05, 58:07', 'ten thousand forty two oh five fifty eight oh seven'),
        ('done in 44:30', 'done in forty four thirty'),
        ('60:40, 44:30', 'sixty to forty forty four to thirty'),
    ],
)  # fmt: skip
def test_how_long_a_race_takes(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('1900hrs, 0715 hrs', 'nineteen hundred hours oh seven fifteen hours'),
        ('at 2100 hours', 'at twenty one hundred hours'),
        ('it took 2100 hours', 'it took two thousand one hundred hours'),
        ('0000 hours', 'zero hundred hours'),
    ],
)  # fmt: skip
def test_hours_of_soldiers(written, spoken):
    assert spoken_words(written) == spoken.split()
