"""Any LLaMA-architecture model as the read-only-past decoder of docs/bundle.md.

Grouped key–value heads are served by folding the query's groups into its rows, so the past is neither repeated nor
copied; scores against the past and the new keys are taken apart and only they are joined for the one softmax.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from onnx import TensorProto
from transformers import LlamaForCausalLM

from ..errors import TrainingError
from .graph import Graph, value

MS = "com.microsoft"


def export_decoder(
    llm: LlamaForCausalLM, path: Path, weights: str = "float32", context: int | None = None
) -> list[Path]:
    """Writes decoder.onnx; the files that hold it. `context` is the longest position, else the model's own."""
    return DecoderGraph(llm, weights, context or llm.config.max_position_embeddings).write(path)


class DecoderGraph:
    """The graph under construction; `cached.py` builds another contract from the same layers."""

    def __init__(self, llm: LlamaForCausalLM, weights: str, context: int) -> None:
        self.config, self.llm, self.graph = llm.config, llm, Graph(weights)
        if self.config.attention_bias or self.config.mlp_bias:
            raise TrainingError("the decoder export knows LLaMA's layers without biases only")
        if self.config.hidden_act != "silu":
            raise TrainingError(f"the decoder export knows the activation silu, not {self.config.hidden_act}")
        self.heads, self.kv = self.config.num_attention_heads, self.config.num_key_value_heads
        self.dim = getattr(self.config, "head_dim", None) or self.config.hidden_size // self.heads
        self.group = self.heads // self.kv
        self._rotary_tables(context)

    def _rotary_tables(self, context: int) -> None:
        """Cosines and sines as the model's own rotary module computes them, scaling included."""
        probe = torch.zeros(1, 1, self.dim)
        cos, sin = self.llm.model.rotary_emb(probe, torch.arange(context)[None])
        half = self.dim // 2
        self.cos = self.graph.constant("rotary.cos", cos[0, :, :half].float().numpy())
        self.sin = self.graph.constant("rotary.sin", sin[0, :, :half].float().numpy())

    def write(self, path: Path) -> list[Path]:
        g = self.graph
        self.bias = g.op("Unsqueeze", "attention_bias", g.integers(1))
        past = g.op("Shape", "past_value.0", name="past_shape")
        self.past_length = g.op("Slice", past, g.integers(2), g.integers(3), name="past_length")
        self.heads_new = g.integers(0, 0, self.kv, self.dim)
        self.query_split = g.integers(0, 0, self.kv, self.group, self.dim)
        self.query_fold = g.integers(0, self.kv, -1, self.dim)
        new = g.op("Shape", "inputs_embeds", name="embeds_shape")
        steps = g.op("Slice", new, g.integers(1), g.integers(2), name="new_length")
        rows = g.op("Slice", new, g.integers(0), g.integers(1), name="rows")
        self.head_split = g.op("Concat", rows, g.integers(self.kv, self.group), steps, axis=0)
        self.score_split = g.op("Concat", self.head_split, g.integers(-1), axis=0)
        self.output_split = g.op("Concat", self.head_split, g.integers(self.dim), axis=0)
        self.score_fold = g.op(
            "Concat", rows, g.integers(self.kv), g.op("Mul", steps, g.integers(self.group)), g.integers(-1), axis=0
        )
        self.output_merge = g.op("Concat", rows, steps, g.integers(self.heads * self.dim), axis=0)
        self.scale = g.constant("scale", np.array(self.dim**-0.5, np.float32))
        x = "inputs_embeds"
        for i, layer in enumerate(self.llm.model.layers):
            x = self._layer(i, layer, x)
        last = g.op("Gather", x, g.constant("minus_one", np.array(-1, np.int64)), axis=1, name="last")
        self._linear(self._norm(last, self.llm.model.norm, "norm"), "lm_head", self.llm.lm_head.weight, "logits")
        return g.write(path, self._inputs(), self._outputs(), "decoder")

    def _layer(self, i: int, layer, x: str) -> str:
        g, p = self.graph, f"layers.{i}"
        hidden = self._norm(x, layer.input_layernorm, f"{p}.norm1")
        x = g.op("Add", x, self._attention(i, layer.self_attn, hidden))
        hidden = self._norm(x, layer.post_attention_layernorm, f"{p}.norm2")
        both = self._matrix(layer.mlp.gate_proj.weight, layer.mlp.up_proj.weight)
        gate, up = g.op("Split", g.linear(hidden, f"{p}.gate_up", both), axis=-1, outputs=2)
        active = g.op("Mul", g.op("Mul", gate, g.op("Sigmoid", gate)), up)
        return g.op("Add", x, g.linear(active, f"{p}.down", self._matrix(layer.mlp.down_proj.weight)))

    def _attention(self, i: int, attn, hidden: str) -> str:
        g, p = self.graph, f"layers.{i}"
        fused = self._matrix(attn.q_proj.weight, attn.k_proj.weight, attn.v_proj.weight)
        sizes = g.integers(self.heads * self.dim, self.kv * self.dim, self.kv * self.dim)
        q, k, v = g.op("Split", g.linear(hidden, f"{p}.qkv", fused), sizes, axis=-1, outputs=3)
        q, k = self._rotate(q), self._rotate(k)
        k = g.op("Reshape", k, self.heads_new)
        g.op("Transpose", k, perm=[0, 2, 1, 3], name=f"new_key.{i}")
        new_value = g.op("Transpose", g.op("Reshape", v, self.heads_new), perm=[0, 2, 1, 3], name=f"new_value.{i}")
        q = g.op("Transpose", g.op("Reshape", q, self.query_split), perm=[0, 2, 3, 1, 4])
        q = g.op("Mul", g.op("Reshape", q, self.query_fold), self.scale)
        old = g.op("MatMul", q, f"past_key.{i}")
        fresh = g.op("MatMul", q, g.op("Transpose", k, perm=[0, 2, 3, 1]))
        scores = g.op("Reshape", g.op("Concat", old, fresh, axis=-1), self.score_split)
        weights = g.op("Softmax", g.op("Add", scores, self.bias), axis=-1)
        weights = g.op("Reshape", weights, self.score_fold)
        seen_old = g.op("Slice", weights, g.integers(0), self.past_length, g.integers(3))
        seen_new = g.op("Slice", weights, self.past_length, g.integers(2**62), g.integers(3))
        out = g.op("Add", g.op("MatMul", seen_old, f"past_value.{i}"), g.op("MatMul", seen_new, new_value))
        out = g.op("Reshape", out, self.output_split)
        out = g.op("Transpose", out, perm=[0, 3, 1, 2, 4])
        return g.linear(g.op("Reshape", out, self.output_merge), f"{p}.out", self._matrix(attn.o_proj.weight))

    def _rotate(self, x: str) -> str:
        return self.graph.op("RotaryEmbedding", x, "position_ids", self.cos, self.sin, domain=MS, interleaved=0)

    def _norm(self, x: str, norm, name: str) -> str:
        weight = self.graph.weight(f"{name}.weight", norm.weight.detach().float().numpy())
        return self.graph.op(
            "SimplifiedLayerNormalization", x, weight, axis=-1, epsilon=float(norm.variance_epsilon), stash_type=1
        )

    def _matrix(self, *weights: torch.Tensor) -> np.ndarray:
        return np.concatenate([w.detach().float().numpy() for w in weights])

    def _linear(self, x: str, name: str, weight: torch.Tensor, output: str) -> None:
        self.graph.op("Identity", self.graph.linear(x, name, self._matrix(weight)), name=output)

    def _inputs(self) -> list:
        inputs = [
            value("inputs_embeds", ["B", "S", self.config.hidden_size]),
            value("position_ids", ["B", "S"], TensorProto.INT64),
            value("attention_bias", ["B", 1, "S", "T"]),
        ]
        for i in range(self.config.num_hidden_layers):
            inputs.append(value(f"past_key.{i}", ["B", self.kv, self.dim, "P"]))
            inputs.append(value(f"past_value.{i}", ["B", self.kv, "P", self.dim]))
        return inputs

    def _outputs(self) -> list:
        outputs = [value("logits", ["B", self.config.vocab_size])]
        for i in range(self.config.num_hidden_layers):
            outputs += [value(f"new_{part}.{i}", ["B", self.kv, "S", self.dim]) for part in ("key", "value")]
        return outputs
