"""The vision encoder, f_v and t as one graph: pixel values [B, 3, H, W] → image tokens [B, n, D]."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from .graph import save_model


class _Encoder(nn.Module):
    def __init__(self, vision: nn.Module, align: nn.Module) -> None:
        super().__init__()
        self.vision, self.align = vision, align

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.align(self.vision(pixel_values))


def export_encoder(vision: nn.Module, align: nn.Module, size: int, path: Path) -> list[Path]:
    """Writes encoder.onnx with a dynamic batch; the files that hold it."""
    draft = path.with_suffix(".draft")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Encoder(vision, align).eval(),
            (torch.zeros(2, 3, size, size),),
            str(draft),
            dynamo=False,
            opset_version=17,
            input_names=["pixel_values"],
            output_names=["image_tokens"],
            dynamic_axes={"pixel_values": {0: "B"}, "image_tokens": {0: "B"}},
        )
    model = onnx.load(str(draft))
    for leftover in path.parent.glob(draft.name + "*"):
        leftover.unlink()
    _declare_output(model, align.width)
    _store_half(model)
    return save_model(model, path)


def _declare_output(model: onnx.ModelProto, width: int) -> None:
    """The exporter leaves the output's width symbolic; a reader checks it."""
    model.graph.output[0].type.tensor_type.shape.dim[2].dim_value = width


def _store_half(model: onnx.ModelProto) -> None:
    """Keeps float32 weights that are exact in half precision as such, cast back when the model is loaded."""
    casts = []
    for tensor in model.graph.initializer:
        array = numpy_helper.to_array(tensor)
        if array.dtype != np.float32 or array.size < 64:
            continue
        half = array.astype(np.float16)
        if np.array_equal(half.astype(np.float32), array):
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(half, f"{name}.half"))
            casts.append(
                helper.make_node("Cast", [f"{name}.half"], [name], name=f"cast_{len(casts)}", to=TensorProto.FLOAT)
            )
    for cast in reversed(casts):
        model.graph.node.insert(0, cast)
