"""The table beside the paper's: SoundStorm's published figures, and ours where they were measured."""

from soundstorm.evaluation.report.paper import AUDIOLM_HEAD, HEAD, PUBLISHED, audiolm_rows, paper_rows


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


def test_the_same_takes_are_shown_whichever_part_measured_them():
    """Both parts measure recordings, codec and SoundStorm; where both did, the acoustic part counts."""
    audiolm = {"short": {name: {"voice": 0.5} for name in ("recording", "codec", "soundstorm", "audiolm")}}
    alone = paper_rows({"audiolm": audiolm})[len(PUBLISHED) :]
    assert [row[4] for row in alone] == ["0.50 / - / -"] * 4
    assert alone[-1][0] == "ours: SoundStorm, same voice"
    both = paper_rows({"audiolm": audiolm, "acoustic": {"short": {"recording": {"voice": 0.9}}}})
    assert [row[4][:4] for row in both[len(PUBLISHED) :]] == ["0.90", "0.50", "0.50", "0.50"]


def test_what_audiolms_paper_measures_stands_beside_its_figures_where_ours_was_measured():
    """Issue 12: 2.3 and 1.14 times the codec's words, 3.2 % and 92.6 % of speakers."""
    measured = {
        "audiolm": {"error_multiple": 4.567, "nearest": 0.917},
        "audiolm_unprompted": {"error_multiple": None, "nearest": 0.083},
        "soundstorm": {"error_multiple": 1.5},
    }
    report = {
        "audiolm": {"all": measured, "perplexity": {"semantic": 33.61, "unigram": 379.04}},
        "intervals": {"audiolm.all.audiolm.nearest": {"low": 0.75, "high": 1.0}},
    }
    rows = audiolm_rows(report)
    assert all(len(row) == len(AUDIOLM_HEAD) for row in rows)
    assert [row[1:] for row in rows] == [
        ("AudioLM, after 3 s", "2.3", "4.57", ""),
        ("SoundStorm, after 3 s", "1.14", "1.50", ""),
        ("AudioLM, without a prompt", "3.2", "8", ""),
        ("AudioLM, after 3 s", "92.6", "92", "75 to 100"),
        ("AudioLM's semantic stage", "", "33.6", ""),
        ("unigrams", "", "379.0", ""),
    ]
