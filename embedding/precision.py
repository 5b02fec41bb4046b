"""Which precision pays on this processor."""

from __future__ import annotations

__all__ = ["multiplies_bfloat16"]


def multiplies_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16: a transformer takes half the time then."""
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # noqa: SLF001 - torch's own test
