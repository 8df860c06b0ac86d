"""Block quantization in the layout of ONNX Runtime's MatMulNBits."""

from __future__ import annotations

import numpy as np

BLOCK = 32


def quantize_blocks(matrix: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A weight [N, K] → packed uint8 [N, blocks, BLOCK·bits/8], scales float32 [N·blocks], zero points uint8.

    Asymmetric: each block of 32 values along K keeps its own scale and zero point, and zero is exact.
    """
    rows, columns = matrix.shape
    blocks = -(-columns // BLOCK)
    padded = np.zeros((rows, blocks * BLOCK), np.float32)
    padded[:, :columns] = matrix
    padded = padded.reshape(rows, blocks, BLOCK)
    low, high = np.minimum(padded.min(-1), 0), np.maximum(padded.max(-1), 0)
    top = 2**bits - 1
    scales = ((high - low) / top).astype(np.float32)
    safe = np.where(scales == 0, 1, scales)
    zeros = np.clip(np.rint(-low / safe), 0, top).astype(np.uint8)
    values = np.clip(np.rint(padded / safe[..., None]) + zeros[..., None], 0, top).astype(np.uint8)
    if bits == 4:
        values = values[..., 0::2] | (values[..., 1::2] << 4)
        zeros = _pack_pairs(zeros)
    return values, scales.reshape(-1), zeros.reshape(-1)


def _pack_pairs(zeros: np.ndarray) -> np.ndarray:
    """uint8 [N, blocks] of 4-bit values → uint8 [N, ceil(blocks / 2)]."""
    if zeros.shape[1] % 2:
        zeros = np.concatenate([zeros, np.zeros((len(zeros), 1), np.uint8)], 1)
    return zeros[:, 0::2] | (zeros[:, 1::2] << 4)
