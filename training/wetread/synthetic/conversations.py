"""Conversations for tuning the LLM on text: `python -m wetread.synthetic.conversations OUT --count N --first-seed S`.

One JSON object a line: `content` is what stands at X_R, as short phrases (null where a talk has no image), and
`turns` are questions with their answers. Radiology talks come from studies of which only the text is used.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from ..models.prompt import INSTRUCTIONS
from .questions import balanced_questions
from .report import dictated_report, house_report, key_phrases
from .study import sample_study

STYLES = {"house": "house style", "dictated": "dictated style"}
GENERAL = (
    ("What is a pleural effusion?", "A pleural effusion is fluid between the lung and the chest wall."),
    ("What is a pneumothorax?", "A pneumothorax is air between the lung and the chest wall."),
    ("What is cardiomegaly?", "Cardiomegaly is an enlarged heart."),
    ("What is consolidation?", "Consolidation is lung filled with fluid or pus instead of air."),
    ("What is atelectasis?", "Atelectasis is a part of the lung that has lost its air."),
    ("What is pulmonary edema?", "Pulmonary edema is fluid in the lungs, often from heart failure."),
    ("What is a lung nodule?", "A lung nodule is a small round spot in the lung that may need follow up."),
    ("I have a cough. What should I do?", "Please see your doctor. A chest radiograph may help to find the cause."),
    ("I have chest pain. What should I do?", "Chest pain can be serious. Please seek medical care now."),
    ("Who are you?", "I am a healthcare virtual assistant. I do not replace a doctor."),
)
GENERAL_SHARE = 0.06


def conversation(seed: int) -> dict:
    """The conversation of this seed."""
    rng = random.Random(f"talk-{seed}")
    if rng.random() < GENERAL_SHARE:
        return {"content": None, "turns": [dict(zip(("question", "answer"), pair)) for pair in rng.sample(GENERAL, 2)]}
    study = sample_study(seed)
    style = "house" if rng.random() < 0.6 else "dictated"
    report = house_report(study) if style == "house" else dictated_report(study, rng)
    turns = [{"question": q, "answer": a} for _, q, a in balanced_questions(study, rng, rng.choice((1, 2, 2)))]
    if rng.random() < 0.85:
        turns.insert(0, {"question": rng.choice(INSTRUCTIONS), "answer": report.summary})
    return {"content": key_phrases(study) + [STYLES[style]], "turns": turns}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--first-seed", type=int, required=True)
    arguments = parser.parse_args()
    if arguments.out.is_file():
        return
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    with arguments.out.open("w") as out:
        for seed in range(arguments.first_seed, arguments.first_seed + arguments.count):
            out.write(json.dumps(conversation(seed)) + "\n")


if __name__ == "__main__":
    main()
