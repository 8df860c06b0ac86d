"""The tensors of a checkpoint: what is kept, and loading that says what does not fit."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from ..errors import TrainingError


def kept_state(model: nn.Module) -> dict[str, Tensor]:
    """What a checkpoint holds: trained parameters, and the stored buffers of modules that train anything."""
    stored = model.state_dict(keep_vars=True)
    kept = {n: t for n, t in stored.items() if t.requires_grad}
    for prefix, module in model.named_modules():
        if any(p.requires_grad for p in module.parameters()):
            names = (f"{prefix}.{n}".lstrip(".") for n, _ in module.named_buffers(recurse=False))
            kept |= {n: stored[n] for n in names if n in stored}
    return kept


def read_checkpoint(path: Path) -> dict:
    if not path.is_file():
        raise TrainingError(f"{path}: no such checkpoint")
    return torch.load(path, map_location="cpu", weights_only=True)


def load_exactly(into: dict[str, Tensor], tensors: dict[str, Tensor], source: Path) -> None:
    """Copies tensors by name; anything missing, extra or of another shape is an error that lists it."""
    missing = sorted(set(into) - set(tensors))
    extra = sorted(set(tensors) - set(into))
    shapes = [
        f"{n}: {tuple(tensors[n].shape)} instead of {tuple(into[n].shape)}"
        for n in sorted(set(into) & set(tensors))
        if tensors[n].shape != into[n].shape
    ]
    faults = [f"missing: {', '.join(missing)}"] * bool(missing) + [f"unknown: {', '.join(extra)}"] * bool(extra)
    faults += [f"wrong shape: {', '.join(shapes)}"] * bool(shapes)
    if faults:
        raise TrainingError(f"{source}: " + "; ".join(faults))
    with torch.no_grad():
        for name, tensor in tensors.items():
            into[name].copy_(tensor)
