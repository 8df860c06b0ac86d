"""The decoder graph run by ONNX Runtime as a reader would run it: past kept by the caller, rows padded on the left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

MASKED = np.float32(-1e9)


def open_session(path: Path, threads: int = 1) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class Decoder:
    """Batches of prompts through one session. A column of the past that a row does not own is masked for it."""

    def __init__(self, path: Path, layers: int, threads: int = 1) -> None:
        self.session, self.layers = open_session(path, threads), layers
        self.past: list[tuple[np.ndarray, np.ndarray]] = []
        key, size = self.session.get_inputs()[3].shape, self.session.get_inputs()[4].shape
        self.kv, self.dim = key[1], size[3]

    def start(self, rows: int) -> None:
        """An empty past for a batch of rows."""
        self.past = [
            (np.zeros((rows, self.kv, self.dim, 0), np.float32), np.zeros((rows, self.kv, 0, self.dim), np.float32))
            for _ in range(self.layers)
        ]
        self.owned = np.zeros((rows, 0), bool)

    def step(self, embeds: np.ndarray, owned: np.ndarray, positions: np.ndarray) -> np.ndarray:
        """Embeddings [B, S, D], which of them are real [B, S] and their positions → logits [B, V] of the last column."""
        seen_before = np.repeat(self.owned[:, None], embeds.shape[1], 1)
        causal = np.tril(np.ones((embeds.shape[1],) * 2, bool))[None] & owned[:, None]
        bias = np.where(np.concatenate([seen_before, causal], -1), np.float32(0), MASKED)[:, None]
        feeds = {
            "inputs_embeds": embeds.astype(np.float32),
            "position_ids": positions.astype(np.int64),
            "attention_bias": bias,
        }
        for i, (key, val) in enumerate(self.past):
            feeds |= {f"past_key.{i}": key, f"past_value.{i}": val}
        logits, *rows = self.session.run(None, feeds)
        self.past = [
            (np.concatenate([key, rows[2 * i].transpose(0, 1, 3, 2)], -1), np.concatenate([val, rows[2 * i + 1]], 2))
            for i, (key, val) in enumerate(self.past)
        ]
        self.owned = np.concatenate([self.owned, owned], 1)
        return logits

    def prefill(self, prompts: list[np.ndarray], chunk: int | None = None) -> np.ndarray:
        """Prompts [L, D] of different lengths, whole or in chunks → logits [B, V] after each."""
        self.start(len(prompts))
        length, width = max(len(p) for p in prompts), prompts[0].shape[1]
        embeds, owned = np.zeros((len(prompts), length, width), np.float32), np.zeros((len(prompts), length), bool)
        for row, prompt in enumerate(prompts):
            embeds[row, length - len(prompt) :], owned[row, length - len(prompt) :] = prompt, True
        positions = np.maximum(np.cumsum(owned, 1) - 1, 0)
        for at in range(0, length, chunk or length):
            part = slice(at, at + (chunk or length))
            logits = self.step(embeds[:, part], owned[:, part], positions[:, part])
        return logits
