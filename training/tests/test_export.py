"""The exported graphs against transformers, and whole bundles that prove themselves."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file
from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

from wetread.data.preprocess import ImageSpec
from wetread.errors import TrainingError
from wetread.export import graph
from wetread.export.bundle import round_to_half, write_bundle
from wetread.export.decoder import export_decoder
from wetread.export.quantize import BLOCK, quantize_blocks
from wetread.export.runtime import Decoder, open_session
from wetread.export.verify import check_digests, replay
from wetread.models.align import Alignment
from wetread.models.assemble import open_vision
from wetread.models.loaders import load_llm
from wetread.models.prompt import PromptSpec
from wetread.models.tokenizer import load_tokenizer
from wetread.models.xraygpt import XrayGpt, pad_left

SETTINGS = {
    "name": "tiny",
    "version": "0",
    "license": "Apache-2.0",
    "intendedUse": "Tests.",
    "decoding": {"maxNewTokens": 24, "temperature": 0, "topP": 0.9, "repetitionPenalty": 1},
}


def llama(heads: int, kv: int, **extra) -> LlamaForCausalLM:
    torch.manual_seed(heads * 10 + kv)
    llm = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=90,
            hidden_size=64,
            intermediate_size=96,
            num_hidden_layers=2,
            num_attention_heads=heads,
            num_key_value_heads=kv,
            head_dim=16,
            max_position_embeddings=128,
            initializer_range=0.1,
            **extra,
        )
    ).eval()
    round_to_half(llm)
    return llm


@torch.no_grad()
def reference(llm: LlamaForCausalLM, prompts: list[torch.Tensor]) -> np.ndarray:
    embeds, mask, positions = pad_left(prompts)
    return llm(inputs_embeds=embeds, attention_mask=mask, position_ids=positions).logits[:, -1].numpy()


@pytest.mark.parametrize("heads,kv", [(4, 4), (4, 2), (8, 1)])
def test_ragged_batches_chunks_and_no_past(tmp_path, heads, kv):
    llm = llama(heads, kv)
    export_decoder(llm, tmp_path / "decoder.onnx")
    decoder = Decoder(tmp_path / "decoder.onnx", 2)
    prompts = [torch.randn(n, 64) for n in (5, 17, 1, 9)]
    wanted = reference(llm, prompts)
    arrays = [p.numpy() for p in prompts]
    assert np.abs(decoder.prefill(arrays) - wanted).max() < 1e-4
    assert np.abs(decoder.prefill(arrays, chunk=4) - wanted).max() < 1e-4
    for array, row in zip(arrays, wanted):
        assert np.abs(decoder.prefill([array])[0] - row).max() < 1e-4


def test_steps_after_prefill_are_exact(tmp_path):
    """Three more tokens, one at a time, for rows of different length."""
    llm = llama(4, 2)
    export_decoder(llm, tmp_path / "decoder.onnx")
    decoder, prompts = Decoder(tmp_path / "decoder.onnx", 2), [torch.randn(n, 64) for n in (8, 3)]
    decoder.prefill([p.numpy() for p in prompts])
    for step in range(3):
        new = torch.randn(2, 1, 64)
        found = decoder.step(new.numpy(), np.ones((2, 1), bool), np.array([[8 + step], [3 + step]]))
        prompts = [torch.cat([p, n]) for p, n in zip(prompts, new)]
        assert np.abs(found - reference(llm, prompts)).max() < 1e-4


def test_rotary_scaling_is_the_models_own(tmp_path):
    llm = llama(
        4,
        2,
        rope_parameters={
            "rope_type": "llama3",
            "rope_theta": 5000.0,
            "factor": 4.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 32,
        },
    )
    export_decoder(llm, tmp_path / "decoder.onnx")
    prompt = torch.randn(40, 64)
    assert (
        np.abs(Decoder(tmp_path / "decoder.onnx", 2).prefill([prompt.numpy()]) - reference(llm, [prompt])).max() < 1e-4
    )


def test_contract_names_and_shapes(tmp_path):
    export_decoder(llama(4, 2), tmp_path / "decoder.onnx")
    session = open_session(tmp_path / "decoder.onnx")
    assert [(i.name, i.shape) for i in session.get_inputs()] == [
        ("inputs_embeds", ["B", "S", 64]),
        ("position_ids", ["B", "S"]),
        ("attention_bias", ["B", 1, "S", "T"]),
        ("past_key.0", ["B", 2, 16, "P"]),
        ("past_value.0", ["B", 2, "P", 16]),
        ("past_key.1", ["B", 2, 16, "P"]),
        ("past_value.1", ["B", 2, "P", 16]),
    ]
    assert [(o.name, o.shape) for o in session.get_outputs()] == [
        ("logits", ["B", 90]),
        ("new_key.0", ["B", 2, "S", 16]),
        ("new_value.0", ["B", 2, "S", 16]),
        ("new_key.1", ["B", 2, "S", 16]),
        ("new_value.1", ["B", 2, "S", 16]),
    ]


def test_unknown_architectures_are_refused(tmp_path):
    for change, word in (({"attention_bias": True}, "biases"), ({"hidden_act": "gelu"}, "gelu")):
        with pytest.raises(TrainingError, match=word):
            export_decoder(llama(4, 2, **change), tmp_path / "decoder.onnx")


@pytest.mark.parametrize("bits,bound", [(8, 0.01), (4, 0.12)])
def test_quantized_blocks_decode_to_nearly_the_same(bits, bound):
    matrix = np.random.default_rng(0).normal(size=(7, 70)).astype(np.float32)
    packed, scales, zeros = quantize_blocks(matrix, bits)
    values = packed if bits == 8 else np.stack([packed & 15, packed >> 4], -1).reshape(7, 3, BLOCK)
    points = (
        zeros.reshape(7, 3)
        if bits == 8
        else np.stack([zeros.reshape(7, 2) & 15, zeros.reshape(7, 2) >> 4], -1).reshape(7, 4)[:, :3]
    )
    back = ((values.astype(np.float32) - points[..., None]) * scales.reshape(7, 3, 1)).reshape(7, -1)[:, :70]
    assert np.abs(back - matrix).max() < bound * np.abs(matrix).max()
    assert quantize_blocks(np.zeros((2, 32), np.float32), bits)[1].max() == 0


@pytest.mark.parametrize("weights,bound", [("int8", 0.05), ("int4", 0.6)])
def test_quantized_decoders_run_near_the_original(tmp_path, weights, bound):
    llm = llama(4, 2)
    export_decoder(llm, tmp_path / "decoder.onnx", weights)
    prompts = [torch.randn(n, 64) for n in (5, 11)]
    gap = np.abs(Decoder(tmp_path / "decoder.onnx", 2).prefill([p.numpy() for p in prompts]) - reference(llm, prompts))
    assert gap.mean() < bound * np.abs(reference(llm, prompts)).mean()


def test_large_models_keep_their_weights_beside_them(tmp_path, monkeypatch):
    monkeypatch.setattr(graph, "EXTERNAL_ABOVE", 10_000)
    llm = llama(4, 2)
    files = export_decoder(llm, tmp_path / "decoder.onnx")
    assert [f.name for f in files] == ["decoder.onnx", "decoder.onnx.data"]
    assert files[0].stat().st_size < files[1].stat().st_size
    prompt = torch.randn(6, 64)
    assert np.abs(Decoder(files[0], 2).prefill([prompt.numpy()]) - reference(llm, [prompt])).max() < 1e-4


@pytest.fixture(scope="module")
def model(vision_checkpoint, llm_folder) -> tuple[XrayGpt, ImageSpec]:
    vision, spec = open_vision(str(vision_checkpoint))
    llm = load_llm(llm_folder).requires_grad_(False)
    torch.manual_seed(1)
    return XrayGpt(vision, Alignment(12, 32, 3).folded(), llm, load_tokenizer(llm_folder), PromptSpec()), spec


@pytest.fixture(scope="module", params=["float32", "int4"])
def bundle(request, model, pairs, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp(request.param)
    images = [
        np.random.default_rng(i).integers(0, 256, s, dtype=np.uint8)
        for i, s in enumerate([(61, 40), (56, 56), (33, 90)])
    ]
    lines = write_bundle(*model, images, SETTINGS, out, request.param)
    assert [l.split("|")[1].strip() for l in lines[1:]] == ["float32", "int8", "int4"]
    return out


def test_a_bundle_replays(bundle):
    manifest = check_digests(bundle)
    assert replay(bundle, manifest) == {"preprocess": 3, "encode": 3, "decode": 8}
    assert sorted(manifest["files"]) == sorted(
        p.relative_to(bundle).as_posix() for p in bundle.rglob("*") if p.is_file() and p.name != "bundle.json"
    )


def test_the_manifest_says_what_the_files_hold(bundle, model):
    manifest = json.loads((bundle / "bundle.json").read_text())
    encoder = open_session(bundle / "encoder.onnx")
    assert (
        encoder.get_outputs()[0].shape == ["B", manifest["encoder"]["imageTokens"], manifest["decoder"]["width"]]
        or encoder.get_outputs()[0].shape[2] == manifest["decoder"]["width"]
    )
    assert load_file(bundle / "embeddings.safetensors")["embed_tokens"].shape == (manifest["decoder"]["vocab"], 32)
    assert encoder.run(None, {"pixel_values": np.zeros((5, 3, 56, 56), np.float32)})[0].shape == (5, 3, 32)


def test_the_llm_folder_is_the_same_model(bundle, model):
    folder = AutoModelForCausalLM.from_pretrained(bundle / "llm", dtype=torch.float32)
    assert all(torch.equal(t, model[0].llm.state_dict()[n]) for n, t in folder.state_dict().items())
    assert json.loads((bundle / "llm" / "config.json").read_text())["dtype"] == "float16"


def test_a_changed_byte_is_named(bundle, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    data = bytearray((copy / "embeddings.safetensors").read_bytes())
    data[-1] ^= 1
    (copy / "embeddings.safetensors").write_bytes(bytes(data))
    with pytest.raises(TrainingError, match="embeddings.safetensors: its SHA-256"):
        check_digests(copy)
    (copy / "tokenizer.json").unlink()
    with pytest.raises(TrainingError, match="tokenizer.json: listed in bundle.json but missing|embeddings"):
        check_digests(copy)


def test_another_models_decoder_fails_the_replay(bundle, model, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    other = type(model[0].llm)(model[0].llm.config)
    export_decoder(other, copy / "decoder.onnx")
    with pytest.raises(TrainingError, match="logits: differs by"):
        replay(copy, json.loads((copy / "bundle.json").read_text()))
