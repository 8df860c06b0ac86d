"""Tunes the LLM on text conversations, loss on the answers only: `python -m wetread.train.llm CONFIG`.

The content of a study stands at X_R, either as its words in shuffled phrases or softly: the averaged embeddings of a
phrase's words, at a random strength, in one of n places, with noise. That is what makes the place steerable by L_v
later. Phrases too faint to count are mixed in, so that the LLM learns to disregard weak evidence.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import LlamaConfig, LlamaForCausalLM

from ..config import fill, read_yaml
from ..data.conversations import Conversation, read_conversations
from ..models.assemble import open_prompt
from ..models.loaders import load_llm
from ..models.prompt import PromptSpec, encode
from ..models.tokenizer import load_tokenizer
from .loop import Loop, LoopConfig

IGNORE = -100


@dataclass(frozen=True)
class SoftContent:
    """How content is softened: `places` is n, `words` the share of talks that keep plain words."""

    places: int = 8
    words: float = 0.35
    fixed: float = 0.5
    strength: tuple[float, float] = (0.6, 1.6)
    faint: float = 0.3
    noise: float = 0.35


class Collate:
    """Batches of ids, mixing weights over the vocabulary for the rows at X_R, and targets."""

    def __init__(self, talks: list[Conversation], tokenizer, bos: int, soft: SoftContent, prompt: PromptSpec) -> None:
        self.talks, self.soft, self.vocab = talks, soft, tokenizer.get_vocab_size()
        self.phrases = sorted({p for t in talks for p in t.content or []})
        self.phrase_ids = {p: encode(tokenizer, " " + p) for p in self.phrases}
        self.comma = encode(tokenizer, ",")
        self.encoded = [self._encode(t, tokenizer, bos, prompt) for t in talks]

    def _encode(self, talk: Conversation, tokenizer, bos: int, prompt: PromptSpec) -> tuple[list, list, list]:
        """The ids before X_R, the ids after it, and which of the latter are answers."""
        before, after = prompt.first(tokenizer, bos, talk.turns[0].question)
        learnt = [False] * len(after)
        for i, turn in enumerate(talk.turns):
            answer = encode(tokenizer, f" {turn.answer}{prompt.ending}")
            after, learnt = after + answer, learnt + [True] * len(answer)
            if i + 1 < len(talk.turns):
                asked = encode(tokenizer, prompt.asked(talk.turns[i + 1].question))
                after, learnt = after + asked, learnt + [False] * len(asked)
        return before, after, learnt

    def __call__(self, rows: np.ndarray, rng: np.random.Generator) -> dict[str, Tensor]:
        drawn = [(self.encoded[r], self._content(self.talks[r].content, rng)) for r in rows]
        length = max(len(b) + len(c) + len(a) for (b, a, _), c in drawn)
        places = max(1, max(len(c) for _, c in drawn))
        ids = torch.zeros(len(rows), length, dtype=torch.long)
        target = torch.full((len(rows), length), IGNORE)
        mix = torch.zeros(len(rows), places, self.vocab)
        place = torch.full((len(rows), places), length, dtype=torch.long)
        noise = torch.zeros(len(rows), places, 1)
        for i, ((before, after, learnt), content) in enumerate(drawn):
            first = len(before) + len(content)
            ids[i, : len(before)] = torch.tensor(before)
            ids[i, first : first + len(after)] = torch.tensor(after)
            target[i, first : first + len(after)] = torch.tensor([t if k else IGNORE for t, k in zip(after, learnt)])
            if len(content):
                mix[i, : len(content)] = torch.from_numpy(content)
                place[i, : len(content)] = torch.arange(len(before), first)
                noise[i, : len(content)] = rng.uniform(0, self.soft.noise)
        return {"ids": ids, "target": target, "mix": mix, "place": place, "noise": noise}

    def _content(self, phrases: list[str] | None, rng: np.random.Generator) -> np.ndarray:
        """float32 [rows at X_R, vocabulary]: each row mixes word embeddings."""
        if phrases is None:
            return np.zeros((0, self.vocab), np.float32)
        order = [phrases[i] for i in rng.permutation(len(phrases))]
        return self._words(order) if rng.random() < self.soft.words else self._soft(order, rng)

    def _words(self, phrases: list[str]) -> np.ndarray:
        ids = [t for p in phrases for t in self.phrase_ids[p] + self.comma]
        rows = np.zeros((len(ids), self.vocab), np.float32)
        rows[np.arange(len(ids)), ids] = 1
        return rows

    def _soft(self, phrases: list[str], rng: np.random.Generator) -> np.ndarray:
        rows = np.zeros((self.soft.places, self.vocab), np.float32)
        rows[:, self.comma] = 1
        faint = [self.phrases[i] for i in rng.integers(len(self.phrases), size=rng.integers(0, 4))]
        strong = [(p, rng.uniform(*self.soft.strength)) for p in phrases]
        weak = [(p, rng.uniform(0, self.soft.faint)) for p in faint if p not in phrases]
        places = rng.permutation(self.soft.places)
        for i, (phrase, strength) in enumerate(strong + weak):
            ids = self.phrase_ids[phrase]
            row = places[i % len(places)]
            np.add.at(rows[row], ids, strength * 2.0 / len(ids) ** 0.5)
        return rows


def splice(model: LlamaForCausalLM, batch: dict[str, Tensor]) -> Tensor:
    """Embeddings [B, L, D] with the mixed content written over its places."""
    table = model.get_input_embeddings().weight
    mixed = batch["mix"] @ table
    mixed = mixed + batch["noise"] * mixed.detach().std() * torch.randn_like(mixed)
    embeds = F.embedding(batch["ids"], table)
    padded = torch.cat([embeds, embeds.new_zeros(embeds.shape[0], 1, embeds.shape[2])], 1)
    index = batch["place"][..., None].expand(-1, -1, embeds.shape[2])
    return padded.scatter(1, index, mixed.to(padded.dtype))[:, :-1]


class Talker(nn.Module):
    """The LLM under one forward, so that data parallel sees every parameter."""

    def __init__(self, llm: LlamaForCausalLM) -> None:
        super().__init__()
        self.llm = llm

    def forward(self, batch: dict[str, Tensor]) -> Tensor:
        return answer_loss(self.llm, splice(self.llm, batch), batch["target"])


def answer_loss(llm: LlamaForCausalLM, embeds: Tensor, target: Tensor) -> Tensor:
    """Mean cross entropy of the targets, each predicted from the place before it. Rows are padded on the right."""
    hidden = llm.model(inputs_embeds=embeds, use_cache=False).last_hidden_state[:, :-1]
    wanted = target[:, 1:]
    learnt = wanted != IGNORE
    return F.cross_entropy(llm.lm_head(hidden[learnt]).float(), wanted[learnt])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("config", type=Path)
    path = parser.parse_args().config
    config = read_yaml(path)
    tokenizer = load_tokenizer(Path(config["tokenizer"]))
    torch.manual_seed(config["loop"].get("seed", 1))
    llm = open_llm(config, tokenizer)
    talks = read_conversations(Path(config["data"]))
    soft = fill(SoftContent, config.get("soft", {}), path)
    bos = llm.config.bos_token_id
    collate = Collate(talks, tokenizer, bos, soft, open_prompt(config.get("prompt", {})))
    loop = fill(LoopConfig, config["loop"], path)
    out = Path(config["out"])
    run = Loop(Talker(llm), len(talks), collate, lambda model, batch: (model(batch), {}), loop, out)
    run.run()
    if run.world.first:
        llm.save_pretrained(out / "llm")
        tokenizer.save(str(out / "llm" / "tokenizer.json"))


def open_llm(config: dict, tokenizer) -> LlamaForCausalLM:
    """A folder's LLM to go on from, or a new one of the given sizes."""
    if "start" in config:
        return load_llm(Path(config["start"]))
    sizes = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(), pad_token_id=0, bos_token_id=1, eos_token_id=2, **config["llm"]
    )
    return LlamaForCausalLM(sizes)


if __name__ == "__main__":
    main()
