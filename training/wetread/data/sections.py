"""Findings and impression out of a free-text report."""

from __future__ import annotations

import re
from dataclasses import dataclass

HEADING = re.compile(r"(?:^|\n)[ \t]*(?P<name>[A-Z][A-Z /()&,-]{2,60}?):", re.MULTILINE)
FINDINGS = ("FINDINGS", "FINDING")
IMPRESSION = ("IMPRESSION", "IMPRESSIONS", "CONCLUSION", "CONCLUSIONS")


@dataclass(frozen=True)
class Sections:
    findings: str
    impression: str

    @property
    def summary(self) -> str:
        """Both sections behind the markers of the bundle; empty where the report has neither."""
        parts = [f"Findings: {self.findings}"] * bool(self.findings) + [f"Impression: {self.impression}"] * bool(
            self.impression
        )
        return " ".join(parts)


def report_sections(text: str) -> Sections:
    """The sections of a report whose headings stand in capitals at the start of a line."""
    headings = list(HEADING.finditer(text))
    ends = [h.start() for h in headings[1:]] + [len(text)]
    found = {h["name"].strip(): clean(text[h.end() : end]) for h, end in zip(headings, ends)}
    pick = lambda names: next((found[n] for n in names if found.get(n)), "")  # noqa: E731
    return Sections(pick(FINDINGS), pick(IMPRESSION))


def clean(text: str) -> str:
    """One line, without the underscores and the XXXX that stand for removed names."""
    return re.sub(r"\s+", " ", re.sub(r"_{2,}|\bX{4}\b", "", text)).strip()
