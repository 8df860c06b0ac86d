"""A standard export, for comparisons only: `python -m wetread.export.cached LLM_FOLDER OUT`.

Token ids go in, and the whole cache comes back at each step, as transformers.js and others expect of a decoder. It computes
what `decoder.py` computes, attention in ONNX Runtime's fused operator. Padding may stand on the right only.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from onnx import TensorProto
from transformers import AutoModelForCausalLM, LlamaForCausalLM

from ..errors import TrainingError
from .decoder import MS, DecoderGraph
from .graph import value
from .runtime import open_session

# transformers.js reads the shape of an empty cache off these names.
ROWS, NEW, PAST, TOTAL = "batch_size", "sequence_length", "past_sequence_length", "total_sequence_length"
TOLERANCE = 1e-3
CHECKED_STEPS = 4


def export_cached(llm: LlamaForCausalLM, path: Path) -> list[Path]:
    """Writes the graph in float32; the files that hold it."""
    return _CachedGraph(llm, "float32", llm.config.max_position_embeddings).write(path)


class _CachedGraph(DecoderGraph):
    def write(self, path: Path) -> list[Path]:
        g = self.graph
        table = g.weight("embed_tokens", self._matrix(self.llm.model.embed_tokens.weight))
        lengths = g.op("ReduceSum", "attention_mask", g.integers(1), keepdims=0)
        self.last_seen = g.op("Cast", g.op("Sub", lengths, g.integers(1)), to=TensorProto.INT32)
        width = g.op("Gather", g.op("Shape", "attention_mask"), g.constant("one", np.array(1, np.int64)), axis=0)
        self.total = g.op("Cast", width, to=TensorProto.INT32)
        x = g.op("Gather", table, "input_ids", axis=0)
        for i, layer in enumerate(self.llm.model.layers):
            x = self._layer(i, layer, x)
        self._linear(self._norm(x, self.llm.model.norm, "norm"), "lm_head", self.llm.lm_head.weight, "logits")
        return g.write(path, self._inputs(), self._outputs(), "cached_decoder")

    def _attention(self, i: int, attn, hidden: str) -> str:
        g, p = self.graph, f"layers.{i}"
        fused = self._matrix(attn.q_proj.weight, attn.k_proj.weight, attn.v_proj.weight)
        sizes = g.integers(self.heads * self.dim, self.kv * self.dim, self.kv * self.dim)
        q, k, v = g.op("Split", g.linear(hidden, f"{p}.qkv", fused), sizes, axis=-1, outputs=3)
        past = [f"past_key_values.{i}.{part}" for part in ("key", "value")]
        out, key, val = g.op(
            "GroupQueryAttention",
            *(self._rotate(q), self._rotate(k), v, *past, self.last_seen, self.total),
            outputs=3,
            domain=MS,
            num_heads=self.heads,
            kv_num_heads=self.kv,
        )
        g.op("Identity", key, name=f"present.{i}.key")
        g.op("Identity", val, name=f"present.{i}.value")
        return g.linear(out, f"{p}.out", self._matrix(attn.o_proj.weight))

    def _inputs(self) -> list:
        names = {"input_ids": NEW, "attention_mask": TOTAL, "position_ids": NEW}
        inputs = [value(name, [ROWS, length], TensorProto.INT64) for name, length in names.items()]
        return inputs + self._cache("past_key_values", PAST)

    def _outputs(self) -> list:
        return [value("logits", [ROWS, NEW, self.config.vocab_size]), *self._cache("present", TOTAL)]

    def _cache(self, stem: str, length: str) -> list:
        return [
            value(f"{stem}.{i}.{part}", [ROWS, self.kv, length, self.dim])
            for i in range(self.config.num_hidden_layers)
            for part in ("key", "value")
        ]


@torch.no_grad()
def check_cached(llm: LlamaForCausalLM, path: Path, prompt: list[int]) -> float:
    """The largest difference of logits from PyTorch's, over a prompt and some greedy steps after it."""
    session = open_session(path)
    names = [i.name for i in session.get_inputs()[3:]]
    shape = (1, llm.config.num_key_value_heads, 0, session.get_inputs()[3].shape[3])
    past = [np.zeros(shape, np.float32) for _ in names]
    ids, seen, largest = list(prompt), 0, 0.0
    for _ in range(CHECKED_STEPS):
        feeds = {
            "input_ids": np.array([ids[seen:]], np.int64),
            "attention_mask": np.ones((1, len(ids)), np.int64),
            "position_ids": np.arange(seen, len(ids))[None],
        }
        logits, *past = session.run(None, feeds | dict(zip(names, past)))
        wanted = llm(torch.tensor([ids])).logits[0, seen:].numpy()
        largest = max(largest, float(np.abs(logits[0] - wanted).max()))
        seen = len(ids)
        ids.append(int(wanted[-1].argmax()))
    return largest


def write_folder(source: Path, out: Path) -> float:
    """The folder that transformers.js reads, with no end token, so that every answer has the length asked for."""
    llm = AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32).eval()
    graph = out / "onnx" / "model.onnx"
    graph.parent.mkdir(parents=True, exist_ok=True)
    export_cached(llm, graph)
    for name in ("config.json", "generation_config.json"):
        settings = json.loads((source / name).read_text())
        (out / name).write_text(json.dumps(settings | {"eos_token_id": None}))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copyfile(source / name, out / name)
    difference = check_cached(llm, graph, list(range(3, 40)))
    if not difference <= TOLERANCE:
        raise TrainingError(f"the cached export is {difference:.1e} off PyTorch, more than {TOLERANCE}")
    return difference


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("llm", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    print(f"largest difference of logits from PyTorch: {write_folder(options.llm, options.out):.1e}")


if __name__ == "__main__":
    main()
