"""A small builder of ONNX graphs: named nodes, weights in half precision or quantized, external data where needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from .quantize import BLOCK, quantize_blocks

EXTERNAL_ABOVE = 1_900_000_000
"""Bytes of weights above which they go into a file of their own (protobuf ends at 2 GB)."""


class Graph:
    """Collects nodes and weights. `weights` is float32, int8 or int4: how matrices of linear layers are kept."""

    def __init__(self, weights: str = "float32") -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.count = 0

    def op(self, kind: str, *inputs: str, outputs: int = 1, name: str = "", domain: str = "", **attributes):
        """Adds a node; the name of its output, or a list of them."""
        self.count += 1
        stem = name or f"{kind.lower()}_{self.count}"
        names = [stem] if outputs == 1 else [f"{stem}.{i}" for i in range(outputs)]
        self.nodes.append(
            helper.make_node(kind, list(inputs), names, name=f"n{self.count}_{kind}", domain=domain, **attributes)
        )
        return names[0] if outputs == 1 else names

    def constant(self, name: str, value: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def integers(self, *values: int) -> str:
        self.count += 1
        return self.constant(f"i64_{self.count}", np.array(values, np.int64))

    def weight(self, name: str, value: np.ndarray) -> str:
        """A float32 tensor; kept in half precision, and cast back, where that loses nothing."""
        half = value.astype(np.float16)
        if value.size < 64 or not np.array_equal(half.astype(np.float32), value):
            return self.constant(name, value.astype(np.float32))
        return self.op("Cast", self.constant(f"{name}.half", half), to=TensorProto.FLOAT, name=name)

    def linear(self, x: str, name: str, matrix: np.ndarray) -> str:
        """x @ matrixᵀ for a PyTorch weight [out, in]."""
        if self.weights == "float32":
            return self.op("MatMul", x, self.weight(name, np.ascontiguousarray(matrix.T)))
        bits = {"int8": 8, "int4": 4}[self.weights]
        packed, scales, zeros = quantize_blocks(matrix, bits)
        return self.op(
            "MatMulNBits",
            x,
            self.constant(f"{name}.q", packed),
            self.constant(f"{name}.scales", scales),
            self.constant(f"{name}.zeros", zeros),
            domain="com.microsoft",
            bits=bits,
            block_size=BLOCK,
            K=matrix.shape[1],
            N=matrix.shape[0],
            accuracy_level=4,
        )

    def write(self, path: Path, inputs: list, outputs: list, name: str) -> list[Path]:
        """Writes the model; the files that hold it."""
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.initializers)
        model = helper.make_model(
            graph,
            ir_version=9,
            producer_name="wetread",
            opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)],
        )
        return save_model(model, path)


def save_model(model: onnx.ModelProto, path: Path, external_above: int | None = None) -> list[Path]:
    """Writes a model, with its weights in `<name>.data` beside it where they are large."""
    limit = EXTERNAL_ABOVE if external_above is None else external_above
    size = sum(len(t.raw_data) for t in model.graph.initializer)
    data = path.with_name(path.name + ".data")
    data.unlink(missing_ok=True)
    if size <= limit:
        onnx.save_model(model, str(path))
        return [path]
    onnx.save_model(
        model,
        str(path),
        save_as_external_data=True,
        all_tensors_to_one_file=True,
        location=data.name,
        size_threshold=1024,
    )
    return [path, data]


def value(name: str, shape: list, kind: int = TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, kind, shape)
