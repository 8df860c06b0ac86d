"""Packs a trained model as a bundle: `python -m wetread.export.bundle CONFIG`, the format of docs/bundle.md."""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

from ..config import read_yaml
from ..data.preprocess import ImageSpec
from ..data.records import load_image, read_records
from ..errors import TrainingError
from ..models.assemble import assemble
from ..models.xraygpt import XrayGpt
from .check import TABLE_HEAD, answered_by_graph, compare, require_exact
from .decoder import export_decoder
from .encoder import export_encoder
from .golden import QUANTIZED_TOLERANCE, TENSOR_TOLERANCE, DecodeCase, decode_cases, encode_cases, write_golden

WEIGHTS = ("float32", "int8", "int4")
NOTICE = (
    "Preliminary machine-generated text from a demonstration model trained on synthetic radiographs. "
    "Not for clinical use. A clinician must review the images."
)


def round_to_half(module: nn.Module) -> None:
    """Rounds weights to half precision in place, so that float32 graphs and the fp16 folder are the same model."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.half().float())


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_llm(model: XrayGpt, folder: Path) -> None:
    """The LLM as a Hugging Face folder in half precision, with its tokenizer."""
    half = type(model.llm)(model.llm.config).half()
    half.load_state_dict({n: t.half() for n, t in model.llm.state_dict().items()})
    half.save_pretrained(folder)
    model.tokenizer.save(str(folder / "tokenizer.json"))
    special = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "pad_token": "<pad>",
        "clean_up_tokenization_spaces": False,
        "model_max_length": model.llm.config.max_position_embeddings,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(special, indent=2) + "\n")


def write_bundle(
    model: XrayGpt, spec: ImageSpec, images: list[np.ndarray], settings: dict, out: Path, weights: str
) -> list[str]:
    """Writes the whole bundle and checks it; lines of the table that compares the weight formats."""
    if weights not in WEIGHTS:
        raise TrainingError(f"weights: {weights!r} is none of {', '.join(WEIGHTS)}")
    out.mkdir(parents=True, exist_ok=True)
    for part in (model.vision, model.align, model.llm):
        round_to_half(part)
    files = export_encoder(model.vision, model.align, spec.size, out / "encoder.onnx")
    limit = settings["decoding"]["maxNewTokens"]
    pixels, tokens = encode_cases(model, spec, images)
    cases = decode_cases(model, tokens, limit)
    lines, decoder = _write_decoder(model, pixels, cases, out, weights, limit)
    if weights != "float32":
        cases = answered_by_graph(model, cases, decoder[0], limit)
    write_golden(
        model, images, pixels, tokens, cases, TENSOR_TOLERANCE if weights == "float32" else QUANTIZED_TOLERANCE, out
    )
    table = model.llm.get_input_embeddings().weight.detach().half().numpy()
    save_file({"embed_tokens": table}, str(out / "embeddings.safetensors"))
    model.tokenizer.save(str(out / "tokenizer.json"))
    write_llm(model, out / "llm")
    files += decoder + [
        out / n for n in ("embeddings.safetensors", "tokenizer.json", "golden.safetensors", "golden.json")
    ]
    files += sorted((out / "llm").iterdir())
    for file in files:
        file.chmod(0o644)
    manifest = build_manifest(model, spec, settings, weights, out, files)
    (out / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return lines


def _write_decoder(
    model: XrayGpt, pixels: list[np.ndarray], cases: list[DecodeCase], out: Path, weights: str, limit: int
) -> tuple[list[str], list[Path]]:
    """Exports every weight format, measures each, keeps the one asked for: the table's lines and the kept files."""
    lines, kept = [TABLE_HEAD], []
    for kind in WEIGHTS:
        target = out / ("decoder.onnx" if kind == weights else f"decoder.{kind}.draft.onnx")
        written = export_decoder(model.llm, target, kind)
        found = compare(model, pixels, cases, out, target, kind, limit)
        lines.append(found.row())
        if kind == "float32":
            require_exact(found)
        if kind == weights:
            kept = written
        else:
            for file in written:
                file.unlink()
    return lines, kept


def build_manifest(model: XrayGpt, spec: ImageSpec, settings: dict, weights: str, out: Path, files: list[Path]) -> dict:
    config = model.llm.config
    return {
        "format": "wetread.bundle/1",
        "name": settings["name"],
        "version": settings["version"],
        "license": settings["license"],
        "intendedUse": settings["intendedUse"],
        "notice": settings.get("notice", NOTICE),
        "files": {f.relative_to(out).as_posix(): {"sha256": digest(f), "bytes": f.stat().st_size} for f in files},
        "image": spec.to_json(),
        "encoder": {"file": "encoder.onnx", "imageTokens": model.image_tokens},
        "decoder": {
            "file": "decoder.onnx",
            "embeddings": "embeddings.safetensors",
            "weights": weights,
            "layers": config.num_hidden_layers,
            "kvHeads": config.num_key_value_heads,
            "headDim": getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads,
            "width": config.hidden_size,
            "vocab": config.vocab_size,
            "contextLength": config.max_position_embeddings,
        },
        "tokenizer": {"file": "tokenizer.json", "bosId": config.bos_token_id, "eosId": config.eos_token_id},
        "prompt": model.prompt.to_json(),
        "sections": {"findings": "Findings:", "impression": "Impression:"},
        "decoding": settings["decoding"],
        "llm": "llm",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    settings = read_yaml(parser.parse_args().config)
    model, spec = assemble(settings["model"])
    golden = Path(settings["golden"])
    images = [load_image(golden.parent, r.image) for r in read_records(golden)]
    lines = write_bundle(model, spec, images, settings, Path(settings["out"]), settings.get("weights", "float32"))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
