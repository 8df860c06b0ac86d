"""Puts a model together from what a configuration names: checkpoints of ours, or published ones."""
from __future__ import annotations

from pathlib import Path

import torch

from ..data.preprocess import ImageSpec
from ..errors import TrainingError
from ..train.state import kept_state, load_exactly, read_checkpoint
from .align import Alignment
from .loaders import load_llm
from .prompt import PromptSpec
from .tokenizer import load_tokenizer
from .vision import MedClipVision
from .xraygpt import XrayGpt


def load_contrastive(path: Path) -> tuple[MedClipVision, ImageSpec]:
    """The vision side of a contrastive checkpoint of ours, frozen."""
    state = read_checkpoint(path)
    config = state["describe"].get("vision")
    if config is None:
        raise TrainingError(f"{path}: holds no vision configuration")
    vision = MedClipVision.from_config(config)
    prefix = "vision_model."
    tensors = {n.removeprefix(prefix): t for n, t in state["model"].items() if n.startswith(prefix)}
    load_exactly(kept_state(vision), tensors, path)
    return freeze(vision), ImageSpec(size=config["image_size"])


def freeze(module: torch.nn.Module) -> torch.nn.Module:
    return module.requires_grad_(False).eval()


def load_alignment(path: Path, width: int) -> Alignment:
    """t from a stage's checkpoint; its shapes say how many image tokens it makes."""
    tensors = {n.removeprefix("align."): t for n, t in read_checkpoint(path)["model"].items()}
    weight = tensors.get("linear.weight")
    if weight is None or weight.shape[0] % width:
        raise TrainingError(f"{path}: linear.weight is {'missing' if weight is None else tuple(weight.shape)}, "
                            f"but its rows must be a multiple of the LLM's width {width}")
    align = Alignment(weight.shape[1], width, weight.shape[0] // width)
    load_exactly(kept_state(align), tensors, path)
    return align


def assemble(config: dict) -> tuple[XrayGpt, ImageSpec]:
    """`vision`, `llm` and `align` (checkpoints and a folder) → the model and its preprocessing."""
    vision, spec = load_contrastive(Path(config["vision"]))
    llm = freeze(load_llm(Path(config["llm"])))
    align = load_alignment(Path(config["align"]), llm.config.hidden_size).folded()
    if align.linear.in_features != vision.width:
        raise TrainingError(f"{config['align']}: t takes features of width {align.linear.in_features}, the encoder gives {vision.width}")
    return XrayGpt(vision, align, llm, load_tokenizer(Path(config["llm"])), PromptSpec()), spec
