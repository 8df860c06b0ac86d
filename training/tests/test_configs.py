"""Every shipped configuration fills what reads it."""

from pathlib import Path

import pytest

from wetread.config import fill, read_yaml
from wetread.errors import TrainingError
from wetread.models.assemble import open_prompt, open_vision
from wetread.train.llm import SoftContent
from wetread.train.loop import LoopConfig

CONFIGS = sorted((Path(__file__).parents[1] / "configs").rglob("*.yaml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_configuration(path):
    config = read_yaml(path)
    if "loop" in config:
        loop = fill(LoopConfig, config["loop"], path)
        assert loop.batch % loop.accumulate == 0
    fill(SoftContent, config.get("soft", {}), path)
    open_prompt(config.get("prompt", config.get("model", {}).get("prompt", {})))


def test_bad_configurations_name_file_and_setting(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("- a list\n")
    with pytest.raises(TrainingError, match="c.yaml: not a mapping"):
        read_yaml(path)
    with pytest.raises(TrainingError, match="c.yaml: LoopConfig has no setting stepps"):
        fill(LoopConfig, {"stepps": 3}, path)
    with pytest.raises(TrainingError, match="missing.*'batch'"):
        fill(LoopConfig, {"steps": 3, "lr": 1}, path)
    with pytest.raises(TrainingError, match="neither a checkpoint, nor medclip"):
        open_vision({"resnet": "x"})
