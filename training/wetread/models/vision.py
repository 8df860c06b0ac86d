"""MedCLIP's vision side: a Swin encoder, its pooled feature, and the projection f_v without bias."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import SwinConfig, SwinModel


class MedClipVision(nn.Module):
    """Pixel values [B, 3, H, W] → projected features [B, m, d], with m = 1. Parameter names are the published ones."""

    tokens = 1

    def __init__(self, swin: SwinConfig, projection: int, convolutions: bool = False) -> None:
        super().__init__()
        self.model = SwinModel(swin)
        if convolutions:
            self.model.embeddings.patch_embeddings.projection = early_convolutions(
                swin.num_channels, swin.embed_dim, swin.patch_size
            )
        self.projection_head = nn.Linear(self.model.num_features, projection, bias=False)

    @property
    def width(self) -> int:
        return self.projection_head.out_features

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.projection_head(self.model(pixel_values).pooler_output)[:, None]

    @staticmethod
    def from_config(config: dict) -> "MedClipVision":
        """`config`: the Swin configuration's values and `projection`, as a checkpoint's JSON holds them."""
        values = dict(config)
        projection, convolutions = values.pop("projection"), values.pop("convolutions", False)
        return MedClipVision(SwinConfig(**values), projection, convolutions)


def early_convolutions(channels: int, width: int, patch: int) -> nn.Sequential:
    """Small convolutions in the place of the patch projection, the same shapes in and out.

    A Swin trained from scratch on thousands of images finds large shapes only; with these it finds lines and textures.
    """
    layers: list[nn.Module] = []
    halvings = patch.bit_length() - 1
    for step in range(halvings):
        inner = width >> (halvings - 1 - step)
        for stride in (2, 1) if step else (2,):
            layers += [nn.Conv2d(channels, inner, 3, stride, 1, bias=False), nn.BatchNorm2d(inner), nn.ReLU()]
            channels = inner
    return nn.Sequential(*layers, nn.Conv2d(channels, width, 1))


PUBLISHED_SWIN = {
    "image_size": 224,
    "patch_size": 4,
    "embed_dim": 96,
    "depths": [2, 2, 6, 2],
    "num_heads": [3, 6, 12, 24],
    "window_size": 7,
    "projection": 512,
}
"""microsoft/swin-tiny-patch4-window7-224 under MedCLIP's 512-wide projection."""


class TextTower(nn.Module):
    """Reports as token ids [B, L] (0 pads) → features [B, d]: only contrastive pre-training needs it."""

    def __init__(self, vocab: int, width: int, projection: int, layers: int = 2, length: int = 192) -> None:
        super().__init__()
        self.embed = nn.Embedding(vocab, width, padding_idx=0)
        self.position = nn.Parameter(torch.randn(length, width) * 0.02)
        layer = nn.TransformerEncoderLayer(
            width, max(1, width // 32), width * 2, 0.0, "gelu", batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.projection = nn.Linear(width, projection, bias=False)

    def forward(self, ids: Tensor) -> Tensor:
        seen = ids != 0
        hidden = self.encoder(self.embed(ids) + self.position[: ids.shape[1]], src_key_padding_mask=~seen)
        pooled = (hidden * seen[..., None]).sum(1) / seen.sum(1, keepdim=True).clamp(min=1)
        return self.projection(pooled)
