"""Abbreviations, titles and streets, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("5th Ave & 42nd St", "fifth avenue and forty second street"),
        ("Mr. and Mrs. Fox, Ms. Lee", "mister and missus fox miz lee"),
        ("Dr. Jones, Dr Jones, mr Jones", "doctor jones doctor jones mister jones"),
        ("Lt. Gov. Ray and Sen. Kay", "lieutenant governor ray and senator kay"),
        ("Rep. Ray did one rep. Then", "representative ray did one rep then"),
        ("Rev. King, Hon. Ray, thanks, hon.", "reverend king honorable ray thanks hon"),
        ("Bob Sr., Bob Jr. and Prof. Plum", "bob senior bob junior and professor plum"),
        ("Fr. Ted, Ste. Marie", "father ted saint marie"),
    ],
)  # fmt: skip
def test_titles(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("9 Elm Dr.", "nine elm drive"),
        ("9 Elm Dr. Apt. 3", "nine elm drive apartment three"),
        ("on Elm Dr. in May", "on elm drive in may"),
        ("I saw Dr. Elm", "i saw doctor elm"),
        ("The Dr. is in.", "the doctor is in"),
        ("12 Wall St., Wall St.", "twelve wall street wall street"),
        ("on Wall St. The end", "on wall street the end"),
        ("9 Elm Dr. Boston", "nine elm drive boston"),
        ("Lake St. Clair", "lake saint clair"),
        ("St. Paul, St Paul", "saint paul saint paul"),
        ("7 St. James Pl.", "seven saint james place"),
        ("4 N. Elm St.", "four north elm street"),
        ("4 Elm St. NW", "four elm street northwest"),
        ("5th Ave., Sunset Blvd", "fifth avenue sunset boulevard"),
        ("Ft. Lee, 5 ft. tall, Mt. Fuji", "fort lee five feet tall mount fuji"),
        ("Ste. 200, Rm 5", "suite two hundred room five"),
    ],
)  # fmt: skip
def test_streets(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("no. 8, #8, nos. 1 and 2, №8", "number eight number eight numbers one and two number eight"),
        ("say no. Then go", "say no then go"),
        ("Fig. 2, a fig. Then", "figure two a fig then"),
        ("c. 1450", "circa fourteen fifty"),
        ("p. 9, pp. 9-11, vol. 3, 2nd ed.", "page nine pages nine to eleven volume three second edition"),
        ("etc., vs. them", "et cetera versus them"),
        ("e.g. cats, i.e. pets", "for example cats that is pets"),
        ("w/ ice, w/o ice, n/a", "with ice without ice not applicable"),
        ("Fox & Co. is, Fox Inc.", "fox and company is fox incorporated"),
        ("a Ph.D.", "a P H D"),
        ("in one sec. est. 1920", "in one sec established nineteen twenty"),
    ],
)  # fmt: skip
def test_abbreviations(written, spoken):
    assert spoken_words(written) == spoken.split()
