"""Which model words the answers, and the one-line reason."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from generation.errors import ModelUnavailable
from generation.local import CONTEXT, LocalChatModel
from generation.openai_compatible import STREAMS, OpenAICompatibleChatModel

if TYPE_CHECKING:
    from generation.chat_model import ChatModel
    from generation.passes import Wanted

logger = logging.getLogger(__name__)

Wish = Literal["auto", "local", "openai_compatible", "extractive"]
Kind = Literal["local", "openai_compatible", "extractive"]


@dataclass(frozen=True)
class Choice:
    """What will word the answers; `extractive` quotes the sources without a model."""

    kind: Kind
    reason: str


def decide(llm: Wish, *, url: str = "", model: str = "") -> Choice:
    """Choose without loading anything.

    `auto` takes an endpoint if one is configured, a local model if its weights and CUDA are
    there, else none.
    """
    if llm != "auto":
        return Choice(llm, "asked for by TILLY_LLM" + (f", at {url}" if url else ""))
    if url:
        return Choice("openai_compatible", f"TILLY_LLM_URL is {url}")
    if not model or not weights_are_here(model):
        absent = f"{model} is not" if model else "no model is"
        return Choice("extractive", f"no endpoint is configured and {absent} on this machine")
    if not _cuda_is_here():
        return Choice(
            "extractive", f"{model} is here but CUDA is not; TILLY_LLM=local uses the CPU"
        )
    return Choice("local", f"{model} and CUDA are on this machine")


def choose(
    llm: Wish = "auto",
    *,
    url: str = "",
    model: str = "",
    api_key: str = "",
    allow_personal_data: bool = False,
    streams: int = 0,
    waiting: int = 0,
    context: int = CONTEXT,
    optimise: Wanted = "auto",
) -> ChatModel | None:
    """The model, loaded; None means that answers quote the sources. Logs one line.

    `streams` answers are worded at once (0: what suits the model) while `waiting` more wait;
    `context` tokens and `optimise` are a local model's.
    Raises ModelUnavailable when what was asked for by name cannot be had; `auto` takes
    extractive instead.
    """
    choice = decide(llm, url=url, model=model)
    chosen: ChatModel | None = None
    if choice.kind == "openai_compatible":
        if not url:
            raise ModelUnavailable("TILLY_LLM is openai_compatible; set TILLY_LLM_URL too.")
        chosen = OpenAICompatibleChatModel(
            url,
            model,
            api_key=api_key,
            allow_personal_data=allow_personal_data,
            streams=streams or STREAMS,
            waiting=waiting,
        )
    elif choice.kind == "local":
        if not model:
            raise ModelUnavailable("TILLY_LLM is local; set TILLY_LLM_MODEL too.")
        local = LocalChatModel(
            model, streams=streams, waiting=waiting, context=context, optimise=optimise
        )
        try:
            local.load()
            chosen = local
        except ModelUnavailable as error:
            if llm != "auto":
                raise
            choice = Choice("extractive", str(error))
    logger.info(
        "Answers are worded by %s: %s.",
        chosen.name if chosen else "extractive",
        choice.reason.rstrip("."),
    )
    return chosen


def weights_are_here(model: str) -> bool:
    """Whether `model` is a folder or file with weights, or a hub id that is in the cache."""
    path = Path(model).expanduser()
    if path.suffix == ".gguf" or path.is_file():
        return path.is_file()
    if path.is_dir():
        return any(path.glob("*.safetensors")) or any(path.glob("pytorch_model*.bin"))
    from huggingface_hub import try_to_load_from_cache

    names = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")
    try:
        return any(isinstance(try_to_load_from_cache(model, name), str) for name in names)
    except ValueError:  # not even a hub id
        return False


def _cuda_is_here() -> bool:
    import torch

    return torch.cuda.is_available()
