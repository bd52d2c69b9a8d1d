"""The table beside the paper's: SoundStorm's published figures, and ours where they were measured."""

from soundstorm.evaluation.paper import HEAD, PUBLISHED, paper_rows


def test_the_published_rows_are_there_without_ours():
    rows = paper_rows({})
    assert rows == list(PUBLISHED)
    assert all(len(row) == len(HEAD) for row in rows)
    assert rows[-1][1] == "2.99 / 2.43 / 3.36" and rows[-1][-1] == "0.96 / 0.94 / 0.91"


def test_ours_stand_below_with_error_rates_in_percent():
    short = {"error_rate": 0.123, "character_error_rate": 0.05, "voice": 0.801, "consistency": 0.95}
    mid = {"error_rate": 0.2, "voice": 0.9, "consistency": None, "codec": {"error_rate": 0.1}}
    codec, own = paper_rows({"acoustic": {"prompted": {"short": short, "mid": mid}}})[-2:]
    assert codec == ("ours: codec's reconstruction", "- / 10.00 / -", "", "", "")
    assert own[0] == "ours: SoundStorm, 3 s prompt"
    assert own[1:] == ("12.30 / 20.00 / -", "5.00 / - / -", "0.80 / 0.90 / -", "0.95 / - / -")


def test_what_has_no_prompt_has_no_voice_to_keep():
    unprompted = {length: {"error_rate": 0.1} for length in ("short", "mid", "long")}
    *_, own = paper_rows({"acoustic": {"unprompted": unprompted}})
    assert own == ("ours: SoundStorm, no prompt", "10.00 / 10.00 / 10.00", "", "", "")
