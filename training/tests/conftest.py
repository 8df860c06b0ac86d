"""Small real things that several tests need: a synthetic set, a tiny tokenizer, a tiny LLM and a tiny encoder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from wetread.models.tokenizer import load_tokenizer, train_tokenizer
from wetread.models.vision import MedClipVision
from wetread.synthetic.conversations import conversation
from wetread.synthetic.generate import generate

TINY_SWIN = {
    "image_size": 56,
    "patch_size": 4,
    "embed_dim": 16,
    "depths": [1, 1],
    "num_heads": [2, 2],
    "window_size": 7,
    "drop_path_rate": 0.0,
    "projection": 12,
}
TINY_LLM = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 8,
    "max_position_embeddings": 256,
}


@pytest.fixture(scope="session")
def run_python() -> Callable[..., None]:
    """Runs `python ARGUMENTS`, over several ranks under torchrun; what the ranks printed is shown where one fails."""
    torchrun = ["-m", "torch.distributed.run", "--standalone", "--local-addr", "127.0.0.1", "--nproc-per-node"]

    def run(*arguments: str, ranks: int = 1) -> None:
        done = subprocess.run(
            [sys.executable, *([*torchrun, str(ranks)] if ranks > 1 else []), *arguments],
            capture_output=True,
            text=True,
            timeout=300,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        assert done.returncode == 0, f"status {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"

    return run


@pytest.fixture(scope="session")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("wetread")


@pytest.fixture(scope="session")
def pairs(place) -> Path:
    """48 synthetic pairs; the JSONL file."""
    generate(place / "pairs", count=48, first_seed=0, style="house", size=56, render_size=80, png=False)
    return place / "pairs" / "records.jsonl"


@pytest.fixture(scope="session")
def talks(place) -> Path:
    path = place / "talks.jsonl"
    path.write_text("".join(json.dumps(conversation(seed)) + "\n" for seed in range(64)))
    return path


@pytest.fixture(scope="session")
def tokenizer_folder(place, talks) -> Path:
    texts = [
        t["answer"] + "\n###Doctor: " + t["question"]
        for line in talks.read_text().splitlines()
        for t in json.loads(line)["turns"]
    ]
    train_tokenizer(texts, 400).save(str(place / "tokenizer.json"))
    return place


@pytest.fixture(scope="session")
def llm_folder(place, tokenizer_folder) -> Path:
    """A random LLaMA with grouped key–value heads as a Hugging Face folder."""
    torch.manual_seed(3)
    tokenizer = load_tokenizer(tokenizer_folder)
    llm = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=tokenizer.get_vocab_size(),
            pad_token_id=0,
            bos_token_id=1,
            eos_token_id=2,
            initializer_range=0.15,
            **TINY_LLM,
        )
    )
    folder = place / "llm"
    llm.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


@pytest.fixture(scope="session")
def vision_checkpoint(place) -> Path:
    """A random encoder in the layout of our contrastive checkpoints."""
    torch.manual_seed(5)
    vision = MedClipVision.from_config(TINY_SWIN)
    path = place / "contrastive.pt"
    torch.save(
        {"model": {f"vision_model.{n}": t for n, t in vision.state_dict().items()}, "describe": {"vision": TINY_SWIN}},
        path,
    )
    return path
