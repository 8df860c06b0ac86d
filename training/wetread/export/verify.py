"""Checks a bundle as a reader would: `python -m wetread.export.verify BUNDLE`. Digests first, then the golden tensors."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from ..data.preprocess import ImageSpec, preprocess
from ..errors import TrainingError
from .bundle import digest
from .runtime import Decoder, open_session


def check_digests(bundle: Path) -> dict:
    """The manifest, once every listed file has the size and the digest it says."""
    path = bundle / "bundle.json"
    if not path.is_file():
        raise TrainingError(f"{path}: no such file")
    manifest = json.loads(path.read_text())
    for name, wanted in manifest["files"].items():
        file = bundle / name
        if not file.is_file():
            raise TrainingError(f"{file}: listed in bundle.json but missing")
        if file.stat().st_size != wanted["bytes"]:
            raise TrainingError(f"{file}: {file.stat().st_size} bytes instead of {wanted['bytes']}")
        if digest(file) != wanted["sha256"]:
            raise TrainingError(f"{file}: its SHA-256 is not the one in bundle.json")
    return manifest


def replay(bundle: Path, manifest: dict) -> dict[str, int]:
    """Replays every golden case; how many of each kind passed."""
    golden, tensors = json.loads((bundle / "golden.json").read_text()), load_file(str(bundle / "golden.safetensors"))
    spec = ImageSpec(**manifest["image"])
    for case in golden["preprocess"]:
        _near(case["pixels"], preprocess(tensors[case["image"]], spec), tensors[case["pixels"]], case["tolerance"])
    encoder = open_session(bundle / manifest["encoder"]["file"])
    for case in golden["encode"]:
        found = encoder.run(None, {"pixel_values": tensors[case["pixels"]][None]})[0][0]
        _near(case["imageTokens"], found, tensors[case["imageTokens"]], case["tolerance"])
    _replay_decode(bundle, manifest, golden["decode"], tensors)
    return {kind: len(golden[kind]) for kind in ("preprocess", "encode", "decode")}


def _replay_decode(bundle: Path, manifest: dict, cases: list[dict], tensors: dict[str, np.ndarray]) -> None:
    table = load_file(str(bundle / manifest["decoder"]["embeddings"]))["embed_tokens"].astype(np.float32)
    decoder = Decoder(bundle / manifest["decoder"]["file"], manifest["decoder"]["layers"])
    tokenizer = Tokenizer.from_file(str(bundle / manifest["tokenizer"]["file"]))
    for case in cases:
        ids, at = case["promptIds"], case["imageAt"]
        prompt = np.concatenate([table[ids[:at]], tensors[case["imageTokens"]], table[ids[at:]]])
        logits = decoder.prefill([prompt])
        _near(case["logits"], logits[0], tensors[case["logits"]], case["tolerance"])
        for i, token in enumerate(case["ids"]):
            if int(logits[0].argmax()) != token:
                raise TrainingError(
                    f"{bundle}: {case['logits']}: token {i} is {int(logits[0].argmax())} instead of {token}"
                )
            logits = decoder.step(table[[token]][None], np.ones((1, 1), bool), np.array([[len(prompt) + i]]))
        if tokenizer.decode(case["ids"]).strip() != case["text"]:
            raise TrainingError(f"{bundle}: {case['logits']}: the text of its ids is not the one in golden.json")


def _near(name: str, found: np.ndarray, wanted: np.ndarray, tolerance: float) -> None:
    gap = float(np.abs(found - wanted).max())
    if found.shape != wanted.shape or not gap <= tolerance:
        raise TrainingError(f"{name}: differs by {gap:.2e}, more than {tolerance}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    bundle = parser.parse_args().bundle
    print(
        json.dumps(
            {
                "bundle": str(bundle),
                "sha256": digest(bundle / "bundle.json"),
                "replayed": replay(bundle, check_digests(bundle)),
            }
        )
    )


if __name__ == "__main__":
    main()
