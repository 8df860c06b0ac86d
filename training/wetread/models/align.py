"""The linear t: image features into the LLM's embedding space."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Alignment(nn.Module):
    """Features [B, m, d] → L_v [B, n, D], n = m × spread: one affine map, applied to each of the m features.

    The map is kept in two parts, a fixed whitening of the encoder's features and the trained weight, because the
    features are far from isotropic and the faint directions carry the small findings.
    """

    def __init__(self, features: int, width: int, spread: int = 1) -> None:
        super().__init__()
        self.spread, self.width = spread, width
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("whiten", torch.eye(features))
        self.linear = nn.Linear(features, spread * width)

    @torch.no_grad()
    def begin(self, features: Tensor, embedding_std: float) -> None:
        """Sets the whitening from a sample of features [N, d], and a random weight on the scale of the LLM's embeddings."""
        self.mean.copy_(features.mean(0))
        values, vectors = torch.linalg.eigh(torch.cov(features.T.double()))
        floor = 1e-4 * values.max()
        self.whiten.copy_(vectors / values.clamp(min=floor).sqrt())
        nn.init.normal_(self.linear.weight, std=embedding_std / features.shape[1] ** 0.5)
        nn.init.zeros_(self.linear.bias)

    def forward(self, features: Tensor) -> Tensor:
        mapped = self.linear((features - self.mean) @ self.whiten)
        return mapped.reshape(features.shape[0], -1, self.width)

    @torch.no_grad()
    def folded(self) -> "Alignment":
        """The same map with the whitening multiplied into the weight: what is exported."""
        single = Alignment(len(self.mean), self.width, self.spread)
        weight = self.linear.weight.double() @ self.whiten.double().T
        single.linear.weight.copy_(weight)
        single.linear.bias.copy_(self.linear.bias.double() - weight @ self.mean.double())
        return single
