"""The export that returns its cache, for comparisons, against transformers."""

import json

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from wetread.errors import TrainingError
from wetread.export import cached
from wetread.export.cached import check_cached, export_cached, write_folder
from wetread.export.runtime import open_session


def llama(heads: int, kv: int) -> LlamaForCausalLM:
    torch.manual_seed(heads * 10 + kv)
    sizes = {"vocab_size": 90, "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2, "head_dim": 16}
    settings = {"num_attention_heads": heads, "num_key_value_heads": kv, "initializer_range": 0.1, "eos_token_id": 2}
    return LlamaForCausalLM(LlamaConfig(max_position_embeddings=128, **sizes, **settings)).eval()


@pytest.mark.parametrize("heads,kv", [(4, 4), (4, 2)])
def test_prompt_and_steps_are_those_of_pytorch(tmp_path, heads, kv):
    llm = llama(heads, kv)
    export_cached(llm, tmp_path / "model.onnx")
    assert check_cached(llm, tmp_path / "model.onnx", [5, 17, 9, 40, 3]) < 1e-4
    with torch.no_grad():
        llm.model.norm.weight.mul_(1.1)
    assert check_cached(llm, tmp_path / "model.onnx", [5, 17, 9, 40, 3]) > 1e-2


def test_names_are_those_that_others_read(tmp_path):
    export_cached(llama(4, 2), tmp_path / "model.onnx")
    session = open_session(tmp_path / "model.onnx")
    cache = [f"{layer}.{part}" for layer in range(2) for part in ("key", "value")]
    inputs = ["input_ids", "attention_mask", "position_ids", *(f"past_key_values.{name}" for name in cache)]
    assert [i.name for i in session.get_inputs()] == inputs
    assert [o.name for o in session.get_outputs()] == ["logits", *(f"present.{name}" for name in cache)]
    assert session.get_inputs()[3].shape == ["batch_size", 2, "past_sequence_length", 16]


def test_folder_has_no_end_token_and_refuses_a_wrong_graph(tmp_path, monkeypatch):
    llama(4, 2).save_pretrained(tmp_path / "llm")
    for name in ("tokenizer.json", "tokenizer_config.json"):
        (tmp_path / "llm" / name).write_text("{}")
    assert write_folder(tmp_path / "llm", tmp_path / "out") < 1e-4
    for name in ("config.json", "generation_config.json"):
        assert json.loads((tmp_path / "out" / name).read_text())["eos_token_id"] is None
    monkeypatch.setattr(cached, "TOLERANCE", 0.0)
    with pytest.raises(TrainingError, match="off PyTorch"):
        write_folder(tmp_path / "llm", tmp_path / "out")
