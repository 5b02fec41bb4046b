"""A model in this process, by transformers: on CUDA in bfloat16 when there, else on the CPU.

One answer is generated at a time, on a thread of its own; others wait for it. Stopping
(a closed stream, a deadline) takes effect at the next token; the caller never waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generation.chat_model import Delta, Message
from generation.errors import DeadlineExceeded, ModelUnavailable, PromptTooLong, StreamBroken

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

logger = logging.getLogger(__name__)

_FALLBACK_TEMPLATE: Final = (
    "{% for message in messages %}{{ message.role | capitalize }}: {{ message.content }}\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)
_FEWEST_TOKENS: Final = 16  # an answer shorter than this is none
_ENDLESS: Final = 1 << 20  # tokenizers say 1e30 when their model has no limit


class LocalChatModel:
    """Weights from a folder, a `.gguf` file or a hub id, loaded by `load` or the first stream."""

    def __init__(self, model: str | Path, *, device: str | None = None) -> None:
        self.model = str(model)
        self._wanted_device = device
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="generation")
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        self._stopping: set[threading.Event] = set()

    @property
    def name(self) -> str:
        """`local:` and the last part of the model's name."""
        return f"local:{Path(self.model).name}"

    def load(self) -> None:
        """Read the weights (seconds to minutes); raises ModelUnavailable."""
        with self._loading:
            if self._loaded is None:
                try:
                    self._loaded = _load(self.model, self._wanted_device)
                except Exception as error:  # a broken file fails in any layer of transformers
                    reason = str(error).strip().splitlines()[0] if str(error).strip() else error
                    raise ModelUnavailable(
                        f"The model {self.model!r} cannot be loaded: {reason}"
                    ) from error

    async def stream(
        self, messages: Sequence[Message], *, max_tokens: int, deadline: float | None = None
    ) -> AsyncGenerator[Delta, None]:
        """The answer by greedy decoding, a word or so at a time."""
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[Delta | Exception] = asyncio.Queue()
        stop = threading.Event()

        def give(piece: Delta | Exception) -> None:
            if not stop.is_set() and not loop.is_closed():
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        self._stopping.add(stop)
        work = self._pool.submit(self._generate, list(messages), max_tokens, deadline, stop, give)
        try:
            while True:
                piece = await _next(pieces, deadline, self.name)
                if isinstance(piece, Exception):
                    raise piece
                yield piece
                if piece.completion_tokens is not None:
                    return
        finally:
            stop.set()
            work.cancel()
            self._stopping.discard(stop)

    async def close(self) -> None:
        """Stop what runs and free the weights."""
        for stop in self._stopping:
            stop.set()
        await asyncio.to_thread(self._pool.shutdown, wait=True, cancel_futures=True)
        self._loaded = None

    def _generate(
        self,
        messages: list[Message],
        max_tokens: int,
        deadline: float | None,
        stop: threading.Event,
        give: Callable[[Delta | Exception], None],
    ) -> None:
        try:
            if not stop.is_set():
                self.load()
                give(self._run(messages, max_tokens, deadline, stop, give))
        except (ModelUnavailable, PromptTooLong, DeadlineExceeded) as error:
            give(error)
        except Exception as error:
            logger.exception("%s failed while generating.", self.name)
            broken = StreamBroken(f"{self.name} failed while generating: {error}")
            broken.__cause__ = error
            give(broken)

    def _run(
        self,
        messages: list[Message],
        max_tokens: int,
        deadline: float | None,
        stop: threading.Event,
        give: Callable[[Delta | Exception], None],
    ) -> Delta:
        import torch
        from transformers import StoppingCriteria

        assert self._loaded is not None
        model, tokenizer = self._loaded

        class Stop(StoppingCriteria):  # type: ignore[misc] # transformers is untyped
            def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:  # noqa: ARG002 - its signature
                late = deadline is not None and time.monotonic() >= deadline
                return torch.full(
                    (input_ids.shape[0],), stop.is_set() or late, device=input_ids.device
                )

        prompt = _encode(tokenizer, messages).to(model.device)
        length = int(prompt["input_ids"].shape[1])
        room = _room(model, length, self.name)
        with torch.inference_mode():
            output = model.generate(
                **prompt,
                max_new_tokens=min(max_tokens, room),
                do_sample=False,
                streamer=_Streamer(tokenizer, lambda text: give(Delta(text))),
                stopping_criteria=[Stop()],
                pad_token_id=tokenizer.pad_token_id
                if tokenizer.pad_token_id is not None
                else tokenizer.eos_token_id,
            )
        if deadline is not None and time.monotonic() >= deadline:
            raise DeadlineExceeded(f"{self.name} did not answer in time.")
        return Delta("", prompt_tokens=length, completion_tokens=int(output.shape[1]) - length)


class _Streamer:
    """Hands on text as soon as its bytes are whole; transformers' own waits for spaces.

    Each step decodes only the tokens since the last whole piece, and the piece before them,
    because a token's text depends on its neighbour.
    """

    def __init__(self, tokenizer: Any, give: Callable[[str], None]) -> None:
        self._tokenizer = tokenizer
        self._give = give
        self._tokens: list[int] | None = None  # None until the prompt has gone by
        self._before = self._given = 0

    def put(self, value: Any) -> None:
        if self._tokens is None:
            self._tokens = []
            return
        self._tokens += value.flatten().tolist()
        self._hand_on(whole_only=True)

    def end(self) -> None:
        self._hand_on(whole_only=False)

    def _hand_on(self, *, whole_only: bool) -> None:
        tokens = self._tokens or []
        old = self._decode(tokens[self._before : self._given])
        new = self._decode(tokens[self._before :])
        if len(new) > len(old) and not (whole_only and new.endswith("\ufffd")):
            self._give(new[len(old) :])
            self._before, self._given = self._given, len(tokens)

    def _decode(self, tokens: list[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True))


async def _next(
    pieces: asyncio.Queue[Delta | Exception], deadline: float | None, name: str
) -> Delta | Exception:
    left = None if deadline is None else deadline - time.monotonic()
    try:
        if left is not None and left <= 0:
            raise TimeoutError
        async with asyncio.timeout(left):
            return await pieces.get()
    except TimeoutError as error:
        raise DeadlineExceeded(f"{name} did not answer in time.") from error


def _load(model: str, wanted_device: str | None) -> tuple[Any, Any]:
    path = Path(model)
    source: str | Path = model
    options: dict[str, Any] = {}
    if path.suffix == ".gguf":
        if not path.is_file():
            raise OSError(f"there is no file {path}")
        source, options = path.parent, {"gguf_file": path.name}

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    device = wanted_device or ("cuda" if torch.cuda.is_available() else "cpu")
    started = time.monotonic()
    tokenizer = AutoTokenizer.from_pretrained(source, **options)
    weights = AutoModelForCausalLM.from_pretrained(
        source, dtype=torch.bfloat16 if device.startswith("cuda") else "auto", **options
    )
    weights = weights.to(device).eval()
    # A checkpoint's own sampling settings would only warn that greedy decoding ignores them.
    for setting in ("temperature", "top_p", "top_k", "min_p", "typical_p"):
        setattr(weights.generation_config, setting, None)
    if tokenizer.chat_template is None:
        tokenizer.chat_template = _FALLBACK_TEMPLATE
    logger.info("Loaded %s on %s in %.1f s.", model, device, time.monotonic() - started)
    return weights, tokenizer


def _encode(tokenizer: Any, messages: list[Message]) -> Any:
    """Token ids; control tokens written inside a message's text lose their power."""
    control = sorted(
        {
            token
            for token in (*tokenizer.all_special_tokens, *tokenizer.get_added_vocab())
            if token.strip()
        },
        key=len,
        reverse=True,
    )

    def plain(text: str) -> str:
        for token in control:
            text = text.replace(token, " ")
        return text

    return tokenizer.apply_chat_template(
        [{"role": message.role, "content": plain(message.content)} for message in messages],
        add_generation_prompt=True,
        return_tensors="pt",
        return_dict=True,
    )


def _room(model: Any, length: int, name: str) -> int:
    limit = getattr(model.config, "max_position_embeddings", None) or _ENDLESS
    if length + _FEWEST_TOKENS > limit:
        raise PromptTooLong(f"The prompt has {length} tokens; {name} takes {limit}.")
    return int(limit - length)
