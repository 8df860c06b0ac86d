"""Configurations: a YAML file for a run, checked against the dataclass it fills."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TypeVar

import yaml

from .errors import TrainingError

T = TypeVar("T")


def read_yaml(path: Path) -> dict:
    if not path.is_file():
        raise TrainingError(f"{path}: no such configuration")
    value = yaml.safe_load(path.read_text())
    if not isinstance(value, dict):
        raise TrainingError(f"{path}: not a mapping")
    return value


def fill(kind: type[T], values: dict, source: Path) -> T:
    """An instance of a dataclass; names it does not know, or that are missing, are errors naming the file."""
    unknown = sorted(set(values) - {f.name for f in fields(kind)})
    if unknown:
        raise TrainingError(f"{source}: {kind.__name__} has no setting {', '.join(unknown)}")
    try:
        return kind(**values)
    except TypeError as cause:
        raise TrainingError(f"{source}: {kind.__name__}: {cause}") from cause
