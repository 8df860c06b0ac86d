"""Puts a model together from what a configuration names: checkpoints of ours, or published ones."""

from __future__ import annotations

from pathlib import Path

import torch

from ..data.preprocess import ImageSpec
from ..errors import TrainingError
from ..train.state import kept_state, load_exactly, read_checkpoint
from .align import Alignment
from .loaders import load_eva_qformer, load_llama_proj, load_llm, load_medclip
from .prompt import PromptSpec
from .tokenizer import load_tokenizer
from .vision import MedClipVision
from .xraygpt import XrayGpt


def open_vision(config: str | dict) -> tuple[torch.nn.Module, ImageSpec]:
    """A frozen encoder and its preprocessing.

    `config`: a contrastive checkpoint of ours, `{medclip: FILE}`, or `{eva: FILE, qformer: FILE}` for the released XrayGPT.
    """
    if isinstance(config, str):
        return load_contrastive(Path(config))
    if set(config) == {"medclip"}:
        return load_medclip(Path(config["medclip"])), ImageSpec()
    if set(config) == {"eva", "qformer"}:
        return load_eva_qformer(Path(config["eva"]), Path(config["qformer"])), ImageSpec(mean=0.0, std=1.0)
    raise TrainingError(f"vision: {sorted(config)} is neither a checkpoint, nor medclip, nor eva with qformer")


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
        raise TrainingError(
            f"{path}: linear.weight is {'missing' if weight is None else tuple(weight.shape)}, "
            f"but its rows must be a multiple of the LLM's width {width}"
        )
    align = Alignment(weight.shape[1], width, weight.shape[0] // width)
    load_exactly(kept_state(align), tensors, path)
    return align


def open_alignment(config: str | dict, features: int, width: int) -> Alignment:
    """A stage's checkpoint, or `{llama_proj: FILE}`: as one linear map."""
    if isinstance(config, dict):
        return load_llama_proj(Path(config["llama_proj"]), features, width)
    align = freeze(load_alignment(Path(config), width).folded())
    if align.linear.in_features != features:
        raise TrainingError(
            f"{config}: t takes features of width {align.linear.in_features}, the encoder gives {features}"
        )
    return align


def open_prompt(config: dict) -> PromptSpec:
    """The template of a configuration, or this project's own."""
    values = {n: tuple(v) if isinstance(v, list) else v for n, v in config.items()}
    try:
        return PromptSpec(**values)
    except TypeError as cause:
        raise TrainingError(f"prompt: {cause}") from cause


def assemble(config: dict) -> tuple[XrayGpt, ImageSpec]:
    """`vision`, `llm`, `align` and, where it is not ours, `prompt` → the model and its preprocessing."""
    vision, spec = open_vision(config["vision"])
    llm = freeze(load_llm(Path(config["llm"])))
    align = open_alignment(config["align"], vision.width, llm.config.hidden_size)
    return XrayGpt(vision, align, llm, load_tokenizer(Path(config["llm"])), open_prompt(config.get("prompt", {}))), spec
