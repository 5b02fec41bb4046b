"""The language model: time to the first token, tokens a second, memory, share of the limit.

A token of one answer cannot come sooner than the weights are read: that limit is the bandwidth
of a copy, measured on the spot, over the bytes of weights that a token reads. Prompts are all
different but for their first tokens, as answers of one shop are; each number of streams gets
prompts of its own, so that nothing is left over from the one before.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from benchmarks.generation.prompts import prompts
from benchmarks.generation.timing import Streamed, figures_of
from generation import GenerationError
from generation.local import LocalChatModel
from generation.openai_compatible import OpenAICompatibleChatModel

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from generation import ChatModel, Message

TARGET_STREAMS: Final = 16
ROOM: Final = 32
"""Tokens of context beyond prompt and answer."""
CHARS_PER_TOKEN: Final = 4.5
"""Of English, where the tokenizer is a server's own."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m benchmarks generation`."""
    parser.add_argument("--model", required=True, help="folder, .gguf, hub id or random:SHAPE")
    parser.add_argument("--url", default="", help="measure a server's model instead")
    parser.add_argument("--streams", type=_numbers, default=[1, 8, 64], help="such as 1,8,64")
    parser.add_argument("--prompt-tokens", type=int, default=1500)
    parser.add_argument(
        "--shared-tokens", type=int, default=128, help="that all prompts begin with"
    )
    parser.add_argument("--new-tokens", type=int, default=128)
    parser.add_argument("--device", choices=("cpu", "cuda"), help="default: cuda if it is there")
    parser.add_argument("--optimise", choices=("auto", "off", "graphs", "compile"), default="auto")


def run(options: argparse.Namespace) -> dict[str, float]:
    """Load, warm up, ask; the figures of the run."""
    try:
        return asyncio.run(_served(options) if options.url else _local(options))
    except GenerationError as error:
        raise SystemExit(f"generation: {error}") from error


async def _local(options: argparse.Namespace) -> dict[str, float]:
    from generation.hardware import copy_bandwidth, description, peak_memory
    from generation.text_tokens import encode

    model = LocalChatModel(
        options.model,
        device=options.device,
        streams=max(*options.streams, TARGET_STREAMS),
        context=options.prompt_tokens + options.new_tokens + ROOM,
        optimise=options.optimise,
    )
    began = time.monotonic()
    await asyncio.to_thread(model.load)
    loaded = time.monotonic() - began
    running = model.running
    weights = running.weights
    print(
        f"{model.name} on {description(weights.device)}: {weights.dtype}, "
        f"{weights.attention} attention, optimisation {running.how}"
    )
    figures = await _measured(
        model, options, lambda messages: len(encode(weights.tokenizer, messages))
    )
    peak = peak_memory(weights.device)  # before the copies, which need memory too
    bandwidth = copy_bandwidth(weights.device)
    limit = bandwidth / weights.read_bytes
    if (one := figures.get("tokens_per_s_1")) is not None:
        figures["bandwidth_share"] = one / limit
    figures |= {
        "limit_tokens_per_s": limit,
        "copy_gb_per_s": bandwidth / 1e9,
        "read_per_token_mb": round(weights.read_bytes / 1e6, 1),
        "peak_mb": round(peak / 1e6),
        "load_seconds": loaded,
    }
    await model.close()
    return figures


async def _served(options: argparse.Namespace) -> dict[str, float]:
    model = OpenAICompatibleChatModel(
        options.url, options.model, streams=max(*options.streams, TARGET_STREAMS)
    )
    figures = await _measured(
        model,
        options,
        lambda messages: round(sum(len(one.content) for one in messages) / CHARS_PER_TOKEN),
    )
    await model.close()
    return figures


async def _measured(
    model: ChatModel, options: argparse.Namespace, length: Callable[[Sequence[Message]], int]
) -> dict[str, float]:
    def asked(count: int, seed: int) -> list[list[Message]]:
        return prompts(count, options.prompt_tokens, options.shared_tokens, length, seed)

    await _ask(model, asked(1, -1), options.new_tokens)  # what is done once only is done then
    figures: dict[str, float] = {}
    counts = [*options.streams, *({TARGET_STREAMS} - set(options.streams))]
    for seed, count in enumerate(counts):
        answers = await _ask(model, asked(count, seed), options.new_tokens)
        figures |= figures_of(answers)
        if count == TARGET_STREAMS:
            for percent in (50, 95):
                key = f"first_token_p{percent}_ms"
                figures[key] = figures[f"{key}_{count}"]
            figures["prompt_tokens"] = round(
                sum(one.prompt_tokens for one in answers) / len(answers)
            )
    first = figures.get("tokens_per_s_1")
    for count in options.streams:
        if first and count > 1 and (rate := figures.get(f"tokens_per_s_{count}")):
            figures[f"speed_up_{count}"] = rate / first
    return {"n": sum(counts)} | figures


async def _ask(
    model: ChatModel, asked: Sequence[Sequence[Message]], new_tokens: int
) -> list[Streamed]:
    began = time.perf_counter()

    async def answer(messages: Sequence[Message]) -> Streamed:
        at: list[float] = []
        prompt_tokens = tokens = 0
        async with aclosing(model.stream(messages, max_tokens=new_tokens)) as pieces:
            async for piece in pieces:
                if piece.text:
                    at.append(time.perf_counter() - began)
                prompt_tokens = piece.prompt_tokens or prompt_tokens
                tokens = piece.completion_tokens or tokens
        return Streamed(tuple(at), tokens or len(at), prompt_tokens)

    return list(await asyncio.gather(*map(answer, asked)))


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]
