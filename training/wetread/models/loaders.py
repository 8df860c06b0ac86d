"""Loads published weights. What does not fit is an error that lists names and shapes."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Callable, Iterable

import torch
from torch import Tensor, nn
from transformers import LlamaForCausalLM

from ..errors import TrainingError
from ..train.state import load_exactly
from .align import Alignment
from .eva import PUBLISHED_EVA, EvaQFormer, EvaSizes
from .vision import PUBLISHED_SWIN, MedClipVision

Rename = tuple[tuple[str, str], ...]

SWIN_NAMES: Rename = (
    (r"\.attention\.self\.query\.", ".attention.q_proj."),
    (r"\.attention\.self\.key\.", ".attention.k_proj."),
    (r"\.attention\.self\.value\.", ".attention.v_proj."),
    (r"\.attention\.output\.dense\.", ".attention.o_proj."),
    (
        r"\.attention\.self\.relative_position_bias_table",
        ".attention.relative_position_bias.relative_position_bias_table",
    ),
    (r"\.intermediate\.dense\.", ".mlp.fc1."),
    (r"\.output\.dense\.", ".mlp.fc2."),
)
"""Swin's names in the transformers release that MedCLIP was saved with → the names of today."""

EVA_NAMES: Rename = (
    (r"^cls_token$", "vision.embeddings.class_embedding"),
    (r"^pos_embed$", "vision.embeddings.position_embedding"),
    (r"^patch_embed\.proj\.", "vision.embeddings.patch_embedding."),
    (r"^blocks\.(\d+)\.norm1\.", r"vision.encoder.layers.\1.layer_norm1."),
    (r"^blocks\.(\d+)\.norm2\.", r"vision.encoder.layers.\1.layer_norm2."),
    (r"^blocks\.(\d+)\.attn\.qkv\.", r"vision.encoder.layers.\1.self_attn.qkv."),
    (r"^blocks\.(\d+)\.attn\.proj\.", r"vision.encoder.layers.\1.self_attn.projection."),
    (r"^blocks\.(\d+)\.mlp\.", r"vision.encoder.layers.\1.mlp."),
)
QFORMER_NAMES: Rename = (
    (r"^ln_vision\.", "vision.post_layernorm."),
    (r"^Qformer\.bert\.embeddings\.LayerNorm\.", "qformer.layernorm."),
    (r"^Qformer\.bert\.", "qformer."),
    (r"attention\.self\.", "attention.attention."),
)
MEDCLIP_IGNORED = re.compile(r"^text_model\.|^logit_scale$|relative_position_index$")
EVA_IGNORED = re.compile(r"^(norm|fc_norm|head)\.|\.relative_position_index$")
QFORMER_IGNORED = re.compile(
    r"^Qformer\.cls\.|^Qformer\.bert\.embeddings\.(word_embeddings|position_embeddings|position_ids)|\.(intermediate|output)\.(dense|LayerNorm)\.|"
    r"^t5_proj\.|^vision_proj\.|^text_proj\.|^itm_head\.|^temp$|^opt_proj\."
)
QFORMER_ATTENTION_OUTPUT = re.compile(r"(attention|crossattention)\.output\.")


def read_pickle(path: Path) -> dict[str, Tensor]:
    """A checkpoint's tensors; nothing in the file is executed."""
    if not path.is_file():
        raise TrainingError(f"{path}: no such checkpoint")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as cause:
        raise TrainingError(f"{path}: not a readable checkpoint: {cause}") from cause
    state = state.get("model", state) if isinstance(state, dict) else None
    if not isinstance(state, dict) or not all(isinstance(t, Tensor) for t in state.values()):
        raise TrainingError(f"{path}: not a dictionary of tensors")
    return state


def renamed(tensors: dict[str, Tensor], names: Rename, ignored: Callable[[str], bool]) -> dict[str, Tensor]:
    result = {}
    for name, tensor in tensors.items():
        if not ignored(name):
            for pattern, replacement in names:
                name = re.sub(pattern, replacement, name)
            result[name] = tensor
    return result


def load_into(module: nn.Module, tensors: dict[str, Tensor], source: Path) -> None:
    """All stored parameters and buffers of a module, by name."""
    load_exactly(module.state_dict(), tensors, source)


def load_medclip(path: Path, swin: dict = PUBLISHED_SWIN) -> MedClipVision:
    """The vision side of MedCLIP's published pytorch_model.bin; its text side is passed over."""
    vision = MedClipVision.from_config(swin)
    tensors = renamed(
        read_pickle(path), ((r"^vision_model\.", ""),) + SWIN_NAMES, lambda n: bool(MEDCLIP_IGNORED.search(n))
    )
    load_into(vision, tensors, path)
    return vision.requires_grad_(False).eval()


def load_eva_qformer(eva: Path, qformer: Path, sizes: EvaSizes = PUBLISHED_EVA) -> EvaQFormer:
    """The released XrayGPT's image path: eva_vit_g.pth and blip2_pretrained_flant5xxl.pth, as LAVIS published them."""
    model = EvaQFormer(sizes)
    vision = join_biases(read_pickle(eva))
    depth = re.compile(r"^blocks\.(\d+)\.")
    beyond = lambda n: (m := depth.match(n)) is not None and int(m[1]) >= sizes.layers  # noqa: E731
    tensors = renamed(vision, EVA_NAMES, lambda n: bool(EVA_IGNORED.search(n)) or beyond(n))
    skip = lambda n: bool(QFORMER_IGNORED.search(n)) and not QFORMER_ATTENTION_OUTPUT.search(n)  # noqa: E731
    tensors |= renamed(read_pickle(qformer), QFORMER_NAMES, skip)
    load_into(model, tensors, Path(f"{eva} with {qformer}"))
    return model.requires_grad_(False).eval()


def join_biases(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """EVA keeps q's and v's bias and has none for k: one qkv bias with zeros between."""
    joined = {n: t for n, t in tensors.items() if not re.search(r"\.attn\.[qv]_bias$", n)}
    for name, q in tensors.items():
        if name.endswith(".attn.q_bias"):
            v = tensors.get(name.replace("q_bias", "v_bias"), q[:0])
            joined[name.replace("q_bias", "qkv.bias")] = torch.cat([q, torch.zeros_like(q), v])
    return joined


def load_llama_proj(path: Path, features: int, width: int) -> Alignment:
    """XrayGPT's released t: `llama_proj`, a linear map applied to each of the 32 tokens."""
    align = Alignment(features, width).folded()
    tensors = read_pickle(path)
    wanted = {"llama_proj.weight": align.linear.weight, "llama_proj.bias": align.linear.bias}
    load_exactly(wanted, tensors, path)
    return align.requires_grad_(False).eval()


def load_llm(folder: Path) -> LlamaForCausalLM:
    """A Vicuna or LLaMA folder in Hugging Face's layout (safetensors or .bin, in shards or whole), in float32."""
    if not (folder / "config.json").is_file():
        raise TrainingError(f"{folder}: no config.json, so not a Hugging Face folder")
    try:
        model, report = LlamaForCausalLM.from_pretrained(
            folder, output_loading_info=True, dtype="float32", local_files_only=True, ignore_mismatched_sizes=True
        )
    except (OSError, RuntimeError, ValueError) as cause:
        raise TrainingError(f"{folder}: {cause}") from cause
    faults = {
        kind: _names(report.get(key, ()))
        for key, kind in (
            ("missing_keys", "missing"),
            ("unexpected_keys", "unknown"),
            ("mismatched_keys", "wrong shape"),
        )
        if report.get(key)
    }
    if faults:
        raise TrainingError(f"{folder}: " + "; ".join(f"{kind}: {', '.join(names)}" for kind, names in faults.items()))
    return model


def _names(keys: Iterable) -> list[str]:
    """Names, or names with the file's shape and the model's."""
    return sorted(k if isinstance(k, str) else f"{k[0]}: {tuple(k[1])} instead of {tuple(k[2])}" for k in keys)
