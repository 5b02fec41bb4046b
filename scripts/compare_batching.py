"""Compare ways to answer many prompts at once: same tokens, how fast (docs/decisions/0010).

Prompts begin alike and answers differ in length, as in a shop. The model is made up on the spot.
"""

from __future__ import annotations

import argparse
import queue
import time
from typing import TYPE_CHECKING

import torch
from transformers import GenerationConfig, Qwen2Config, Qwen2ForCausalLM
from transformers.generation.configuration_utils import ContinuousBatchingConfig

from generation.batch import Batch, Request
from generation.passes import Passes
from generation.slots import Slots

if TYPE_CHECKING:
    from collections.abc import Callable

VOCABULARY = 4096
SHARED = 200
CONTEXT = 1024
PAGE_SIZES = (256, 16)
NO_END = -1

Answers = list[list[int]]


class Comparison:
    """A model, prompts, and how many tokens each is answered with."""

    def __init__(self, layers: int, width: int, prompts: int, longest: int, at_once: int) -> None:
        """Answers have between a half and one and a half times `longest` tokens."""
        torch.manual_seed(0)
        config = Qwen2Config(
            vocab_size=VOCABULARY,
            hidden_size=width,
            intermediate_size=11 * width // 4,
            num_hidden_layers=layers,
            num_attention_heads=8,
            num_key_value_heads=2,
            max_position_embeddings=4 * CONTEXT,
            initializer_range=0.06,  # so large that answers depend on their prompts
            eos_token_id=None,
            bos_token_id=None,
        )
        self.model = Qwen2ForCausalLM(config).eval()
        shared = torch.randint(5, VOCABULARY, (SHARED,)).tolist()
        self.prompts = [
            shared + torch.randint(5, VOCABULARY, (40 + 13 * n % 300,)).tolist()
            for n in range(prompts)
        ]
        self.lengths = [longest // 2 + 7 * n % longest for n in range(prompts)]
        self.at_once = at_once

    @torch.inference_mode()
    def one_at_a_time(self) -> Answers:
        """What all others must say."""
        return [
            self._generate([prompt], length)[0]
            for prompt, length in zip(self.prompts, self.lengths, strict=True)
        ]

    @torch.inference_mode()
    def static(self) -> Answers:
        """Padded on the left, each group until its longest answer is done."""
        said: Answers = []
        for start in range(0, len(self.prompts), self.at_once):
            group = slice(start, start + self.at_once)
            rows = self._generate(self.prompts[group], max(self.lengths[group]))
            said += [row[:n] for row, n in zip(rows, self.lengths[group], strict=True)]
        return said

    def transformers(self, page: int) -> Answers:
        """`ContinuousBatchingManager` with pages of so many tokens."""
        manager = self.model.init_continuous_batching(
            generation_config=GenerationConfig(do_sample=False, eos_token_id=NO_END),
            continuous_batching_config=ContinuousBatchingConfig(
                page_size=page,
                num_blocks=4 * self.at_once * CONTEXT // page,
                max_batch_tokens=512,
                max_requests_per_batch=self.at_once,
            ),
        )
        manager.start()
        names = [
            manager.add_request(prompt, max_new_tokens=length, eos_token_id=NO_END)
            for prompt, length in zip(self.prompts, self.lengths, strict=True)
        ]
        said = {}
        while len(said) < len(names):
            if (result := manager.get_result(timeout=1)) is not None:
                said[result.request_id] = result.generated_tokens
        manager.stop()
        self.model.set_attn_implementation("sdpa")
        return [said[name] for name in names]

    def slots(self) -> Answers:
        """The batch of `generation.local`."""
        slots = Slots(
            self.model.config,
            rows=self.at_once,
            context=CONTEXT,
            dtype=self.model.dtype,
            device=self.model.device,
        )
        batch = Batch(Passes(self.model, slots, "off"), ends=frozenset(), piece=512)
        given: queue.SimpleQueue[tuple[int, object]] = queue.SimpleQueue()
        for number, (prompt, length) in enumerate(zip(self.prompts, self.lengths, strict=True)):
            batch.add(
                Request(prompt, length, lambda piece, number=number: given.put((number, piece)))
            )
        said: Answers = [[] for _ in self.prompts]
        left = len(said)
        while left:
            number, piece = given.get()
            if isinstance(piece, int):
                said[number].append(piece)
            else:
                left -= 1
        batch.close()
        return said

    def _generate(self, prompts: Answers, length: int) -> Answers:
        longest = max(map(len, prompts))
        padded = [[0] * (longest - len(prompt)) + prompt for prompt in prompts]
        real = [[0] * (longest - len(prompt)) + [1] * len(prompt) for prompt in prompts]
        output = self.model.generate(
            torch.tensor(padded),
            attention_mask=torch.tensor(real),
            max_new_tokens=length,
            do_sample=False,
            pad_token_id=0,
        )
        return [row[longest:] for row in output.tolist()]


def main() -> None:
    """Print a line for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=128)
    parser.add_argument("--prompts", type=int, default=24)
    parser.add_argument("--longest", type=int, default=48, help="tokens of an answer, about")
    parser.add_argument("--at-once", type=int, default=8)
    comparison = Comparison(**vars(parser.parse_args()))
    right = timed("one at a time", comparison, comparison.one_at_a_time, None)
    timed("static batch", comparison, comparison.static, right)
    for page in PAGE_SIZES:
        timed(
            f"transformers, pages of {page}",
            comparison,
            lambda page=page: comparison.transformers(page),
            right,
        )
    timed("slots", comparison, comparison.slots, right)


def timed(
    name: str, comparison: Comparison, way: Callable[[], Answers], right: Answers | None
) -> Answers:
    """Run one way; its speed, and how many answers are those of one at a time."""
    began = time.perf_counter()
    said = way()
    took = time.perf_counter() - began
    same = len(said) if right is None else sum(a == b for a, b in zip(said, right, strict=True))
    print(
        f"{name:28} {sum(comparison.lengths) / took:8.1f} tokens/s, {same} of {len(said)} the same"
    )
    return said


if __name__ == "__main__":
    main()
