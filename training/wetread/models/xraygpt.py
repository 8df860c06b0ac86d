"""The whole model: vision encoder, t and LLM, with greedy generation as the reference for every other runtime."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import DynamicCache, LlamaForCausalLM

from .align import Alignment
from .prompt import PromptSpec, encode


@dataclass(frozen=True)
class Answer:
    """`ids` without the stop, `text` cut at the stop string and trimmed, `logits` [V] of the first token."""

    ids: list[int]
    text: str
    logits: Tensor


class XrayGpt:
    """Frozen parts put together for inference, in float32."""

    def __init__(
        self, vision: nn.Module, align: Alignment, llm: LlamaForCausalLM, tokenizer: Tokenizer, prompt: PromptSpec
    ) -> None:
        self.vision, self.align, self.llm = vision.eval(), align.eval(), llm.eval()
        self.tokenizer, self.prompt = tokenizer, prompt

    @property
    def image_tokens(self) -> int:
        return self.vision.tokens * self.align.spread

    @torch.no_grad()
    def encode_images(self, pixel_values: Tensor) -> Tensor:
        """[B, 3, H, W] → L_v [B, n, D]."""
        return self.align(self.vision(pixel_values))

    def embed_ids(self, ids: list[int]) -> Tensor:
        return self.llm.get_input_embeddings()(torch.tensor(ids, dtype=torch.long))

    def prompt_embeds(self, image_tokens: Tensor, question: str) -> Tensor:
        """[n, D] and a question → the first turn's embeddings [L, D]."""
        before, after = self.prompt.first(self.tokenizer, self.llm.config.bos_token_id, question)
        return torch.cat([self.embed_ids(before), image_tokens, self.embed_ids(after)])

    @torch.no_grad()
    def answer(self, embeds: Tensor, limit: int) -> Answer:
        """Greedy decoding of one prompt [L, D], alone."""
        return self.answers([embeds], limit)[0]

    @torch.no_grad()
    def answers(self, prompts: list[Tensor], limit: int) -> list[Answer]:
        """Greedy decoding of a batch, padded on the left."""
        embeds, mask, position = pad_left(prompts)
        cache = DynamicCache()
        first, ids, ended = None, [[] for _ in prompts], [False] * len(prompts)
        for _ in range(limit):
            out = self.llm(
                inputs_embeds=embeds,
                attention_mask=mask,
                position_ids=position,
                past_key_values=cache,
                use_cache=True,
                logits_to_keep=1,
            )
            logits = out.logits[:, -1]
            first = logits if first is None else first
            chosen = logits.argmax(-1)
            for row, token in enumerate(chosen.tolist()):
                ended[row] = ended[row] or self.ends(ids[row], token)
            if all(ended):
                break
            embeds = self.llm.get_input_embeddings()(chosen)[:, None]
            mask = torch.cat([mask, mask.new_ones(len(prompts), 1)], 1)
            position = position[:, -1:] + 1
        return [Answer(i, self.prompt.cut(self.tokenizer.decode(i))[0].strip(), l) for i, l in zip(ids, first)]

    def ends(self, ids: list[int], token: int) -> bool:
        """Appends the token, unless it is the end or completes a stop string."""
        if token == self.llm.config.eos_token_id:
            return True
        stopped = self.prompt.cut(self.tokenizer.decode(ids + [token]))[1]
        if not stopped:
            ids.append(token)
        return stopped

    def follow_up_embeds(self, so_far: Tensor, answer: str, question: str) -> Tensor:
        """The conversation's embeddings with one more turn."""
        return torch.cat([so_far, self.embed_ids(encode(self.tokenizer, self.prompt.follow_up(answer, question)))])


def pad_left(prompts: list[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Embeddings [B, L, D], attention mask [B, L] and positions [B, L]."""
    length, width = max(len(p) for p in prompts), prompts[0].shape[1]
    embeds = prompts[0].new_zeros(len(prompts), length, width)
    mask = torch.zeros(len(prompts), length, dtype=torch.long)
    for row, prompt in enumerate(prompts):
        embeds[row, length - len(prompt) :] = prompt
        mask[row, length - len(prompt) :] = 1
    return embeds, mask, (mask.cumsum(1) - 1).clamp(min=0)
