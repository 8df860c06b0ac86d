"""A bundle of the published encoder's size with random weights: `python -m wetread.export.sized FOLDER`.

It reads nothing sensible. Benchmarks need it: the demo model computes for some milliseconds a study, and what the services
cost beside that says little about models of the size that is deployed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from ..data.preprocess import ImageSpec
from ..models.align import Alignment
from ..models.assemble import freeze
from ..models.prompt import PromptSpec
from ..models.tokenizer import load_tokenizer
from ..models.vision import MedClipVision
from ..models.xraygpt import XrayGpt
from .bundle import write_bundle

# microsoft/swin-tiny-patch4-window7-224 with MedCLIP's projection.
SWIN_TINY = {
    "image_size": 224,
    "patch_size": 4,
    "embed_dim": 96,
    "depths": [2, 2, 6, 2],
    "num_heads": [3, 6, 12, 24],
    "window_size": 7,
    "projection": 512,
}
# 26M parameters: as large as two cores decode in reasonable time.
LLAMA = {
    "hidden_size": 512,
    "intermediate_size": 1408,
    "num_hidden_layers": 8,
    "num_attention_heads": 8,
    "num_key_value_heads": 8,
    "head_dim": 64,
    "max_position_embeddings": 512,
    "tie_word_embeddings": False,
}
SETTINGS = {
    "name": "wetread-sized",
    "version": "0",
    "license": "Apache-2.0",
    "intendedUse": "Benchmarks. Its weights are random.",
    "notice": "Random text for benchmarks. Not for clinical use.",
    "decoding": {"maxNewTokens": 60, "temperature": 0, "topP": 0.9, "repetitionPenalty": 1},
}


def sized_model(tokenizer_folder: Path, seed: int = 1) -> XrayGpt:
    """The demo's tokenizer and prompt around random weights."""
    torch.manual_seed(seed)
    tokenizer = load_tokenizer(tokenizer_folder)
    special = {n: tokenizer.token_to_id(t) for n, t in (("bos_token_id", "<s>"), ("eos_token_id", "</s>"))}
    llm = LlamaForCausalLM(LlamaConfig(vocab_size=tokenizer.get_vocab_size(), initializer_range=0.05, **special, **LLAMA))
    vision = MedClipVision.from_config(SWIN_TINY)
    align = Alignment(SWIN_TINY["projection"], LLAMA["hidden_size"])
    return XrayGpt(freeze(vision), freeze(align), freeze(llm), tokenizer, PromptSpec())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path, default=Path(__file__).parents[3] / "models" / "demo" / "llm")
    options = parser.parse_args()
    images = [np.random.default_rng(n).integers(0, 256, (300, 256), dtype=np.uint8) for n in range(3)]
    model = sized_model(options.tokenizer)
    print("\n".join(write_bundle(model, ImageSpec(size=224), images, SETTINGS, options.out, "float32")))


if __name__ == "__main__":
    main()
