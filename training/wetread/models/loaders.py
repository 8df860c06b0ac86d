"""Loads published weights. What does not fit is an error that lists names and shapes."""
from __future__ import annotations

from pathlib import Path

from transformers import LlamaForCausalLM

from ..errors import TrainingError


def load_llm(folder: Path) -> LlamaForCausalLM:
    """A Vicuna or LLaMA folder in Hugging Face's layout, in float32."""
    if not (folder / "config.json").is_file():
        raise TrainingError(f"{folder}: no config.json, so not a Hugging Face folder")
    model, report = LlamaForCausalLM.from_pretrained(folder, output_loading_info=True, dtype="float32")
    faults = {kind: sorted(map(str, report[kind])) for kind in ("missing_keys", "unexpected_keys", "mismatched_keys") if report[kind]}
    if faults:
        raise TrainingError(f"{folder}: " + "; ".join(f"{kind}: {', '.join(names)}" for kind, names in faults.items()))
    return model
