"""The image path of the released XrayGPT: EVA-CLIP's ViT-g and BLIP-2's Q-Former, 32 tokens × 768."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from transformers import Blip2QFormerConfig, Blip2QFormerModel, Blip2VisionConfig, Blip2VisionModel

CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)


@dataclass(frozen=True)
class EvaSizes:
    """The published sizes; smaller ones serve the tests."""

    image: int = 224
    patch: int = 14
    width: int = 1408
    layers: int = 39
    heads: int = 16
    inner: int = 6144
    queries: int = 32
    q_width: int = 768
    q_layers: int = 12
    q_heads: int = 12
    q_inner: int = 3072


PUBLISHED_EVA = EvaSizes()


class EvaQFormer(nn.Module):
    """Grey values in [0, 1] as three channels [B, 3, H, W] → query outputs [B, 32, 768].

    The bundle's preprocessing has one mean and deviation, so CLIP's three are applied here and the bundle declares
    mean 0 and deviation 1.
    """

    def __init__(self, sizes: EvaSizes) -> None:
        super().__init__()
        self.tokens, self.width = sizes.queries, sizes.q_width
        self.vision = Blip2VisionModel(
            Blip2VisionConfig(
                image_size=sizes.image,
                patch_size=sizes.patch,
                hidden_size=sizes.width,
                num_hidden_layers=sizes.layers,
                num_attention_heads=sizes.heads,
                intermediate_size=sizes.inner,
                qkv_bias=True,
            )
        )
        self.qformer = Blip2QFormerModel(
            Blip2QFormerConfig(
                hidden_size=sizes.q_width,
                num_hidden_layers=sizes.q_layers,
                num_attention_heads=sizes.q_heads,
                intermediate_size=sizes.q_inner,
                encoder_hidden_size=sizes.width,
                cross_attention_frequency=2,
            )
        )
        self.query_tokens = nn.Parameter(torch.zeros(1, sizes.queries, sizes.q_width))
        self.register_buffer("mean", torch.tensor(CLIP_MEAN)[:, None, None], persistent=False)
        self.register_buffer("std", torch.tensor(CLIP_STD)[:, None, None], persistent=False)

    def forward(self, pixel_values: Tensor) -> Tensor:
        image = self.vision((pixel_values - self.mean) / self.std).last_hidden_state
        queries = self.query_tokens.expand(image.shape[0], -1, -1)
        return self.qformer(query_embeds=queries, encoder_hidden_states=image).last_hidden_state
