"""Loaders on random weights written in the published layouts, names spelt out here and not taken from our modules."""

import json
import re
from pathlib import Path

import pytest
import torch
from conftest import TINY_LLM

from wetread.errors import TrainingError
from wetread.models.eva import EvaSizes
from wetread.models.loaders import load_eva_qformer, load_llama_proj, load_llm, load_medclip
from wetread.models.vision import PUBLISHED_SWIN, MedClipVision

SMALL_SWIN = {
    "image_size": 56,
    "patch_size": 4,
    "embed_dim": 8,
    "depths": [1, 2],
    "num_heads": [1, 2],
    "window_size": 7,
    "projection": 6,
}


def medclip_layout(swin: dict) -> dict[str, tuple[int, ...]]:
    """Names and shapes of MedCLIP's pytorch_model.bin, vision side."""
    w, layout = swin["embed_dim"], {}
    e = "vision_model.model.embeddings"
    layout |= {
        f"{e}.patch_embeddings.projection.weight": (w, 3, 4, 4),
        f"{e}.patch_embeddings.projection.bias": (w,),
        f"{e}.norm.weight": (w,),
        f"{e}.norm.bias": (w,),
    }
    for stage, (depth, heads) in enumerate(zip(swin["depths"], swin["num_heads"])):
        d = w * 2**stage
        for block in range(depth):
            p = f"vision_model.model.encoder.layers.{stage}.blocks.{block}"
            layout |= {
                f"{p}.attention.self.relative_position_bias_table": (169, heads),
                f"{p}.attention.self.relative_position_index": (49, 49),
            }
            for part in (
                "attention.self.query",
                "attention.self.key",
                "attention.self.value",
                "attention.output.dense",
            ):
                layout |= {f"{p}.{part}.weight": (d, d), f"{p}.{part}.bias": (d,)}
            layout |= {
                f"{p}.intermediate.dense.weight": (4 * d, d),
                f"{p}.intermediate.dense.bias": (4 * d,),
                f"{p}.output.dense.weight": (d, 4 * d),
                f"{p}.output.dense.bias": (d,),
            }
            for norm in ("layernorm_before", "layernorm_after"):
                layout |= {f"{p}.{norm}.weight": (d,), f"{p}.{norm}.bias": (d,)}
        if stage + 1 < len(swin["depths"]):
            p = f"vision_model.model.encoder.layers.{stage}.downsample"
            layout |= {
                f"{p}.reduction.weight": (2 * d, 4 * d),
                f"{p}.norm.weight": (4 * d,),
                f"{p}.norm.bias": (4 * d,),
            }
    last = w * 2 ** (len(swin["depths"]) - 1)
    return layout | {
        "vision_model.model.layernorm.weight": (last,),
        "vision_model.model.layernorm.bias": (last,),
        "vision_model.projection_head.weight": (swin["projection"], last),
    }


def random_tensors(layout: dict) -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    return {n: torch.randint(9, s) if n.endswith("_index") else torch.randn(s) * 0.05 for n, s in layout.items()}


@pytest.fixture
def medclip(tmp_path) -> tuple[Path, dict]:
    tensors = random_tensors(medclip_layout(SMALL_SWIN))
    tensors |= {
        "logit_scale": torch.tensor(2.6),
        "text_model.model.embeddings.word_embeddings.weight": torch.zeros(5, 4),
    }
    torch.save(tensors, tmp_path / "pytorch_model.bin")
    return tmp_path / "pytorch_model.bin", tensors


def test_medclip(medclip):
    path, tensors = medclip
    vision = load_medclip(path, SMALL_SWIN)
    state = vision.state_dict()
    block, stored = "model.encoder.layers.1.blocks.1", "vision_model.model.encoder.layers.1.blocks.1"
    assert torch.equal(state[f"{block}.attention.k_proj.weight"], tensors[f"{stored}.attention.self.key.weight"])
    assert torch.equal(state[f"{block}.mlp.fc2.bias"], tensors[f"{stored}.output.dense.bias"])
    assert vision(torch.zeros(2, 3, 56, 56)).shape == (2, 1, 6)


def test_medclip_published_sizes():
    """Every name and shape of Swin-T under the 512-wide projection, without its numbers."""
    from wetread.models.loaders import MEDCLIP_IGNORED, SWIN_NAMES, renamed

    with torch.device("meta"):
        state = MedClipVision.from_config(PUBLISHED_SWIN).state_dict()
    layout = {n: torch.empty(s, device="meta") for n, s in medclip_layout(PUBLISHED_SWIN).items()}
    names = renamed(layout, ((r"^vision_model\.", ""),) + SWIN_NAMES, lambda n: bool(MEDCLIP_IGNORED.search(n)))
    assert {n: tuple(t.shape) for n, t in names.items()} == {n: tuple(t.shape) for n, t in state.items()}
    assert tuple(state["projection_head.weight"].shape) == (512, 768)


def test_medclip_faults_are_listed(medclip, tmp_path):
    path, tensors = medclip
    del tensors["vision_model.model.layernorm.bias"]
    tensors["vision_model.extra"] = torch.zeros(1)
    tensors["vision_model.projection_head.weight"] = torch.zeros(5, 16)
    torch.save(tensors, path)
    with pytest.raises(
        TrainingError,
        match=r"missing: model\.layernorm\.bias; unknown: extra; wrong shape: projection_head\.weight: \(5, 16\) instead of \(6, 16\)",
    ):
        load_medclip(path, SMALL_SWIN)


@pytest.mark.parametrize("content", [b"", b"not a pickle at all", b"PK\x03\x04 truncated"])
def test_unreadable_checkpoints(tmp_path, content):
    (tmp_path / "x.bin").write_bytes(content)
    with pytest.raises(TrainingError, match="x.bin"):
        load_medclip(tmp_path / "x.bin")


def test_a_pickle_that_runs_code_is_refused(tmp_path):
    import os
    import pickle

    class Evil:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "owned"),)

    (tmp_path / "evil.bin").write_bytes(pickle.dumps({"a": Evil()}))
    with pytest.raises(TrainingError, match="not a readable checkpoint"):
        load_medclip(tmp_path / "evil.bin")
    assert not (tmp_path / "owned").exists()


SMALL_EVA = EvaSizes(
    image=28, patch=14, width=16, layers=2, heads=2, inner=24, queries=4, q_width=12, q_layers=2, q_heads=2, q_inner=20
)


def eva_layout(s: EvaSizes) -> dict[str, tuple[int, ...]]:
    layout = {
        "cls_token": (1, 1, s.width),
        "pos_embed": (1, (s.image // s.patch) ** 2 + 1, s.width),
        "patch_embed.proj.weight": (s.width, 3, s.patch, s.patch),
        "patch_embed.proj.bias": (s.width,),
        "norm.weight": (s.width,),
        "norm.bias": (s.width,),
        "head.weight": (3, s.width),
        "head.bias": (3,),
    }
    for i in range(s.layers + 1):
        p = f"blocks.{i}"
        layout |= {
            f"{p}.attn.q_bias": (s.width,),
            f"{p}.attn.v_bias": (s.width,),
            f"{p}.attn.qkv.weight": (3 * s.width, s.width),
            f"{p}.attn.proj.weight": (s.width, s.width),
            f"{p}.attn.proj.bias": (s.width,),
            f"{p}.mlp.fc1.weight": (s.inner, s.width),
            f"{p}.mlp.fc1.bias": (s.inner,),
            f"{p}.mlp.fc2.weight": (s.width, s.inner),
            f"{p}.mlp.fc2.bias": (s.width,),
        }
        for norm in ("norm1", "norm2"):
            layout |= {f"{p}.{norm}.weight": (s.width,), f"{p}.{norm}.bias": (s.width,)}
    return layout


def qformer_layout(s: EvaSizes) -> dict[str, tuple[int, ...]]:
    w = s.q_width
    layout = {
        "query_tokens": (1, s.queries, w),
        "ln_vision.weight": (s.width,),
        "ln_vision.bias": (s.width,),
        "Qformer.bert.embeddings.LayerNorm.weight": (w,),
        "Qformer.bert.embeddings.LayerNorm.bias": (w,),
        "Qformer.bert.embeddings.word_embeddings.weight": (7, w),
        "Qformer.bert.embeddings.position_embeddings.weight": (9, w),
        "Qformer.cls.predictions.bias": (7,),
        "t5_proj.weight": (5, w),
        "t5_proj.bias": (5,),
    }
    for i in range(s.q_layers):
        p = f"Qformer.bert.encoder.layer.{i}"
        for kind, source in [("attention", w)] + [("crossattention", s.width)] * (i % 2 == 0):
            layout |= {f"{p}.{kind}.self.query.weight": (w, w), f"{p}.{kind}.self.query.bias": (w,)}
            for part in ("key", "value"):
                layout |= {f"{p}.{kind}.self.{part}.weight": (w, source), f"{p}.{kind}.self.{part}.bias": (w,)}
            layout |= {
                f"{p}.{kind}.output.dense.weight": (w, w),
                f"{p}.{kind}.output.dense.bias": (w,),
                f"{p}.{kind}.output.LayerNorm.weight": (w,),
                f"{p}.{kind}.output.LayerNorm.bias": (w,),
            }
        for suffix in ("", "_query"):
            layout |= {
                f"{p}.intermediate{suffix}.dense.weight": (s.q_inner, w),
                f"{p}.intermediate{suffix}.dense.bias": (s.q_inner,),
                f"{p}.output{suffix}.dense.weight": (w, s.q_inner),
                f"{p}.output{suffix}.dense.bias": (w,),
                f"{p}.output{suffix}.LayerNorm.weight": (w,),
                f"{p}.output{suffix}.LayerNorm.bias": (w,),
            }
    return layout


def test_eva_and_qformer(tmp_path):
    eva, qformer = random_tensors(eva_layout(SMALL_EVA)), random_tensors(qformer_layout(SMALL_EVA))
    torch.save(eva, tmp_path / "eva_vit_g.pth")
    torch.save({"model": qformer}, tmp_path / "blip2.pth")
    model = load_eva_qformer(tmp_path / "eva_vit_g.pth", tmp_path / "blip2.pth", SMALL_EVA)
    bias = model.vision.encoder.layers[1].self_attn.qkv.bias
    assert torch.equal(bias, torch.cat([eva["blocks.1.attn.q_bias"], torch.zeros(16), eva["blocks.1.attn.v_bias"]]))
    cross = "Qformer.bert.encoder.layer.0.crossattention"
    assert torch.equal(
        model.qformer.encoder.layer[0].crossattention.attention.key.weight, qformer[f"{cross}.self.key.weight"]
    )
    assert model(torch.rand(2, 3, 28, 28)).shape == (2, 4, 12)
    del qformer[f"{cross}.self.key.weight"]
    torch.save({"model": qformer}, tmp_path / "blip2.pth")
    with pytest.raises(
        TrainingError, match=r"missing: qformer\.encoder\.layer\.0\.crossattention\.attention\.key\.weight"
    ):
        load_eva_qformer(tmp_path / "eva_vit_g.pth", tmp_path / "blip2.pth", SMALL_EVA)


def test_eva_and_qformer_published_sizes():
    from wetread.models.eva import EvaQFormer
    from wetread.models.loaders import EVA_NAMES, QFORMER_ATTENTION_OUTPUT, QFORMER_IGNORED, QFORMER_NAMES, renamed

    sizes = EvaSizes()
    with torch.device("meta"):
        state = {n: tuple(t.shape) for n, t in EvaQFormer(sizes).state_dict().items()}
        found = renamed(
            {n: torch.empty(s) for n, s in qformer_layout(sizes).items()},
            QFORMER_NAMES,
            lambda n: bool(QFORMER_IGNORED.search(n)) and not QFORMER_ATTENTION_OUTPUT.search(n),
        )
        eva = {
            n: torch.empty(s)
            for n, s in eva_layout(sizes).items()
            if not re.match(r"norm|head|blocks\.39|.*[qv]_bias", n)
        }
        found |= renamed(eva, EVA_NAMES, lambda n: False)
    shapes = {n: tuple(t.shape) for n, t in found.items()} | {
        f"vision.encoder.layers.{i}.self_attn.qkv.bias": (3 * 1408,) for i in range(39)
    }
    assert shapes == state and state["query_tokens"] == (1, 32, 768)


def test_llama_proj(tmp_path):
    weight, bias = torch.randn(10, 12), torch.randn(10)
    torch.save({"model": {"llama_proj.weight": weight, "llama_proj.bias": bias}, "epoch": 1}, tmp_path / "xraygpt.pth")
    align = load_llama_proj(tmp_path / "xraygpt.pth", 12, 10)
    tokens = torch.randn(2, 4, 12)
    assert torch.allclose(align(tokens), tokens @ weight.T + bias, atol=1e-6)
    with pytest.raises(TrainingError, match=r"llama_proj\.weight: \(10, 12\) instead of \(16, 12\)"):
        load_llama_proj(tmp_path / "xraygpt.pth", 12, 16)


def vicuna_layout(vocab: int) -> dict[str, tuple[int, ...]]:
    d, inner, kv = TINY_LLM["hidden_size"], TINY_LLM["intermediate_size"], 16
    layout = {"model.embed_tokens.weight": (vocab, d), "model.norm.weight": (d,), "lm_head.weight": (vocab, d)}
    for i in range(TINY_LLM["num_hidden_layers"]):
        p = f"model.layers.{i}"
        layout |= {
            f"{p}.self_attn.q_proj.weight": (d, d),
            f"{p}.self_attn.k_proj.weight": (kv, d),
            f"{p}.self_attn.v_proj.weight": (kv, d),
            f"{p}.self_attn.o_proj.weight": (d, d),
            f"{p}.mlp.gate_proj.weight": (inner, d),
            f"{p}.mlp.up_proj.weight": (inner, d),
            f"{p}.mlp.down_proj.weight": (d, inner),
            f"{p}.input_layernorm.weight": (d,),
            f"{p}.post_attention_layernorm.weight": (d,),
            f"{p}.self_attn.rotary_emb.inv_freq": (4,),
        }
    return layout


@pytest.fixture
def vicuna(tmp_path) -> tuple[Path, dict]:
    """A folder as Vicuna's was published: .bin shards with an index, rotary buffers among the weights."""
    tensors = random_tensors(vicuna_layout(50))
    names = sorted(tensors)
    shards = {f"pytorch_model-0000{k + 1}-of-00002.bin": names[k::2] for k in range(2)}
    for file, part in shards.items():
        torch.save({n: tensors[n].half() for n in part}, tmp_path / file)
    index = {"metadata": {"total_size": 1}, "weight_map": {n: f for f, part in shards.items() for n in part}}
    (tmp_path / "pytorch_model.bin.index.json").write_text(json.dumps(index))
    (tmp_path / "config.json").write_text(
        json.dumps(
            {
                "architectures": ["LlamaForCausalLM"],
                "model_type": "llama",
                "vocab_size": 50,
                "torch_dtype": "float16",
                **TINY_LLM,
            }
        )
    )
    return tmp_path, tensors


def test_vicuna_folder(vicuna):
    folder, tensors = vicuna
    llm = load_llm(folder)
    assert llm.dtype == torch.float32
    assert torch.equal(
        llm.model.layers[1].mlp.up_proj.weight, tensors["model.layers.1.mlp.up_proj.weight"].half().float()
    )


def test_vicuna_faults_are_listed(vicuna):
    folder, tensors = vicuna
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "vocab_size": 60}))
    with pytest.raises(TrainingError, match=r"wrong shape: .*lm_head\.weight: \(50, 32\) instead of \(60, 32\)"):
        load_llm(folder)
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 3}))
    with pytest.raises(TrainingError, match=r"missing: .*model\.layers\.2\.mlp\.up_proj\.weight"):
        load_llm(folder)
    (folder / "config.json").write_text(json.dumps({**config, "num_hidden_layers": 1}))
    with pytest.raises(TrainingError, match=r"unknown: .*model\.layers\.1\.mlp\.up_proj\.weight"):
        load_llm(folder)


def test_a_folder_without_a_model(tmp_path):
    with pytest.raises(TrainingError, match="no config.json"):
        load_llm(tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "llama", **TINY_LLM}))
    with pytest.raises(TrainingError, match=re.escape(str(tmp_path))):
        load_llm(tmp_path)
