"""Prompts of held-out synthetic studies, and what PyTorch transformers answers: `python reference.py BUNDLE OUT --count N`.

Run with the environment of training/. Writes into OUT: `prompts.json` (question, reference ids, and for each generated
position the file's row of its logits), `prompts.safetensors` (each prompt [positions, width]), `logits.safetensors`, and
`int8/`, the same bundle with 8-bit weights.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, LlamaForCausalLM, StoppingCriteria

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "training"))

from wetread.data.preprocess import ImageSpec, preprocess  # noqa: E402
from wetread.export.decoder import export_decoder  # noqa: E402
from wetread.export.runtime import open_session  # noqa: E402
from wetread.synthetic.render import render  # noqa: E402
from wetread.synthetic.study import sample_study  # noqa: E402

FIRST_SEED = 970_000
"""No training set, sample or golden image is drawn from a seed from here on."""
QUESTIONS = ("Is there a pleural effusion?", "Is the heart enlarged?", "Where is the catheter?", "Is there a pneumothorax?")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--count", type=int, required=True)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    # The model is too small to be shared out.
    torch.set_num_threads(1)
    manifest = json.loads((args.bundle / "bundle.json").read_text())
    prompts = make_prompts(args.bundle, manifest, args.count)
    model = AutoModelForCausalLM.from_pretrained(args.bundle / "llm", dtype=torch.float32).eval()
    cases, logits = [], {}
    stop = StopString(Tokenizer.from_file(str(args.bundle / manifest["tokenizer"]["file"])), manifest["prompt"]["stop"])
    for i, (question, embeds) in enumerate(prompts):
        ids, steps = answer(model, stop, manifest["decoding"]["maxNewTokens"], embeds)
        cases.append({"question": question, "ids": ids})
        logits[f"logits.{i}"] = steps
    (args.out / "prompts.json").write_text(json.dumps(cases))
    save_file({f"prompt.{i}": embeds for i, (_, embeds) in enumerate(prompts)}, str(args.out / "prompts.safetensors"))
    save_file(logits, str(args.out / "logits.safetensors"))
    write_int8(args.bundle, manifest, model, args.out / "int8")


def make_prompts(bundle: Path, manifest: dict, count: int) -> list[tuple[str, np.ndarray]]:
    """Half ask for a summary in the bundle's words, half ask something of various length; each of another image."""
    table = load_file(str(bundle / manifest["decoder"]["embeddings"]))["embed_tokens"].astype(np.float32)
    tokenizer = Tokenizer.from_file(str(bundle / manifest["tokenizer"]["file"]))
    encoder = open_session(bundle / manifest["encoder"]["file"])
    spec, prompt = ImageSpec(**manifest["image"]), manifest["prompt"]
    asked = [*prompt["instructions"], *QUESTIONS]
    before, after = (prompt["system"] + prompt["summary"]).split("{image}")
    prompts = []
    for i in range(count):
        question = asked[i % len(asked)]
        pixels = preprocess(render(sample_study(FIRST_SEED + i), 160), spec)
        image = encoder.run(None, {"pixel_values": pixels[None]})[0][0]
        head = [manifest["tokenizer"]["bosId"], *tokenizer.encode(before, add_special_tokens=False).ids]
        tail = tokenizer.encode(after.replace("{question}", question), add_special_tokens=False).ids
        prompts.append((question, np.concatenate([table[head], image, table[tail]]).astype(np.float32)))
    return prompts


class StopString(StoppingCriteria):
    """Ends one answer at a stop string. transformers' own criterion builds a table of the vocabulary for each call."""

    def __init__(self, tokenizer: Tokenizer, stops: list[str]) -> None:
        self.tokenizer, self.stops = tokenizer, stops

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor, **_) -> torch.Tensor:
        tail = self.tokenizer.decode(input_ids[0, -8:].tolist())
        return torch.tensor([any(stop in tail for stop in self.stops)])


@torch.no_grad()
def answer(model: LlamaForCausalLM, stop: StopString, limit: int, embeds: np.ndarray) -> tuple[list[int], np.ndarray]:
    """`generate`, greedy and alone: all ids it gave, the stop's too, and the logits [ids, vocab] they were chosen by."""
    inputs = torch.from_numpy(embeds)[None]
    out = model.generate(
        inputs_embeds=inputs,
        attention_mask=torch.ones(inputs.shape[:2], dtype=torch.long),
        do_sample=False,
        max_new_tokens=limit,
        stopping_criteria=[stop],
        output_logits=True,
        return_dict_in_generate=True,
    )
    return out.sequences[0].tolist(), torch.cat(out.logits).numpy()


def write_int8(bundle: Path, manifest: dict, model: LlamaForCausalLM, out: Path) -> None:
    """The bundle with its decoder exported anew in 8-bit blocks; its golden answers are the float32 ones."""
    shutil.copytree(bundle, out, dirs_exist_ok=True)
    written = export_decoder(model, out / "decoder.onnx", "int8", manifest["decoder"]["contextLength"])
    for file in written:
        content = file.read_bytes()
        entry = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        manifest["files"][file.relative_to(out).as_posix()] = entry
    manifest["decoder"]["weights"] = "int8"
    (out / "bundle.json").write_text(json.dumps(manifest))


if __name__ == "__main__":
    main()
