"""The prompt of a bundle: how text and image tokens stand together."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from tokenizers import Tokenizer

INSTRUCTIONS = (
    "Describe this chest radiograph.",
    "What does this chest radiograph show?",
    "Write the findings and the impression for this image.",
    "Summarize the findings of this study.",
)


@dataclass(frozen=True)
class PromptSpec:
    """The template of docs/bundle.md: `{image}` is the place X_R of the image tokens."""

    system: str = "You are a helpful healthcare virtual assistant.\n"
    summary: str = "###Doctor: {image} {question}\n###Assistant:"
    turn: str = "{answer}\n###Doctor: {question}\n###Assistant:"
    instructions: tuple[str, ...] = field(default=INSTRUCTIONS)
    stop: tuple[str, ...] = ("###",)

    def to_json(self) -> dict:
        return {**asdict(self), "instructions": list(self.instructions), "stop": list(self.stop)}

    def first(self, tokenizer: Tokenizer, bos: int, question: str) -> tuple[list[int], list[int]]:
        """The ids before and after the image tokens; the two parts are tokenized apart."""
        before, after = (self.system + self.summary.replace("{question}", question)).split("{image}")
        return [bos] + encode(tokenizer, before), encode(tokenizer, after)

    @property
    def ending(self) -> str:
        """What follows an answer up to and with the stop string: the model learns to write it."""
        stop = self.stop[0]
        return self.turn.split("{answer}", 1)[1].split(stop, 1)[0] + stop

    def asked(self, question: str) -> str:
        """What follows `ending` when another question comes."""
        return self.turn.replace("{question}", question).split("{answer}", 1)[1].split(self.stop[0], 1)[1]

    def follow_up(self, answer: str, question: str) -> str:
        """The text appended for the next turn."""
        return self.turn.replace("{answer}", " " + answer.strip()).replace("{question}", question)

    def cut(self, text: str) -> tuple[str, bool]:
        """The text up to the first stop string, and whether there was one."""
        ends = [text.find(s) for s in self.stop if s in text]
        return (text[: min(ends)], True) if ends else (text, False)


def encode(tokenizer: Tokenizer, text: str) -> list[int]:
    return tokenizer.encode(text, add_special_tokens=False).ids
