"""The bundle for benchmarks has the size that it stands for."""

from pathlib import Path

import torch

from wetread.export.sized import sized_model


def count(module: torch.nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def test_published_encoder_and_a_decoder_of_some_size():
    model = sized_model(Path(__file__).parents[2] / "models" / "demo" / "llm")
    assert round(count(model.vision) / 1e6) == 28
    assert 25e6 < count(model.llm) < 30e6
    assert model.encode_images(torch.zeros(1, 3, 224, 224)).shape == (1, 1, 512)
