"""Makes the table of values in the chart's README from the comments in values.yaml: `python3 charts/tests/readme.py`."""

import json
import re
from pathlib import Path

import yaml

START, END = "<!-- values: made by charts/tests/readme.py -->", "<!-- end of values -->"


def entries(values: Path) -> list[tuple[str, yaml.Node, str]]:
    """(path, value, comment) of every key, in the order of the file; the comment is empty where it has none."""
    lines = values.read_text().splitlines()
    found = []

    def walk(node: yaml.MappingNode, above: str) -> None:
        for key, value in node.value:
            comment = re.match(r"\s*# -- (.*)", lines[key.start_mark.line - 1])
            path = f"{above}{key.value}"
            found.append((path, value, comment[1] if comment else ""))
            if isinstance(value, yaml.MappingNode):
                walk(value, f"{path}.")

    walk(yaml.compose(values.read_text()), "")
    return found


def uncommented(values: Path) -> list[str]:
    """Keys with no comment on themselves and none on what they lie in, which then says what its fields are."""
    told = {path for path, _, comment in entries(values) if comment}
    holders = {path for path, value, _ in entries(values) if isinstance(value, yaml.MappingNode) and value.value}

    def is_told(path: str) -> bool:
        return path in told or ("." in path and is_told(path.rsplit(".", 1)[0]))

    return [path for path, _, _ in entries(values) if path not in holders and not is_told(path)]


def table(values: Path) -> str:
    data = yaml.safe_load(values.read_text())
    rows = ["| value | default | |", "|---|---|---|"]
    for path, node, comment in entries(values):
        if comment:
            value = data
            for part in path.split("."):
                value = value[part]
            inner = any(other.startswith(f"{path}.") and said for other, _, said in entries(values))
            default = "" if inner else f"`{json.dumps(value)}`"
            text = comment.replace("|", "\\|")
            rows.append(f"| `{path}` | {default} | {text} |")
    return "\n".join(rows)


def page(readme: Path, values: Path) -> str:
    before, rest = readme.read_text().split(START)
    return f"{before}{START}\n\n{table(values)}\n\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    chart = Path(__file__).parents[1] / "wetread"
    (chart / "README.md").write_text(page(chart / "README.md", chart / "values.yaml"))
