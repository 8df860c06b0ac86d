"""The one training loop: accumulation, warm-up and cosine, data parallel, bf16, and checkpoints that resume bit-exactly.

Every random choice is a function of the seed, the step and the rank, never of what ran before: a run that was killed
and resumed in the same setting computes the same numbers as one that was not.
"""

from __future__ import annotations

import json
import math
import os
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from tqdm import tqdm

from ..errors import TrainingError
from .distributed import World
from .plot import plot_losses
from .state import kept_state, load_exactly, read_checkpoint


@dataclass(frozen=True)
class LoopConfig:
    """`batch` is what one optimizer step sees, over all ranks and accumulated micro-batches."""

    steps: int
    batch: int
    lr: float
    warmup: int = 100
    final_lr_ratio: float = 0.05
    accumulate: int = 1
    weight_decay: float = 0.05
    clip: float = 1.0
    seed: int = 1
    save_every: int = 200
    log_every: int = 20
    precision: str = "fp32"
    threads: int = 0


def learning_rate(config: LoopConfig, step: int) -> float:
    """Linear warm-up, then a half cosine down to the final ratio."""
    if step < config.warmup:
        return config.lr * (step + 1) / config.warmup
    progress = (step - config.warmup) / max(1, config.steps - config.warmup)
    low = config.lr * config.final_lr_ratio
    return low + 0.5 * (config.lr - low) * (1 + math.cos(math.pi * min(1.0, progress)))


def batch_rows(size: int, config: LoopConfig, step: int) -> np.ndarray:
    """The rows of one step: epoch by epoch through a permutation drawn from the seed."""
    first = step * config.batch
    rows = np.arange(first, first + config.batch)
    epochs = {e: np.random.default_rng([config.seed, int(e)]).permutation(size) for e in np.unique(rows // size)}
    return np.array([epochs[r // size][r % size] for r in rows])


Loss = Callable[[nn.Module, Any], tuple[Tensor, dict[str, float]]]


class Loop:
    """Trains the parameters of `model` that require a gradient.

    `collate(rows, rng)` makes a batch of dataset rows; `loss(model, batch)` gives the mean loss and figures to log.
    """

    def __init__(
        self,
        model: nn.Module,
        size: int,
        collate: Callable[[np.ndarray, np.random.Generator], Any],
        loss: Loss,
        config: LoopConfig,
        out: Path,
        describe: dict | None = None,
    ) -> None:
        self.config, self.out, self.size, self.collate, self.loss = config, out, size, collate, loss
        self.describe = describe or {}
        self.world = World()
        if config.threads:
            torch.set_num_threads(config.threads)
        self.model = model.to(self.world.device)
        self.trainable = {n: p for n, p in self.model.named_parameters() if p.requires_grad}
        self.kept = kept_state(self.model)
        decay = [p for p in self.trainable.values() if p.ndim > 1]
        plain = [p for p in self.trainable.values() if p.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decay, "weight_decay": config.weight_decay}, {"params": plain, "weight_decay": 0.0}],
            lr=config.lr,
            betas=(0.9, 0.98),
        )
        self.parallel = DistributedDataParallel(self.model) if self.world.size > 1 else self.model
        self.step = 0
        self._check()

    def _check(self) -> None:
        share = self.config.accumulate * self.world.size
        if self.config.batch % share:
            raise TrainingError(f"batch {self.config.batch} is not a multiple of accumulate × ranks = {share}")
        if self.config.precision not in ("fp32", "bf16"):
            raise TrainingError(f"precision {self.config.precision!r} is neither fp32 nor bf16")
        if not self.size:
            raise TrainingError("the training set is empty")

    @property
    def checkpoint(self) -> Path:
        return self.out / "last.pt"

    def run(self) -> None:
        """Trains to the last step, resuming where a checkpoint is there."""
        self.out.mkdir(parents=True, exist_ok=True)
        self.resume()
        bar = tqdm(total=self.config.steps, initial=self.step, desc=self.out.name, disable=not self.world.first)
        started, recent = time.monotonic(), []
        while self.step < self.config.steps:
            figures = self.one_step()
            recent.append(figures)
            self.step += 1
            bar.update()
            if self.step % self.config.log_every == 0 or self.step == self.config.steps:
                self._log(recent, time.monotonic() - started)
                bar.set_postfix(loss=f"{figures['loss']:.4f}")
                recent = []
            if self.step % self.config.save_every == 0 or self.step == self.config.steps:
                self.save()
        bar.close()
        if not self.checkpoint.is_file():
            self.save()
        if self.world.first and (self.out / "log.jsonl").is_file():
            plot_losses(self.out / "log.jsonl", self.out / "loss.png")
        self.world.leave()

    def one_step(self) -> dict[str, float]:
        """One optimizer step over the accumulated micro-batches; a loss that is not finite stops the run."""
        rate = learning_rate(self.config, self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.parallel.train()
        self.optimizer.zero_grad(set_to_none=True)
        mine = np.array_split(batch_rows(self.size, self.config, self.step), self.world.size)[self.world.rank]
        sums: dict[str, float] = {}
        for micro, rows in enumerate(np.array_split(mine, self.config.accumulate)):
            seed = [self.config.seed, self.step, self.world.rank, micro]
            torch.manual_seed(int(np.random.SeedSequence(seed).generate_state(1)[0]))
            batch = self.world.move(self.collate(rows, np.random.default_rng(seed)))
            with torch.autocast(self.world.device.type, torch.bfloat16, enabled=self.config.precision == "bf16"):
                loss, figures = self.loss(self.parallel, batch)
            (loss / self.config.accumulate).backward()
            for name, value in {"loss": loss.detach(), **figures}.items():
                sums[name] = sums.get(name, 0.0) + float(value) / self.config.accumulate
        sums = self.world.mean(sums)
        norm = nn.utils.clip_grad_norm_(list(self.trainable.values()), self.config.clip)
        if not math.isfinite(sums["loss"]) or not torch.isfinite(norm):
            raise TrainingError(
                f"{self.out}: loss {sums['loss']}, gradient norm {float(norm)} at step {self.step}: stopped before the "
                f"update; the last good checkpoint is {self.checkpoint if self.checkpoint.exists() else 'none yet'}"
            )
        self.optimizer.step()
        return {**sums, "lr": rate, "norm": float(norm)}

    def _log(self, recent: list[dict[str, float]], seconds: float) -> None:
        if not self.world.first:
            return
        means = {name: sum(r[name] for r in recent) / len(recent) for name in recent[0]}
        with (self.out / "log.jsonl").open("a") as out:
            out.write(json.dumps({"step": self.step, "seconds": round(seconds, 1), **means}) + "\n")

    def save(self) -> None:
        """Writes the trained parameters and the optimizer's state, whole or not at all."""
        if not self.world.first:
            return
        state = {
            "step": self.step,
            "config": asdict(self.config),
            "describe": self.describe,
            "model": {n: t.detach().cpu() for n, t in self.kept.items()},
            "optimizer": self.optimizer.state_dict(),
        }
        draft = self.checkpoint.with_suffix(".tmp")
        torch.save(state, draft)
        os.replace(draft, self.checkpoint)

    def resume(self) -> None:
        if not self.checkpoint.is_file():
            (self.out / "log.jsonl").unlink(missing_ok=True)
            return
        state = read_checkpoint(self.checkpoint)
        load_exactly(self.kept, state["model"], self.checkpoint)
        self.optimizer.load_state_dict(state["optimizer"])
        self.step = state["step"]
