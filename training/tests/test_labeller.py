import random

import pytest

from wetread.evaluate.labeller import label_report, positive_labels
from wetread.synthetic.report import dictated_report, house_report
from wetread.synthetic.study import LABELS, sample_study

POSITIVE = [
    ("There is a small left pleural effusion.", {"Pleural Effusion"}),
    ("Stable cardiomegaly without pulmonary edema.", {"Cardiomegaly"}),
    ("The heart is mildly enlarged.", {"Cardiomegaly"}),
    ("No effusion, but there is a right pneumothorax.", {"Pneumothorax"}),
    ("No pneumothorax; new right lower lobe consolidation.", {"Consolidation"}),
    ("Bibasilar atelectasis. No focal consolidation, effusion or pneumothorax.", {"Atelectasis"}),
    ("Endotracheal tube terminates 3.5 cm above the carina.", {"Support Devices"}),
    ("PICC in place. Fracture of the left sixth rib.", {"Support Devices", "Fracture"}),
    ("Patchy opacities in both lungs.", {"Lung Opacity"}),
    ("A 2.1 cm nodule in the right upper lobe.", {"Lung Lesion"}),
    ("Findings: The heart is normal. Impression: Edema.", {"Edema"}),
]
NEGATIVE = [
    "No pleural effusion or pneumothorax.",
    "There is no evidence of consolidation.",
    "The lungs are free of consolidation.",
    "Pneumothorax is not seen.",
    "The previously seen effusion has resolved.",
    "Negative for pneumonia.",
    "The heart size is normal.",
    "Without edema, effusion, or pneumothorax.",
    "Interval removal of the endotracheal tube.",
    "There are no lines or tubes.",
    "Neither effusion nor pneumothorax.",
]
UNCERTAIN = [
    ("Possible pneumonia.", "Pneumonia"),
    ("Cannot exclude a small effusion.", "Pleural Effusion"),
    ("Findings may represent edema.", "Edema"),
    ("Probable atelectasis.", "Atelectasis"),
    ("This is suspicious for pneumothorax.", "Pneumothorax"),
]


@pytest.mark.parametrize("text,labels", POSITIVE)
def test_reads_what_is_asserted(text, labels):
    assert positive_labels(text) == labels


@pytest.mark.parametrize("text", NEGATIVE)
def test_denials_are_not_findings(text):
    assert positive_labels(text) == set()


@pytest.mark.parametrize("text,label", UNCERTAIN)
def test_uncertain_mentions_are_marked(text, label):
    assert label_report(text)[label] == -1


def test_a_denial_is_told_from_silence():
    assert label_report("No effusion.") == {"Pleural Effusion": 0}
    assert label_report("The lungs are well inflated.") == {}


def test_a_present_mention_wins():
    assert label_report("No effusion on the right. Small effusion on the left.")["Pleural Effusion"] == 1


def test_negation_ends_where_a_new_clause_begins():
    assert label_report("There is no edema, however there is a large effusion.") == {"Edema": 0, "Pleural Effusion": 1}


@pytest.mark.parametrize("style", ["house", "dictated"])
def test_agrees_with_the_generator(style):
    """The generator's labels are the truth: the labeller must read them back from either style."""
    for seed in range(400):
        study = sample_study(seed)
        report = house_report(study) if style == "house" else dictated_report(study, random.Random(seed))
        read = positive_labels(report.summary) & set(LABELS)
        assert read == {l for l, v in study.labels.items() if v}, report.summary
