"""Instruction sets into conversations for tuning the LLM: `python -m wetread.data.instructions IN OUT`.

IN is a JSON list of `instruction`, `input` and `output`, as the published patient–doctor sets are (ChatDoctor's
HealthCareMagic-100k and iCliniq); a radiology set of the same form serves as the second step of the tuning.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..errors import TrainingError


def read_instructions(path: Path) -> tuple[list[dict], int]:
    """Conversations of one turn without an image, and how many rows had no text."""
    if not path.is_file():
        raise TrainingError(f"{path}: no such file")
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as cause:
        raise TrainingError(f"{path}: not JSON: {cause}") from cause
    if not isinstance(rows, list):
        raise TrainingError(f"{path}: not a list of rows")
    talks = []
    for row, value in enumerate(rows, 1):
        if not isinstance(value, dict) or not isinstance(value.get("output"), str):
            raise TrainingError(f"{path}, row {row}: no output")
        question, answer = (value.get("input") or value.get("instruction") or "").strip(), value["output"].strip()
        if question and answer:
            talks.append({"content": None, "turns": [{"question": question, "answer": answer}]})
    return talks, len(rows) - len(talks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    talks, left = read_instructions(arguments.source)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in talks), encoding="utf-8")
    print(json.dumps({"conversations": len(talks), "left out, empty": left}))


if __name__ == "__main__":
    main()
