"""What the machine under a local model can do, to judge the model's speed by."""

from __future__ import annotations

import resource
import time
from typing import Final

import torch

__all__ = ["copy_bandwidth", "description", "peak_memory"]

COPIED_ON_CUDA: Final = 4 << 30
COPIED_ON_CPU: Final = 256 << 20
"""Bytes, far beyond any cache."""
COPIES: Final = 5


def copy_bandwidth(device: torch.device) -> float:
    """Bytes a second that a copy reads and writes, the best of a few: the memory's real limit."""
    size = COPIED_ON_CPU
    if device.type == "cuda":
        size = min(COPIED_ON_CUDA, torch.cuda.mem_get_info(device)[0] // 4)
    source = torch.zeros(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    fastest = float("inf")
    for _ in range(COPIES):
        _settle(device)
        began = time.perf_counter()
        target.copy_(source)
        _settle(device)
        fastest = min(fastest, time.perf_counter() - began)
    return 2 * size / fastest


def peak_memory(device: torch.device) -> int:
    """The most bytes that were in use: of the GPU's memory, or of this process's on a CPU."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def description(device: torch.device) -> str:
    """The GPU's name, or how many threads compute on the CPU."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"CPU, {torch.get_num_threads()} threads"


def _settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
