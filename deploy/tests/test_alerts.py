"""The alert rules: what they name is there, each has its runbook, and some fire when they should and not otherwise."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[1]
ROOT = DEPLOY.parent
RULES = DEPLOY / "alerts/wetread.yaml"
RUNBOOKS = ROOT / "docs/runbooks"
ALERTS = [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def names_in_code() -> set[str]:
    """As they are in a scrape, without the suffixes of histograms."""
    sources = [*ROOT.glob("services/*/src/**/*.ts"), *ROOT.glob("packages/*/src/**/*.ts")]
    text = "\n".join(path.read_text() for path in sources if not path.name.endswith(".test.ts"))
    made = r"\b(?:counter|gauge|histogram)(?:<[^>]*>)?\(\s*\{\s*name: ['`]([^'`]+)"
    names = {f"wetread_{name}" for name in re.findall(made, text)}
    nouns = re.findall(r"metersOf\('(\w+)'", text)
    return {name.replace("${noun}", noun) for name in names for noun in nouns} | {"nodejs_eventloop_lag_p99_seconds"}


def test_every_alert_has_a_runbook_and_each_runbook_an_alert():
    named = {alert["annotations"]["runbook_url"] for alert in ALERTS}
    there = {str(path.relative_to(ROOT)) for path in RUNBOOKS.glob("*.md") if path.name != "README.md"}
    assert named == there and len(named) == len(ALERTS)
    for alert in ALERTS:
        page = (ROOT / alert["annotations"]["runbook_url"]).read_text()
        assert page.startswith(f"# {alert['alert']}\n")
        assert re.findall(r"^## (.*)", page, re.M) == ["Look at", "Do", "It is over when"]
        assert f"[{alert['alert']}]" in (RUNBOOKS / "README.md").read_text()


def test_every_alert_says_how_bad_it_is():
    assert {alert["labels"]["severity"] for alert in ALERTS} == {"critical", "warning"}
    assert all(alert["annotations"]["summary"] for alert in ALERTS)


def test_every_metric_is_one_that_the_services_have():
    known = names_in_code()
    assert len(known) > 30
    runbooks = "\n".join(path.read_text() for path in RUNBOOKS.glob("*.md"))
    for text in [*(alert["expr"] for alert in ALERTS), runbooks]:
        for name in re.findall(r"\b(?:wetread|nodejs)_\w+", text):
            assert name in known or re.sub("_(bucket|sum|count)$", "", name) in known, name


def test_queues_and_jobs_are_those_of_the_catalogue():
    catalogue = (ROOT / "packages/contracts/src/jobs.ts").read_text()
    for alert in ALERTS:
        for queue in re.findall(r'queue!?="([^"]+)"', alert["expr"]):
            assert f"queue: '{queue}'" in catalogue
        for job in re.findall(r'exported_job="([^"]+)"', alert["expr"]):
            assert f"  '{job}': {{" in catalogue


@pytest.mark.parametrize("arguments", [["check", "rules", RULES], ["test", "rules", DEPLOY / "tests/alerts.yaml"]], ids=["check", "fire"])
def test_promtool(arguments):
    if not os.environ.get("PROMTOOL"):
        pytest.skip("the alert rules were not read by promtool: Debian's package prometheus could not be had")
    done = subprocess.run([os.environ["PROMTOOL"], *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
