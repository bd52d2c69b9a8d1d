"""Which capitals are spelled."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('A "new" car. A (very) old cat.', "a new car a very old cat"),
        ("A B C", "A B C"),
        ("A B movie was on.", "a B movie was on"),
        ("THE US ECONOMY GREW.", "the U S economy grew"),
        ("LET US GO NOW", "let us go now"),
        ("at 5 PM EST", "at five P M E S T"),
        ("CPUs, the BBC's, DVDs'", "C P U's the B B C's D V D's"),
        ("R&B, Q&A, B&Bs", "R and B Q and A B and B's"),
        ("NASA and NATO, COVID-19", "nasa and nato covid nineteen"),
        ("SARS, HTTPS, MAX5 on", "sars H T T P S max five on"),
        ("HTTPS WAS SAFE THEN", "H T T P S was safe then"),
        ("my ID, an LED", "my I D an L E D"),
        ("a US ship, the UN", "a U S ship the U N"),
        ("trust us, LET US GO", "trust us let us go"),
        ("A US ship, US GDP", "a U S ship U S G D P"),
        ("STOP it NOW", "stop it now"),
        ("our IT team said IT works in the IT", "our I T team said it works in the I T"),
        ("my ETA? NOW", "my E T A now"),
        ("the WHO, WHO?", "the W H O who"),
        ("SO2, H2O, WD-40, 4WD", "S O two H two O W D forty four W D"),
        ("the 22ND", "the twenty second"),
        ("a PhD, two MScs", "a P H D two M S C's"),
        ("DON'T, I'LL", "don't i'll"),
        ("AI can wait. AI will win. ATM fees rose.", "A I can wait A I will win A T M fees rose"),
        ("AT&T grew. A US ship", "A T and T grew a U S ship"),
        ("the SEC sued, UPS came, ONE SEC please", "the S E C sued U P S came one sec please"),
        ("two IT departments, she works in IT.", "two I T departments she works in I T"),
        ("I believe in IT.", "i believe in it"),
        ("Boston, MA; Columbus, OH.", "boston M A columbus O H"),
        ("Portland, OR", "portland O R"),
        ("Boston, MA is nice. Gary, IN and Troy, OH", "boston M A is nice gary I N and troy O H"),
        ("Hi Anna, HI! Hi Bob, ME!", "hi anna hi hi bob me"),
        ("Hi, MA! Yes, OK. Red, OR blue", "hi ma yes ok red or blue"),
    ],
)  # fmt: skip
def test_initialisms(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("the U.S. Army, the U.S.'s", "the U S army the U S's"),
        ("J. R. R. Tolkien, John F. Ray", "J R R tolkien john F ray"),
        ("the a.m. train, 5 a.m", "the A M train five A M"),
        ("at a.m", "at A M"),
        ("the a.m. train", "the A M train"),
        ("THE U.S. ARMY, AT&T AND THE FBI WON", "the U S army A T and T and the F B I won"),
        ("HE LED US TO PUYA", "he led us to puya"),
        ("AT&T, TV, 44 BC", "A T and T T V forty four B C"),
        ("I. It was I.", "i it was i"),
        ("William A. Smith, Mr. A. B. Smith", "william A smith mister A B smith"),
        ("A. Smith met J. A. Smith", "A smith met J A smith"),
        ("A P.E. teacher, A U.S. ship. A P.E. class", "a P E teacher A U S ship a P E class"),
    ],
)  # fmt: skip
def test_initials(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("YouTube, OpenAI", "youtube open A I"),
        ("iOS, tRNA", "I O S T R N A"),
        ("McZorp and macOS", "mczorp and mac O S"),
        ("eZorp, MyNASA", "E zorp my nasa"),
        ("SnowDay", "snow day"),
    ],
)  # fmt: skip
def test_mixed_case(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("A dog. A dog? \"A dog!\" (A dog)", "a dog a dog a dog a dog"),
        ("A 4G phone", "a four G phone"),
        ("Plan A. Plan A works.", "plan A plan A works"),
        ("A is a letter. A, B and C", "A is a letter A B and C"),
        ("Once Upon A Time", "once upon a time"),
        ("Type A Blood", "type A blood"),
    ],
)  # fmt: skip
def test_the_article_and_the_letter(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('AI IS EVERYWHERE NOW', 'A I is everywhere now'),
        ('THE UN AND THE EU MET ON TV', 'the U N and the E U met on T V'),
        ('US SENATE PASSES BILL', 'U S senate passes bill'),
        ('HENRY VIII WAS KING', 'henry the eighth was king'),
        ('LET US OPEN THE DOOR', 'let us open the door'),
        ('MEET XI JINPING NOW', 'meet xi jinping now'),
    ],
)  # fmt: skip
def test_texts_in_capitals(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('two As and three Bs, straight As', "two A's and three B's straight A's"),
        ('As and Bs, as it was', "A's and B's as it was"),
        ('Ms Lee and Us', 'ms lee and us'),
        ('our COO paid VAT, the DEA, the ACA, DOB', 'our C O O paid V A T the D E A the A C A D O B'),
        ('the E. coli outbreak, T. rex', 'the E coli outbreak T rex'),
    ],
)  # fmt: skip
def test_letters_that_are_counted(written, spoken):
    assert spoken_words(written) == spoken.split()
