"""What a recogniser heard becomes transcripts and punctuation."""

from types import SimpleNamespace

import pytest
from torch import nn

from soundstorm.corpus import is_transcribed, read_manifest
from soundstorm.errors import ManifestError, UserError
from soundstorm.semantic.tokenizer import WhisperTokenizerConfig
from soundstorm.text.model import TextToSemanticConfig
from soundstorm.training import semantic, text
from soundstorm.training.heard import check_transcribed, hear, needs_hearing, read_heard, with_heard
from soundstorm.training.semantic import SemanticRecipe
from soundstorm.training.text import TextRecipe

TRANSCRIPTS = ("WELL HOW ARE YOU", "", "Written, as it is.", "")
HEARD = "0.wav\tWell, how are you?\n1.wav\tHe came at 5.\n2.wav\tWritten as it is\n3.wav\tYes.\n"


@pytest.fixture
def clips(data):
    clips = read_manifest(data)
    for clip, transcript in zip(clips, TRANSCRIPTS, strict=True):
        object.__setattr__(clip, "transcript", transcript)
    return clips


def test_capitals_get_punctuation_and_silence_a_transcript(data, clips, tmp_path):
    file = tmp_path / "heard.tsv"
    file.write_text(HEARD)
    written = [clip.transcript for clip in with_heard(clips, data, file)]
    # one word alone is no transcript
    assert written == ["Well, how are you?", "He came at 5.", "Written, as it is.", ""]
    assert [clip.transcript for clip in with_heard(clips, data, None)] == list(TRANSCRIPTS)


@pytest.mark.parametrize("written", ["♪ ♪", "...", "<unk>", "你好"])
def test_what_has_no_word_to_read_is_no_transcript(data, clips, tmp_path, written):
    object.__setattr__(clips[0], "transcript", written)
    assert [is_transcribed(clip) for clip in clips] == [False, False, True, False]
    file = tmp_path / "heard.tsv"
    file.write_text(f"1.wav\t{written} {written}\n", encoding="utf-8")
    assert with_heard(clips, data, file)[1].transcript == ""


def test_what_was_heard_is_not_heard_again(data, tmp_path):
    """All four clips of the folder are without a transcript."""
    file, lengths = tmp_path / "heard.tsv", []
    file.write_text("1.wav\tOnce before.\n")

    def listen(waveforms):
        lengths.extend(len(waveform) for waveform in waveforms)
        return [f"Number\t{len(waveform)}." for waveform in waveforms]

    assert hear(data, file, listen, 16_000) == 3
    assert lengths == [40_000] * 3
    assert read_heard(file) == {
        "1.wav": "Once before.", "0.wav": "Number 40000.", "2.wav": "Number 40000.", "3.wav": "Number 40000.",
    }  # fmt: skip
    assert hear(data, file, listen, 16_000) == 0


def test_a_manifest_s_own_marks_are_kept(clips):
    assert [needs_hearing(clip) for clip in clips] == [True, True, False, True]


@pytest.mark.parametrize(
    ("lines", "message"), [(None, "transcribe"), ("a b\n", "line 1"), ("a\tb\tc", "line 1")]
)
def test_a_bad_file_is_refused(tmp_path, lines, message):
    file = tmp_path / "heard.tsv"
    if lines is not None:
        file.write_text(lines)
    with pytest.raises(UserError, match=message):
        read_heard(file)


def test_half_a_line_of_a_killed_run_is_heard_again(data, tmp_path):
    file = tmp_path / "heard.tsv"
    file.write_text("0.wav\tWhole.\n1.wav\tHal")
    assert hear(data, file, lambda waveforms: ["Again."] * len(waveforms), 16_000) == 3
    assert read_heard(file)["1.wav"] == "Again." and read_heard(file)["0.wav"] == "Whole."


def test_a_split_without_transcripts_is_refused_before_it_is_heard(data, clips, tmp_path, monkeypatch):
    check_transcribed(clips[:1], clips[2:])
    with pytest.raises(ManifestError, match="no clip of up to 20 s with an English transcript in one of its"):
        check_transcribed(clips, clips[3:])
    monkeypatch.setattr(semantic, "load_whisper_encoder", lambda *given: nn.Linear(1, 1))
    monkeypatch.setattr(text, "load_pretrained", lambda *given: SimpleNamespace(codebook_size=12))
    for prepare in (
        lambda: SemanticRecipe(data, tmp_path / "prepared", "", WhisperTokenizerConfig(), 1.0, 1.0),
        lambda: TextRecipe(data, tmp_path / "prepared", tmp_path, TextToSemanticConfig(), 100),
    ):
        with pytest.raises(ManifestError, match="no clip of up to 20 s with an English transcript"):
            prepare()
    assert not (tmp_path / "prepared").exists()
