"""The server double, started on a loopback port of its own."""

from __future__ import annotations

import socket

import pytest
from aiohttp import web
from speaking_server import Endpoint


@pytest.fixture
async def endpoint():
    served = Endpoint()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", served.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    served.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/v1"
    yield served
    await runner.cleanup()


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def tiny_weights(tmp_path_factory):
    """A Llama of two layers with random weights and a tokenizer of single letters."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    alphabet = sorted(c for c in pre_tokenizers.ByteLevel.alphabet() if c.isascii() or c == "Ġ")
    tokens = ["<|end|>", "<|pad|>", *alphabet]
    tokenizer = Tokenizer(models.BPE({token: i for i, token in enumerate(tokens)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    torch.manual_seed(7)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokens),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=4096,
            # Weights so large that what it says depends on what it was asked.
            initializer_range=0.5,
            eos_token_id=0,
            bos_token_id=None,
            pad_token_id=1,
        )
    )
    with torch.no_grad():
        model.lm_head.weight[0] = 0.0  # it never ends by itself
    folder = tmp_path_factory.mktemp("tiny")
    model.save_pretrained(folder)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token="<|end|>", pad_token="<|pad|>"
    )
    fast.chat_template = (
        "{% for m in messages %}{{ m.role }}: {{ m.content }}<|end|>{% endfor %}assistant: "
    )
    fast.save_pretrained(folder)
    return folder
