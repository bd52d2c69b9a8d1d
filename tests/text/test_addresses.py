"""E-mail, web addresses and names with signs, as an American reads them."""

from __future__ import annotations

import pytest

from soundstorm.text.words import spoken_items, spoken_words


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("bob@mail.org", "bob at mail dot org"),
        ("a_b-c+d@x.co.uk", "a underscore b dash c plus d at x dot C O dot U K"),
        ("See www.nasa.gov.", "see nasa dot gov"),
        ("http://site.io/a/?q=b#c", "site dot I O slash a slash question mark q equals b hash c"),
        ("https://www.site.net/, HTTP://WWW.SITE.NET", "site dot net site dot net"),
        ("txt.site.com, Site.COM", "txt dot site dot com site dot com"),
        ("go to site.com, or site.edu/x", "go to site dot com or site dot E D U slash x"),
        ("report.pdf, song.mp3, A.PDF", "report dot P D F song dot M P three A dot P D F"),
        ("Node.js", "node dot J S"),
        ("the .com boom, a .COM", "the dot com boom a dot com"),
        ("It ended.We left", "it ended we left"),
        ("C:\\data", "C colon backslash data"),
        ("<https://site.org> is up", "site dot org is up"),
    ],
)  # fmt: skip
def test_addresses(written, spoken):
    assert spoken_words(written) == spoken.split()


def test_an_address_in_brackets_is_set_off():
    said = spoken_items("Bob <bob@x.com> wrote")
    assert " ".join(word + mark for word, mark in said) == "bob, bob at x dot com wrote"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("F# and C++", "F sharp and C plus plus"),
        ("an A+, a B-", "an A plus a B minus"),
        ("#sunset #7", "hashtag sunset number seven"),
        ("@anna", "at anna"),
    ],
)  # fmt: skip
def test_names_with_signs(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('/usr/local/bin', 'slash usr slash local slash bin'),
        ('~/notes/a.txt, ./run.sh', 'tilde slash notes slash a dot T X T dot slash run dot S H'),
        ('src/main/app.py', 'src slash main slash app dot P Y'),
        ('and/or, he/she/they', 'and or he she they'),
    ],
)  # fmt: skip
def test_paths(written, spoken):
    assert spoken_words(written) == spoken.split()


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ('doi:10.1038/s4158', 'doi ten dot one zero three eight slash s four one five eight'),
    ],
)  # fmt: skip
def test_numbers_of_documents(written, spoken):
    assert spoken_words(written) == spoken.split()
