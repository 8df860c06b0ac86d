"""Alignment, stage 1 or 2: only t is trained, between the frozen encoder and the frozen LLM.

`python -m wetread.train.align CONFIG`. Both stages are the same job with another configuration; stage 2 starts from
stage 1's t. The frozen encoder's features are computed once and kept.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm
from transformers import LlamaForCausalLM

from ..config import fill, read_yaml
from ..data.images import small_images
from ..data.preprocess import ImageSpec, normalise
from ..data.records import Record, read_records
from ..models.align import Alignment
from ..models.assemble import freeze, load_alignment, open_prompt, open_vision
from ..models.loaders import load_llm
from ..models.prompt import PromptSpec, encode
from ..models.tokenizer import load_tokenizer
from .distributed import World
from .llm import IGNORE, answer_loss
from .loop import Loop, LoopConfig

LONGEST_ANSWER = 384
"""Tokens of a summary that are trained on; what is longer is cut."""
SAMPLE = 50_000
"""Features that the whitening is estimated from, at most."""


class Aligner(nn.Module):
    """t with the frozen LLM behind it."""

    def __init__(self, align: Alignment, llm: LlamaForCausalLM) -> None:
        super().__init__()
        self.align = align
        self.llm = freeze(llm)

    def train(self, mode: bool = True) -> "Aligner":
        """The frozen LLM stays in evaluation mode."""
        super().train(mode)
        self.llm.eval()
        return self

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        tokens = self.align(batch["features"])
        embeds = self.llm.get_input_embeddings()(batch["ids"])
        index = batch["place"][..., None].expand(-1, -1, embeds.shape[2])
        return answer_loss(self.llm, embeds.scatter(1, index, tokens.to(embeds.dtype)), batch["target"])


class Collate:
    """Feature rows with their prompts and summaries; the instruction is drawn for each pair at each step."""

    def __init__(
        self, features: np.ndarray, records: list[Record], tokenizer, bos: int, prompt: PromptSpec, places: int
    ) -> None:
        self.features, self.places = features, places
        self.prompts = [prompt.first(tokenizer, bos, q) for q in prompt.instructions]
        self.answers = [encode(tokenizer, f" {r.summary}{prompt.ending}")[:LONGEST_ANSWER] for r in records]

    def __call__(self, rows: np.ndarray, rng: np.random.Generator) -> dict[str, Tensor]:
        drawn = [self.prompts[rng.integers(len(self.prompts))] for _ in rows]
        length = max(len(b) + self.places + len(a) + len(self.answers[r]) for (b, a), r in zip(drawn, rows))
        ids = torch.zeros(len(rows), length, dtype=torch.long)
        target = torch.full((len(rows), length), IGNORE)
        place = torch.zeros(len(rows), self.places, dtype=torch.long)
        for i, ((before, after), row) in enumerate(zip(drawn, rows)):
            at, answer = len(before) + self.places, torch.tensor(self.answers[row])
            start = at + len(after)
            ids[i, : len(before)], ids[i, at:start] = torch.tensor(before), torch.tensor(after)
            ids[i, start : start + len(answer)] = answer
            target[i, start : start + len(answer)] = answer
            place[i] = torch.arange(len(before), at)
        return {
            "features": torch.from_numpy(np.array(self.features[rows])),
            "ids": ids,
            "target": target,
            "place": place,
        }


def encode_features(
    vision: nn.Module, images: np.ndarray, spec: ImageSpec, cache: Path, world: World, batch: int = 64
) -> np.ndarray:
    """float32 [N, m, d] of all images through the frozen encoder: computed by the first rank, kept in `cache`."""
    if world.first and not (cache.is_file() and len(np.load(cache, mmap_mode="r")) == len(images)):
        _encode_all(vision.to(world.device), images, spec, cache, world.device, batch)
    world.wait()
    return np.load(cache, mmap_mode="r")


@torch.no_grad()
def _encode_all(
    vision: nn.Module, images: np.ndarray, spec: ImageSpec, cache: Path, device: torch.device, batch: int
) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    draft = cache.with_suffix(".tmp.npy")
    out = np.lib.format.open_memmap(draft, "w+", np.float32, (len(images), vision.tokens, vision.width))
    for at in tqdm(range(0, len(images), batch), desc=f"features for {cache.parent.name}"):
        pixels = torch.from_numpy(normalise(images[at : at + batch], spec)).to(device)
        out[at : at + batch] = vision(pixels).float().cpu().numpy()
    out.flush()
    os.replace(draft, cache)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    path = parser.parse_args().config
    train(read_yaml(path), path)


def train(config: dict, path: Path) -> Loop:
    """One stage, from a configuration read from `path`."""
    out, data = Path(config["out"]), Path(config["data"])
    loop = fill(LoopConfig, config["loop"], path)
    world = World()
    if loop.threads:
        torch.set_num_threads(loop.threads)
    vision, spec = open_vision(config["vision"])
    llm = load_llm(Path(config["llm"]))
    tokenizer, prompt = load_tokenizer(Path(config["llm"])), open_prompt(config.get("prompt", {}))
    records = read_records(data)
    features = encode_features(vision, small_images(data, records, spec), spec, out / "features.npy", world)
    align = _start(config, features, llm, loop.seed)
    if loop.precision == "bf16":
        llm = llm.to(torch.bfloat16)
    collate = Collate(features, records, tokenizer, llm.config.bos_token_id, prompt, vision.tokens * align.spread)
    job = Loop(Aligner(align, llm), len(records), collate, lambda m, b: (m(b), {}), loop, out)
    job.run()
    return job


def _start(config: dict, features: np.ndarray, llm: LlamaForCausalLM, seed: int) -> Alignment:
    """The t of an earlier stage, or a random one on the scale of the features and of the LLM's embeddings."""
    width = llm.config.hidden_size
    if config.get("start"):
        return load_alignment(Path(config["start"]), width)
    torch.manual_seed(seed)
    align = Alignment(features.shape[-1], width, config["spread"])
    flat = torch.from_numpy(np.array(features).reshape(-1, features.shape[-1]))
    align.begin(flat[:: max(1, len(flat) // SAMPLE)], float(llm.get_input_embeddings().weight.detach().std()))
    return align


if __name__ == "__main__":
    main()
