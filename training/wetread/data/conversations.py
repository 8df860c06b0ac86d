"""Conversations: one JSON object a line with `turns` and, where an image is meant, its `content` in phrases."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..errors import TrainingError


@dataclass(frozen=True)
class Turn:
    question: str
    answer: str


@dataclass(frozen=True)
class Conversation:
    content: list[str] | None
    turns: list[Turn]


def read_conversations(path: Path) -> list[Conversation]:
    """All conversations of a file; a fault names the file and the row."""
    if not path.is_file():
        raise TrainingError(f"{path}: no such file")
    talks = []
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            value = json.loads(line)
            turns = [Turn(t["question"], t["answer"]) for t in value["turns"]]
        except (json.JSONDecodeError, KeyError, TypeError) as cause:
            raise TrainingError(f"{path}, row {row}: not a conversation: {cause!r}") from cause
        if not turns or not all(t.question.strip() and t.answer.strip() for t in turns):
            raise TrainingError(f"{path}, row {row}: a question or an answer is empty")
        talks.append(Conversation(value.get("content"), turns))
    if not talks:
        raise TrainingError(f"{path}: holds no conversations")
    return talks
