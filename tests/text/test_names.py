"""Abbreviations, titles and streets, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items, spoken_words


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
        ("Sec. Blinken, Sec. B, Sec. 4", "secretary blinken section B section four"),
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
        ("10 W 4th St, 200 W. 57th St.", "ten west fourth street two hundred west fifty seventh street"),
        ("10 W Elm St, a 10 W bulb", "ten west elm street a ten watts bulb"),
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
        ("Brown v. Board, U.S. v. Nixon", "brown versus board U S versus nixon"),
        ("verse v. Then, section v", "verse v then section v"),
        ("ca. 1850, the FCA. 5 of them", "circa eighteen fifty the F C A five of them"),
        ("Op. 27, Art. 5, para. 2", "opus twenty seven article five paragraph two"),
        ("Rte. 66, max. 20, min. 5", "route sixty six maximum twenty minimum five"),
        ("pop art. Then max, one para", "pop art then max one para"),
        ("27 pts., 8 reb., 1 ast.", "twenty seven points eight rebounds one assist"),
        ("TL;DR, AM/FM radio", "T L D R A M F M radio"),
    ],
)  # fmt: skip
def test_abbreviations(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ("She teaches art. 30 students came.", "she teaches art. thirty students came."),
        ("Wait a min. 5 people left.", "wait a min. five people left."),
        ("I have 5 max. 10 items.", "i have five max. ten items."),
        ("Art. 5 (art. 6), see paras. 7", "article five, article six, see paragraphs seven"),
        ("under sect. 5 of art. 6", "under section five of article six"),
        ("(max. 20) min. 5 items", "maximum twenty, minimum five items"),
    ],
)
def test_words_that_end_a_sentence_before_a_number_keep_their_stop(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud


@pytest.mark.parametrize(
    ("written", "read_aloud"),
    [
        ('The temp. was 20. She is a temp. He knows.',
         'the temperature was twenty. she is a temp. he knows.'),
        ('incl. VAT, VAT incl., esp. now', 'including V A T, V A T included, especially now'),
        ('vit. C, 2 doz. eggs', 'vitamin C, two dozen eggs'),
        ('Attn: Bob, Tel: 5', 'attention, bob, telephone, five'),
        ('on 3rd fl. by me, the Rt. Hon. Lee', 'on third floor by me, the right honorable lee'),
        ('a Cat. 4 storm, my cat. 3 dogs', 'a category four storm, my cat. three dogs'),
        ('Ps. 23, the 9th Cir. ruled', 'psalm twenty three, the ninth circuit ruled'),
        ('30 pts, 9 reb', 'thirty points, nine rebounds'),
        ('England v France, section v Terms', 'england versus france, section v terms'),
    ],
)  # fmt: skip
def test_abbreviations_within_a_sentence(written, read_aloud):
    assert " ".join(word + mark for word, mark in spoken_items(written)) == read_aloud
