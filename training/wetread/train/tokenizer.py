"""Trains the demo LLM's tokenizer: `python -m wetread.train.tokenizer CONVERSATIONS OUT --vocab N`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..data.conversations import read_conversations
from ..models.prompt import PromptSpec
from ..models.tokenizer import train_tokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("conversations", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--vocab", type=int, default=1024)
    arguments = parser.parse_args()
    spec = PromptSpec()
    texts = []
    for talk in read_conversations(arguments.conversations):
        texts += talk.content or []
        texts += [f"{spec.system}###Doctor: {t.question}\n###Assistant: {t.answer}\n###" for t in talk.turns]
    arguments.out.mkdir(parents=True, exist_ok=True)
    train_tokenizer(texts, arguments.vocab).save(str(arguments.out / "tokenizer.json"))


if __name__ == "__main__":
    main()
