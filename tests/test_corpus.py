from dataclasses import replace
from pathlib import Path

import pytest

from soundstorm.corpus import Clip, is_transcribed, read_manifest, round_robin
from soundstorm.errors import ManifestError
from tests.manifests import GOOD, HEADER, manifest

CLIP = Clip(Path("a.wav"), "corpus", "anna", "f", 3.0, "hello", "CC0", "valid")


def clips(**counts: int) -> list[Clip]:
    return [
        replace(CLIP, speaker=speaker, path=Path(f"{speaker}{number}.wav"))
        for speaker, count in counts.items()
        for number in range(count)
    ]


def test_rows_become_clips(tmp_path):
    other = "b.wav\tours\tbob\tm\t0.0625\t\tCC0\tvalid"
    first, second = read_manifest(manifest(tmp_path, GOOD, other))
    assert first.path == (tmp_path / "a.wav").resolve() and first.seconds == 1.5
    assert (first.corpus, first.speaker, first.gender) == ("ours", "anna", "f")
    assert (first.transcript, first.licence, first.split) == ("HELLO THERE", "CC0", "train")
    assert read_manifest(tmp_path, "train") == [first] and read_manifest(tmp_path, "valid") == [second]
    assert is_transcribed(first) and not is_transcribed(second)


@pytest.mark.parametrize(
    "row, complaint",
    [
        (GOOD.removesuffix("\ttrain"), "7 fields instead of 8"),
        (GOOD + "\tmore", "9 fields instead of 8"),
        ("", "fields instead of 8"),
        (GOOD.replace("a.wav", "lost.wav"), "no file lost.wav"),
        (GOOD.replace("a.wav", ""), "no file"),
        (GOOD.replace("a.wav", "../a.wav"), r"the path \.\./a\.wav leaves the folder"),
        (GOOD.replace("a.wav", "/etc/passwd"), "the path /etc/passwd leaves the folder"),
        (GOOD.replace("1.5", "long"), "seconds must be a positive number, not 'long'"),
        (GOOD.replace("1.5", "0"), "seconds must be a positive number, not '0'"),
        (GOOD.replace("1.5", "-2"), "seconds must be a positive number, not '-2'"),
        (GOOD.replace("1.5", "nan"), "seconds must be a positive number, not 'nan'"),
        (GOOD.replace("1.5", "inf"), "seconds must be a positive number, not 'inf'"),
        (GOOD.replace("1.5", "1e300"), r"1e\+300 seconds are too many: cut it to 600"),
        (GOOD.replace("1.5", "600.1"), "600.1 seconds are too many: cut it to 600"),
        (GOOD.replace("train", "test"), "split must be train or valid, not 'test'"),
        (GOOD.replace("anna", ""), "speaker is missing"),
        (GOOD.replace("anna", " "), "speaker is missing"),
        (GOOD.replace("a.wav", "x" * 300), "no file xxx"),
        (GOOD.replace("a.wav", "circle"), "no file circle"),
    ],
)
def test_a_bad_row_is_named(tmp_path, row, complaint):
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(ManifestError, match=rf"manifest\.tsv, line 3: .*{complaint}"):
        read_manifest(manifest(tmp_path, GOOD, row, GOOD))


def test_quotation_marks_are_only_characters(tmp_path):
    first, second = read_manifest(manifest(tmp_path, GOOD.replace("HELLO THERE", 'SO "HELLO'), GOOD))
    assert first.transcript == 'SO "HELLO' and second.transcript == "HELLO THERE"


def test_the_header_must_name_the_columns(tmp_path):
    with pytest.raises(ManifestError, match="line 1: the columns must be path, corpus, speaker"):
        read_manifest(manifest(tmp_path, GOOD, header=HEADER.replace("corpus", "source")))


def test_an_empty_manifest_has_no_columns(tmp_path):
    (tmp_path / "manifest.tsv").write_text("")
    with pytest.raises(ManifestError, match="line 1"):
        read_manifest(tmp_path)


def test_a_folder_needs_a_manifest(tmp_path):
    with pytest.raises(ManifestError, match=r"no manifest\.tsv"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("name", ["circle", "x" * 300, "a\0b"])
def test_a_folder_that_cannot_be_is_said(tmp_path, name):
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    with pytest.raises(ManifestError, match=r"no manifest\.tsv"):
        read_manifest(tmp_path / name)


def test_a_manifest_that_is_not_for_reading_is_said(tmp_path, monkeypatch):
    manifest(tmp_path, GOOD)

    def closed(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(ManifestError, match=r"cannot be read \(Permission denied\)"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("same", ["anna", "anna "])
def test_a_speaker_stays_in_one_split(tmp_path, same):
    other = GOOD.replace("train", "valid").replace("anna", same)
    with pytest.raises(ManifestError, match="anna is in both splits"):
        read_manifest(manifest(tmp_path, GOOD, other))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252"])
def test_another_encoding_is_named_in_one_sentence(tmp_path, encoding):
    manifest(tmp_path, GOOD)
    text = "\n".join([HEADER, GOOD.replace("anna", "Ánna")]) + "\n"
    (tmp_path / "manifest.tsv").write_bytes(text.encode(encoding))
    with pytest.raises(ManifestError, match=r"not written in UTF-8: save it|line 1: the columns"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("ending", ["", "\n", "\r\n\r\n", "\n \t\n\n"])
def test_what_editors_and_spreadsheets_add_does_not_matter(tmp_path, ending):
    manifest(tmp_path, GOOD)
    (tmp_path / "manifest.tsv").write_text(
        "\ufeff" + f"{HEADER}\n{GOOD}" + ending, encoding="utf-8", newline=""
    )
    assert len(read_manifest(tmp_path)) == 1


def test_a_header_alone_has_no_clips(tmp_path):
    with pytest.raises(ManifestError, match="has a header and no clips: add a line"):
        read_manifest(manifest(tmp_path))


def test_an_empty_split_is_named(tmp_path):
    with pytest.raises(ManifestError, match="no clip in the split valid: give some"):
        read_manifest(manifest(tmp_path, GOOD), "valid")


@pytest.mark.parametrize("row", [GOOD.replace("a.wav", "a\0.wav"), GOOD.replace("HELLO", "x" * 200_000)])
def test_what_is_no_table_is_said(tmp_path, row):
    with pytest.raises(ManifestError, match=r"what no file is called|is no table"):
        read_manifest(manifest(tmp_path, row))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    manifest(folder, GOOD)
    (folder / "a.wav").rename(tmp_path / "outside.wav")
    (folder / "a.wav").symlink_to(tmp_path / "outside.wav")
    with pytest.raises(ManifestError, match=r"the path a\.wav leaves the folder"):
        read_manifest(folder)


def test_every_speaker_gives_a_clip_before_anyone_gives_a_second():
    order = [clip.speaker for clip in round_robin(clips(anna=5, bert=2, cleo=1))]
    assert sorted(order[:3]) == ["anna", "bert", "cleo"]
    assert sorted(order[3:5]) == ["anna", "bert"]
    assert order[5:] == ["anna"] * 3


def test_the_choice_does_not_depend_on_the_order_of_the_manifest():
    many = clips(anna=3, bert=3, cleo=3)
    assert round_robin(many, 4) == round_robin(many[::-1], 4)
    assert len(round_robin(many, 4)) == 4


def test_every_speaker_s_own_clips_can_be_put_in_another_order():
    many = clips(anna=2, bert=2)
    backwards = round_robin(many, 2, order=lambda clip: -int(clip.path.stem[-1]))
    assert [clip.path.stem[-1] for clip in backwards] == ["1", "1"]
