"""The demo LLM's own byte-level BPE tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Iterable

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from ..errors import TrainingError

PAD, BOS, EOS = "<pad>", "<s>", "</s>"


def train_tokenizer(texts: Iterable[str], vocab: int) -> Tokenizer:
    """Byte-level BPE with the ids 0 pad, 1 begin, 2 end; every text can be encoded and decodes to itself."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocab,
        special_tokens=[PAD, BOS, EOS],
        show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def load_tokenizer(folder: Path) -> Tokenizer:
    """A folder's tokenizer.json."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise TrainingError(
            f"{path}: no such file; a folder that has tokenizer.model only is converted by "
            "AutoTokenizer.from_pretrained(FOLDER).backend_tokenizer.save(FILE)"
        )
    return Tokenizer.from_file(str(path))
