"""`generate` of PyTorch transformers on padded batches: `python transformers_generate.py LLM_FOLDER THREADS BATCH`.

Reads a line of requests, writes a line of what became of them. A batch goes on to its longest answer; what a row has beyond
its own is cut off, for nobody asked for it.
"""

from __future__ import annotations

import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM, LlamaForCausalLM


def main() -> None:
    folder, threads, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    model.generation_config.eos_token_id = None
    for line in sys.stdin:
        requests = json.loads(line)
        started = time.perf_counter()
        ids = [row for at in range(0, len(requests), size) for row in answer(model, requests[at : at + size])]
        print(json.dumps({"seconds": time.perf_counter() - started, "ids": ids}), flush=True)


@torch.inference_mode()
def answer(model: LlamaForCausalLM, batch: list[dict]) -> list[list[int]]:
    """Prompts padded on the left."""
    longest = max(len(r["promptIds"]) for r in batch)
    padding = [longest - len(r["promptIds"]) for r in batch]
    tokens = max(r["tokens"] for r in batch)
    out = model.generate(
        input_ids=torch.tensor([[0] * n + r["promptIds"] for n, r in zip(padding, batch)]),
        attention_mask=torch.tensor([[0] * n + [1] * (longest - n) for n in padding]),
        do_sample=False,
        max_new_tokens=tokens,
    )
    return [row[longest : longest + r["tokens"]] for row, r in zip(out.tolist(), batch)]


if __name__ == "__main__":
    main()
