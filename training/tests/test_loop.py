"""The training loop: what it promises about schedules, accumulation, resuming, NaN and ranks."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from wetread.errors import TrainingError
from wetread.train.loop import Loop, LoopConfig, batch_rows, learning_rate

CONFIG = LoopConfig(steps=12, batch=8, lr=0.01, warmup=3, save_every=4, log_every=4, threads=1)
DATA = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)


def make(out: Path, config: LoopConfig = CONFIG, data: np.ndarray = DATA) -> Loop:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(6, 16), nn.BatchNorm1d(16), nn.Dropout(0.2), nn.Linear(16, 1))

    def collate(rows, rng):
        return {"x": torch.from_numpy(data[rows] + rng.normal(size=(len(rows), 6)).astype(np.float32) * 0.1)}

    return Loop(
        model,
        len(data),
        collate,
        lambda m, b: ((m(b["x"]) - b["x"].sum(1, keepdim=True)).square().mean(), {}),
        config,
        out,
    )


def state(loop: Loop) -> dict[str, torch.Tensor]:
    return {n: t.clone() for n, t in loop.model.state_dict().items()}


def test_warm_up_and_cosine():
    rates = [learning_rate(CONFIG, s) for s in range(13)]
    assert rates[:3] == pytest.approx([0.01 / 3, 0.02 / 3, 0.01]) and rates[3] == pytest.approx(0.01)
    assert all(a >= b for a, b in zip(rates[3:], rates[4:])) and rates[12] == pytest.approx(0.0005)


def test_every_row_once_an_epoch():
    rows = np.concatenate([batch_rows(20, CONFIG, s) for s in range(5)])
    assert sorted(rows[:20]) == list(range(20)) and sorted(rows[20:]) == list(range(20))
    assert list(rows[:20]) != list(rows[20:])


def test_resuming_is_bit_exact(tmp_path):
    whole = make(tmp_path / "whole")
    whole.run()
    broken = make(tmp_path / "broken", CONFIG)
    broken.config = replace(CONFIG, steps=12)
    broken.out.mkdir(parents=True)
    for _ in range(8):
        broken.one_step()
        broken.step += 1
    broken.save()
    resumed = make(tmp_path / "broken")
    resumed.run()
    assert all(torch.equal(a, b) for a, b in zip(state(whole).values(), state(resumed).values()))
    assert resumed.step == 12


def test_a_different_seed_is_a_different_run(tmp_path):
    one, two = make(tmp_path / "a"), make(tmp_path / "b", replace(CONFIG, seed=2))
    one.run(), two.run()
    assert not all(torch.equal(a, b) for a, b in zip(state(one).values(), state(two).values()))


def test_accumulation_is_one_large_batch(tmp_path):
    def plain(out, accumulate):
        torch.manual_seed(0)
        loop = Loop(
            nn.Linear(6, 1),
            20,
            lambda rows, rng: torch.from_numpy(DATA[rows]),
            lambda m, x: ((m(x) - x.sum(1, keepdim=True)).square().mean(), {}),
            replace(CONFIG, accumulate=accumulate),
            out,
        )
        loop.run()
        return loop.model.weight

    assert torch.allclose(plain(tmp_path / "one", 1), plain(tmp_path / "four", 4), atol=1e-6)


def test_nan_stops_and_keeps_the_last_good_checkpoint(tmp_path):
    loop = make(tmp_path / "run")
    good = loop.loss
    loop.loss = lambda m, b: (good(m, b)[0] * (math.nan if loop.step >= 6 else 1.0), {})
    with pytest.raises(TrainingError, match="step 6.*last good checkpoint is .*last.pt"):
        loop.run()
    kept = torch.load(tmp_path / "run" / "last.pt", weights_only=True)
    assert kept["step"] == 4 and all(t.isfinite().all() for t in kept["model"].values())
    resumed = make(tmp_path / "run")
    resumed.run()
    assert resumed.step == 12


def test_log_and_picture(tmp_path):
    make(tmp_path / "run").run()
    lines = [json.loads(l) for l in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    assert [l["step"] for l in lines] == [4, 8, 12] and all(l["loss"] > 0 and l["lr"] > 0 for l in lines)
    assert (tmp_path / "run" / "loss.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "change,complaint",
    [({"batch": 7, "accumulate": 2}, "not a multiple"), ({"precision": "fp8"}, "neither fp32 nor bf16")],
)
def test_bad_settings(tmp_path, change, complaint):
    with pytest.raises(TrainingError, match=complaint):
        make(tmp_path, replace(CONFIG, **change))


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    make(tmp_path / "run").run()
    kept = torch.load(tmp_path / "run" / "last.pt", weights_only=True)
    kept["model"]["9.weight"] = kept["model"].pop("0.bias")
    kept["model"]["3.weight"] = torch.zeros(2, 2)
    torch.save(kept, tmp_path / "run" / "last.pt")
    with pytest.raises(
        TrainingError,
        match=r"missing: 0\.bias; unknown: 9\.weight; wrong shape: 3\.weight: \(2, 2\) instead of \(1, 16\)",
    ):
        make(tmp_path / "run").run()


def test_bf16_trains(tmp_path):
    loop = make(tmp_path / "run", replace(CONFIG, precision="bf16"))
    loop.run()
    assert all(t.isfinite().all() for t in state(loop).values())


RANKED = """
import sys
from pathlib import Path
import numpy as np, torch
from torch import nn
sys.path.insert(0, {root!r})
from wetread.train.loop import Loop, LoopConfig
data = np.random.default_rng(0).normal(size=(20, 6)).astype(np.float32)
torch.manual_seed(0)
config = LoopConfig(steps=12, batch=8, lr=0.01, warmup=3, save_every=12, log_every=4, threads=1)
Loop(nn.Linear(6, 1), 20, lambda rows, rng: torch.from_numpy(data[rows]),
     lambda m, x: ((m(x) - x.sum(1, keepdim=True)).square().mean(), {{}}), config, Path({out!r})).run()
"""


def test_two_ranks_compute_what_one_does(tmp_path, run_python):
    root = str(Path(__file__).parents[1])
    for ranks, name in ((1, "one"), (2, "two")):
        script = tmp_path / f"{name}.py"
        script.write_text(RANKED.format(root=root, out=str(tmp_path / name)))
        run_python(str(script), ranks=ranks)
    one, two = (torch.load(tmp_path / n / "last.pt", weights_only=True)["model"] for n in ("one", "two"))
    assert all(torch.allclose(one[n], two[n], atol=1e-6) for n in one)
