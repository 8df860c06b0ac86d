import pytest
from tokenizers import Tokenizer

from wetread.errors import TrainingError
from wetread.models.prompt import PromptSpec
from wetread.models.tokenizer import load_tokenizer


def test_the_two_parts_are_tokenized_apart(tokenizer_folder):
    tokenizer = load_tokenizer(tokenizer_folder)
    before, after = PromptSpec().first(tokenizer, 1, "Why?")
    assert before[0] == 1
    assert tokenizer.decode(before[1:]) == "You are a helpful healthcare virtual assistant.\n###Doctor: "
    assert tokenizer.decode(after) == " Why?\n###Assistant:"


def test_follow_up_and_stop():
    spec = PromptSpec()
    assert spec.follow_up(" Yes. \n", "Where?") == " Yes.\n###Doctor: Where?\n###Assistant:"
    assert spec.cut(" Clear.\n###Doctor") == (" Clear.\n", True) and spec.cut("Clear #2") == ("Clear #2", False)


def test_any_text_survives_the_tokenizer(tokenizer_folder, tmp_path):
    tokenizer = load_tokenizer(tokenizer_folder)
    text = " 3.5 cm — Zürich «ß» 漢字\n###\t\x00"
    assert tokenizer.decode(tokenizer.encode(text, add_special_tokens=False).ids) == text
    tokenizer.save(str(tmp_path / "t.json"))
    assert Tokenizer.from_file(str(tmp_path / "t.json")).encode(text).ids == tokenizer.encode(text).ids


def test_an_answer_and_the_next_question_join_to_the_turn(tokenizer_folder):
    """What the LLM is tuned on, piece by piece, is what a reader tokenizes whole."""
    tokenizer = load_tokenizer(tokenizer_folder)
    for spec in (PromptSpec(), PromptSpec(turn="{answer} ###Patient: {question} ###Doctor:")):
        pieces = [" It is clear." + spec.ending, spec.asked("Why?")]
        whole = spec.follow_up("It is clear.", "Why?")
        assert "".join(pieces) == whole
        ids = [tokenizer.encode(p, add_special_tokens=False).ids for p in (*pieces, whole)]
        assert ids[0] + ids[1] == ids[2]


def test_a_folder_without_a_tokenizer_is_named(tmp_path):
    with pytest.raises(TrainingError, match="tokenizer.json: no such file"):
        load_tokenizer(tmp_path)


def test_the_released_template_fits():
    spec = PromptSpec(
        system="",
        summary="###Patient: <Img>{image}</Img> {question} ###Doctor:",
        turn="{answer} ###Patient: {question} ###Doctor:",
    )
    assert spec.to_json()["summary"].startswith("###Patient") and isinstance(spec.to_json()["stop"], list)
