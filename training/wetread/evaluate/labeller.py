"""A rule-based finding labeller in the manner of CheXpert: mentions, then negation and uncertainty in their sentence."""

from __future__ import annotations

import re

POSITIVE, UNCERTAIN, NEGATIVE = 1, -1, 0

MENTIONS: dict[str, str] = {
    "Enlarged Cardiomediastinum": r"(?:widen\w*|enlarge\w*|prominen\w+) (?:of the )?(?:cardio)?mediastin\w+|(?:cardio)?mediastin\w+(?: \w+)?(?: is| are)? (?:mildly |markedly )?(?:widened|enlarged)",
    "Cardiomegaly": r"cardiomegaly|enlarge\w* (?:of the )?(?:heart|cardiac)|(?:heart|cardiac(?: silhouette)?)(?: size)?(?: is| are| appears| remains)?(?: \w+ly)? enlarged",
    "Lung Opacity": r"opaci(?:ty|ties|fication|fications)|infiltrates?",
    "Lung Lesion": r"nodul(?:e|es|ar)|mass(?:es)?\b|lesions?",
    "Edema": r"edema|vascular congestion|fluid overload",
    "Consolidation": r"consolidations?|consolidative",
    "Pneumonia": r"pneumonia|infectious process",
    "Atelectasis": r"atelecta\w+|collapse of the (?:\w+ )?lobe",
    "Pneumothorax": r"pneumothora(?:x|ces)",
    "Pleural Effusion": r"effusions?|pleural fluid",
    "Pleural Other": r"pleural (?:thickening|scarring|plaques?)|fibrothorax",
    "Fracture": r"fractures?|fractured",
    "Support Devices": r"pacemaker|pacer|(?:endotracheal|nasogastric|orogastric|enteric|chest|tracheostomy|feeding|et|ng) tubes?|catheters?|picc|central (?:venous )?lines?|lines or tubes|support devices?|icd|valve replacement",
}
NEGATION_BEFORE = re.compile(
    r"\b(?:no|not|without|absent|absence of|negative for|free of|clear of|denies|resolved|ruled out|rules out|neither|nor|"
    r"never|lack of|unremarkable for|removal of|removed|resolution of)\b"
)
NEGATION_AFTER = re.compile(
    r"^[^,;]{0,40}\b(?:is|are|was|were|has|have)(?: been)? (?:not (?:seen|present|identified|visualized|demonstrated)|absent|"
    r"ruled out|excluded|resolved|removed)\b|^ (?:not seen|absent|resolved|excluded)"
)
UNCERTAINTY = re.compile(
    r"\b(?:may|might|could|possible|possibly|probable|probably|questionable|suspected|suspicious for|concern\w* for|"
    r"cannot (?:be )?exclud\w+|suggest\w*|likely|versus|vs|equivocal|differential|rule out)\b"
)
SCOPE_END = re.compile(
    r"\b(?:but|however|although|though|except|apart from|aside from|otherwise|there (?:is|are)|with (?:a |an )?(?:new|small|moderate|large|mild|severe))\b|[;:]"
)
_COMPILED = {label: re.compile(rf"\b(?:{pattern})", re.I) for label, pattern in MENTIONS.items()}


def label_report(text: str) -> dict[str, int]:
    """Labels mentioned in a report: 1 present, 0 denied, -1 uncertain. A present mention wins over an uncertain one,
    and that over a denied one. What is not mentioned is not in the result."""
    found: dict[str, int] = {}
    for sentence in _sentences(text):
        for label, pattern in _COMPILED.items():
            for match in pattern.finditer(sentence):
                found[label] = _stronger(found.get(label), _judge(sentence, match.start(), match.end()))
    return found


def positive_labels(text: str) -> set[str]:
    """Labels a report asserts; an uncertain one counts as asserted (CheXpert's U-Ones)."""
    return {label for label, value in label_report(text).items() if value in (POSITIVE, UNCERTAIN)}


def _sentences(text: str) -> list[str]:
    plain = re.sub(r"\s+", " ", text.lower())
    plain = re.sub(r"\b(findings|impression)\s*:", ".", plain)
    return [s.strip() for s in re.split(r"(?<!\d)\.(?=\s|$)|(?<=\d)\.(?=\s|$)|[!?\n]", plain) if s.strip()]


def _judge(sentence: str, start: int, end: int) -> int:
    before, after = sentence[:start], sentence[end:]
    limits = [m.end() for m in SCOPE_END.finditer(before)]
    scope = before[limits[-1] :] if limits else before
    following = after[: (SCOPE_END.search(after) or re.search("$", after)).start()]
    if UNCERTAINTY.search(scope) and re.search(r"\b(?:cannot|rule out)\b", scope):
        return UNCERTAIN
    if NEGATION_BEFORE.search(scope) or NEGATION_AFTER.search(following):
        return NEGATIVE
    return UNCERTAIN if UNCERTAINTY.search(scope) else POSITIVE


def _stronger(old: int | None, new: int) -> int:
    order = {None: -1, NEGATIVE: 0, UNCERTAIN: 1, POSITIVE: 2}
    return new if order[new] > order[old] else old  # type: ignore[return-value]
