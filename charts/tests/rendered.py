"""Runs Helm, and reads what it renders."""

import functools
import os
import subprocess
from pathlib import Path

import yaml

CHART = Path(__file__).parents[1] / "wetread"
EXAMPLES = sorted((CHART / "examples").glob("values-*.yaml"))
SMALL = CHART / "examples" / "values-small.yaml"


def helm(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([os.environ["HELM"], *arguments], capture_output=True, text=True, check=False)


@functools.cache
def template(values: Path, *options: str) -> list[dict]:
    """Every object of a release named `night` in namespace `reading`."""
    done = helm("template", "night", str(CHART), "-n", "reading", "--kube-version", "1.31.0", "-f", str(values), *options)
    assert done.returncode == 0, done.stderr
    return [item for item in yaml.safe_load_all(done.stdout) if item]


def refusal(*options: str) -> str:
    """What Helm says to values that it must refuse."""
    done = helm("template", "night", str(CHART), "--kube-version", "1.31.0", "-f", str(SMALL), *options)
    assert done.returncode != 0, "these values were taken"
    return done.stderr


def of_kind(objects: list[dict], kind: str) -> list[dict]:
    return [item for item in objects if item["kind"] == kind]


def templates(objects: list[dict]) -> list[tuple[str, dict]]:
    """(name, metadata and spec) of every pod there will be, whatever makes it."""
    made = [item for kind in ("Deployment", "StatefulSet", "Job") for item in of_kind(objects, kind)]
    found = [(item["metadata"]["name"], item["spec"]["template"]) for item in made]
    return found + [(item["metadata"]["name"], item) for item in of_kind(objects, "Pod")]


def pods(objects: list[dict]) -> list[tuple[str, dict]]:
    return [(name, item["spec"]) for name, item in templates(objects)]


def services(objects: list[dict]) -> list[tuple[str, dict]]:
    """Pods of our own four."""
    ours = {"gateway", "ingest", "encoder", "llm"}
    found = [(name, item) for name, item in templates(objects)]
    return [(name, item["spec"]) for name, item in found if item["metadata"]["labels"]["app.kubernetes.io/component"] in ours]


def containers(objects: list[dict]) -> list[tuple[str, dict]]:
    return [
        (f"{name}/{container['name']}", container)
        for name, pod in pods(objects)
        for container in pod.get("initContainers", []) + pod["containers"]
    ]
