"""Many conversations at once on one model in this process."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import aclosing

import pytest

from generation import Busy, Message, ModelUnavailable, StreamBroken
from generation.local import LocalChatModel

pytestmark = pytest.mark.model

SYSTEM = Message("system", "You answer questions about tents. Be brief. " * 8)
ASKED = [f"{'What of ' * (1 + n % 5)}tent {chr(97 + n) * (1 + n % 4)}{n}" for n in range(16)]


def made(weights, **kwargs):
    return LocalChatModel(weights, device="cpu", **({"streams": 16} | kwargs))


@pytest.fixture
async def model(tiny_weights):
    made_up = made(tiny_weights)
    await asyncio.to_thread(made_up.load)
    yield made_up
    await made_up.close()


async def answer(model, question, *, most=24, **kwargs):
    async with aclosing(
        model.stream([SYSTEM, Message("user", question)], max_tokens=most, **kwargs)
    ) as pieces:
        return "".join([piece.text async for piece in pieces])


async def by_transformers(model, question, most=24):
    """What `generate` makes of the same prompt, alone."""
    import torch

    from generation.text_tokens import encode

    weights = model.running.weights
    prompt = encode(weights.tokenizer, [SYSTEM, Message("user", question)])
    with torch.no_grad():
        output = weights.model.generate(
            torch.tensor([prompt]), max_new_tokens=most, do_sample=False, pad_token_id=1
        )
    return weights.tokenizer.decode(output[0, len(prompt) :], skip_special_tokens=True)


async def test_sixteen_conversations_each_get_the_text_of_their_own(model):
    """Batched, moved and with a shared beginning: the greedy tokens are those of `generate`."""
    expected = [await by_transformers(model, question) for question in ASKED]
    assert len(set(expected)) == len(ASKED)
    assert expected == await asyncio.gather(*(answer(model, question) for question in ASKED))


async def test_answers_of_all_lengths_through_few_rows(tiny_weights):
    """Sixteen through three places, so that rows are freed, filled and moved."""
    model = made(tiny_weights, streams=3, waiting=16)
    lengths = [3 + 7 * n % 20 for n in range(16)]
    pairs = list(zip(ASKED, lengths, strict=True))
    together = await asyncio.gather(*(answer(model, one, most=most) for one, most in pairs))
    assert [await by_transformers(model, one, most) for one, most in pairs] == together
    await model.close()


async def test_a_shared_beginning_is_computed_once(model, monkeypatch):
    """Of a second question only what differs is read."""
    passes = model.running.batch._model
    read = []
    prefill = passes.prefill
    monkeypatch.setattr(
        passes, "prefill", lambda row, tokens: read.append(len(tokens)) or prefill(row, tokens)
    )
    await answer(model, "What of the red tent?")
    first, read[:] = sum(read), []
    await answer(model, "What of the blue tent?")
    assert first > 300
    assert sum(read) < 60


async def test_cancelling_one_leaves_fifteen_untouched(model):
    """A task that is cancelled mid-answer takes nobody along."""
    alone = [await answer(model, question, most=40) for question in ASKED]
    tasks = [asyncio.create_task(answer(model, question, most=40)) for question in ASKED]
    await asyncio.sleep(0.05)
    tasks[5].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(done.pop(5), asyncio.CancelledError)
    alone.pop(5)
    assert alone == done


async def test_a_cancelled_answer_frees_its_place(tiny_weights):
    """With one place, the next answer begins as soon as the first is left."""
    model = made(tiny_weights, streams=1, waiting=1)
    stream = model.stream([SYSTEM], max_tokens=2000)
    await anext(stream)
    waiting = asyncio.create_task(answer(model, "And now?", most=4))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await stream.aclose()
    assert await asyncio.wait_for(waiting, 5)
    await model.close()


async def test_what_is_too_much_is_refused_at_once(tiny_weights):
    """Two run, one waits, the fourth is Busy within a moment."""
    model = made(tiny_weights, streams=2, waiting=1)
    model.load()
    held = [asyncio.create_task(answer(model, one, most=2000)) for one in ASKED[:3]]
    await asyncio.sleep(0.05)
    began = time.monotonic()
    with pytest.raises(Busy, match="3 answers in hand"):
        await answer(model, "One more?")
    assert time.monotonic() - began < 0.2
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)
    assert await answer(model, "And now?")
    await model.close()


async def test_a_model_that_fails_in_mid_batch_recovers(model, monkeypatch, caplog):
    """Who was being answered hears of it; the next answers are right again."""
    caplog.set_level(logging.CRITICAL)
    expected = [await answer(model, question) for question in ASKED[:4]]
    passes = model.running.batch._model
    decode, steps = passes.decode, []

    def failing(tokens):
        steps.append(len(tokens))
        if len(steps) == 8:
            raise RuntimeError("a kernel failed")
        return decode(tokens)

    monkeypatch.setattr(passes, "decode", failing)
    broken = await asyncio.gather(
        *(answer(model, question) for question in ASKED[:4]), return_exceptions=True
    )
    assert {StreamBroken} >= {type(one) for one in broken if not isinstance(one, str)}
    assert any("a kernel failed" in str(one) for one in broken)
    assert expected == await asyncio.gather(*(answer(model, one) for one in ASKED[:4]))


async def test_closing_while_it_runs_ends_every_stream(tiny_weights):
    """Nobody is left waiting, and a closed model says so."""
    model = made(tiny_weights, streams=2, waiting=2)
    model.load()
    tasks = [asyncio.create_task(answer(model, one, most=2000)) for one in ASKED[:4]]
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await model.close()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert time.monotonic() - began < 2
    assert {StreamBroken, ModelUnavailable} >= {type(one) for one in ended}
    with pytest.raises(ModelUnavailable, match="closed"):
        await answer(model, "Still there?")


async def test_characters_of_several_tokens_come_whole(model):
    """Bytes that are no character yet wait for the rest."""
    pieces = [
        piece.text async for piece in model.stream([Message("user", "Grüße 你好")], max_tokens=200)
    ]
    assert "\ufffd" not in "".join(pieces[:-2])


def test_a_recorded_pass_asks_nothing_of_the_device(tiny_weights):
    """A pass that reads a value back cannot be recorded as a CUDA graph; fake tensors have none."""
    import torch
    from torch._subclasses import FakeTensorMode

    from generation.passes import Passes
    from generation.slots import Slots
    from generation.weights import load

    weights = load(str(tiny_weights), "cpu")
    slots = Slots(
        weights.config, rows=8, context=512, dtype=weights.dtype, device=torch.device("cpu")
    )
    passes = Passes(weights.model, slots, "off")
    passes.warm_up()
    with FakeTensorMode(allow_non_fake_inputs=True):
        assert passes._next_tokens(5, 384).shape == (5,)


def test_what_cannot_be_sped_up_here_is_done_without(tiny_weights, monkeypatch, caplog):
    """A compiler that fails costs a line in the log, not the model."""
    from generation.passes import Passes

    caplog.set_level(logging.CRITICAL)

    def fail(passes):
        passes._model.model.norm.register_forward_pre_hook(broken)

    def broken(module, _):
        module._forward_pre_hooks.clear()
        raise RuntimeError("no compiler")

    monkeypatch.setattr(Passes, "_compile", fail)
    model = made(tiny_weights, optimise="compile")
    model.load()
    assert model.running.how == "off"
    assert model.running.batch.free == 16
    asyncio.run(model.close())


@pytest.mark.parametrize(
    ("wanted", "device", "how"),
    [("auto", "cpu", "off"), ("graphs", "cpu", "off"), ("graphs", "cuda", "graphs")],
)
def test_graphs_are_for_cuda(wanted, device, how):
    """On a CPU there are none, and nothing else pays."""
    import torch

    from generation.passes import optimisation

    assert how == optimisation(wanted, torch.device(device))


@pytest.mark.parametrize("shape", ["tiny", "qwen2.5-7b", "llama-3.1-8b"])
def test_made_up_models_have_the_shapes_of_real_ones(shape):
    """Bytes read for a token: 14.1 GB and 15.0 GB in bfloat16 are what the real ones have."""
    import torch

    from generation.shapes import made_up
    from generation.weights import _read_bytes

    network, _ = made_up(f"random:{shape}", torch.device("meta"))
    if shape == "tiny":
        assert _read_bytes(network) < 1e6
        return
    read = (
        sum(w.numel() for w in network.parameters()) - network.get_input_embeddings().weight.numel()
    )
    assert {"qwen2.5-7b": 7.07, "llama-3.1-8b": 7.50}[shape] == pytest.approx(read / 1e9, abs=0.01)


async def test_a_shape_that_is_not_known_is_one_sentence():
    """The error names those that are."""
    with pytest.raises(ModelUnavailable, match=r"no such shape; there are tiny, qwen2\.5-0\.5b"):
        LocalChatModel("random:gpt-9").load()
