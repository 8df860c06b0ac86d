"""Where a process stands among the ranks that torchrun started; alone, it is the only one."""

from __future__ import annotations

import os
from typing import Any

import torch
import torch.distributed as dist
from torch import Tensor


class World:
    """The device is `cuda` on NVIDIA and on ROCm builds of PyTorch alike, else the CPU."""

    def __init__(self) -> None:
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        gpu = torch.cuda.is_available()
        local = int(os.environ.get("LOCAL_RANK", "0"))
        self.device = torch.device("cuda", local) if gpu else torch.device("cpu")
        if gpu:
            torch.cuda.set_device(self.device)
        if self.size > 1 and not dist.is_initialized():
            dist.init_process_group("nccl" if gpu else "gloo")

    @property
    def first(self) -> bool:
        return self.rank == 0

    def wait(self) -> None:
        """Until every rank is here."""
        if self.size > 1:
            dist.barrier()

    def leave(self) -> None:
        """Ends the group once every rank is here: one that exits while another still talks to it takes that one down."""
        if self.size > 1 and dist.is_initialized():
            dist.barrier()
            dist.destroy_process_group()

    def move(self, batch: Any) -> Any:
        """The same structure with every tensor on this rank's device."""
        if isinstance(batch, Tensor):
            return batch.to(self.device, non_blocking=True)
        if isinstance(batch, dict):
            return {name: self.move(value) for name, value in batch.items()}
        return batch

    def mean(self, figures: dict[str, float]) -> dict[str, float]:
        """Each figure averaged over the ranks; a NaN on one rank is a NaN on all."""
        if self.size == 1:
            return figures
        names = sorted(figures)
        values = torch.tensor([figures[n] for n in names], dtype=torch.float64, device=self.device)
        dist.all_reduce(values)
        return dict(zip(names, (values / self.size).tolist()))
