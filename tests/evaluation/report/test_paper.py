"""The table beside the paper's: SoundStorm's published figures, and ours where they were measured."""

from soundstorm.evaluation.report.paper import HEAD, PUBLISHED, paper_rows


def test_the_published_rows_are_there_without_ours():
    rows = paper_rows({})
    assert rows == list(PUBLISHED)
    assert all(len(row) == len(HEAD) for row in rows)
    assert rows[-1][1] == "2.99 / 2.43 / 3.36" and rows[-1][3] == "3.81 / 4.05 / 4.15"
    assert rows[-1][-1] == "0.96 / 0.94 / 0.91"


def test_ours_stand_below_with_rates_in_percent():
    short = {"error_rate": 0.123, "character_error_rate": 0.05, "voice": 0.801, "consistency": 0.95}
    mid = {"error_rate": 0.2, "voice": 0.9, "consistency": None, "quality": 3.14159, "nearest": 0.917}
    report = {
        "acoustic": {
            "short": {"same_voice": short},
            "mid": {"same_voice": mid, "codec": {"error_rate": 0.1}},
            "long": {},
        },
        "text": {"short": {"error_rate": 0.08}},
    }
    codec, own, text = paper_rows(report)[-3:]
    assert codec == ("ours: codec's reconstruction", "- / 10.0 / -", "", "", "", "", "")
    assert own[0] == "ours: SoundStorm, same voice"
    assert own[1:4] == ("12.3 / 20.0 / -", "5.0 / - / -", "- / 3.14 / -")
    assert own[4:] == ("0.80 / 0.90 / -", "- / 92 / -", "0.95 / - / -")
    assert text[:2] == ("ours: text to speech", "8.0 / - / -")
