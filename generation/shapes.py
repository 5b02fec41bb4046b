"""Models without training, `random:NAME`: the shape of a real one, weights made up on the spot.

Speed depends on shapes, not on what the weights have learnt, so it can be measured honestly
where nothing can be downloaded. What they say is gibberish, and they never end an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import torch

__all__ = ["RANDOM", "SHAPES", "made_up"]

RANDOM: Final = "random:"
SEED: Final = 7

# From the config.json that each model is published with.
_QWEN: Final[dict[str, Any]] = {"model_type": "qwen2", "vocab_size": 151_936, "rope_theta": 1e6}
SHAPES: Final[dict[str, dict[str, Any]]] = {
    "tiny": {
        **_QWEN,
        "vocab_size": 1024,
        "hidden_size": 64,
        "intermediate_size": 176,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
    },
    "qwen2.5-0.5b": {
        **_QWEN,
        "hidden_size": 896,
        "intermediate_size": 4864,
        "num_hidden_layers": 24,
        "num_attention_heads": 14,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
    },
    "qwen2.5-1.5b": {
        **_QWEN,
        "hidden_size": 1536,
        "intermediate_size": 8960,
        "num_hidden_layers": 28,
        "num_attention_heads": 12,
        "num_key_value_heads": 2,
        "tie_word_embeddings": True,
    },
    "qwen2.5-7b": {
        **_QWEN,
        "vocab_size": 152_064,
        "hidden_size": 3584,
        "intermediate_size": 18_944,
        "num_hidden_layers": 28,
        "num_attention_heads": 28,
        "num_key_value_heads": 4,
        "tie_word_embeddings": False,
    },
    "llama-3.1-8b": {
        "model_type": "llama",
        "vocab_size": 128_256,
        "hidden_size": 4096,
        "intermediate_size": 14_336,
        "num_hidden_layers": 32,
        "num_attention_heads": 32,
        "num_key_value_heads": 8,
        "tie_word_embeddings": False,
        "rope_theta": 5e5,
    },
}
_CONTEXT: Final = 32_768


def made_up(model: str, device: torch.device) -> tuple[Any, Any]:
    """The network and a tokenizer for `random:NAME`; raises ValueError naming the shapes."""
    shape = SHAPES.get(model.removeprefix(RANDOM))
    if shape is None:
        raise ValueError(f"there is no such shape; there are {', '.join(SHAPES)}")
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    shape = dict(shape)
    theta = shape.pop("rope_theta")
    config = AutoConfig.for_model(
        **shape,
        max_position_embeddings=_CONTEXT,
        rope_parameters={"rope_type": "default", "rope_theta": theta},
        bos_token_id=None,
        eos_token_id=None,
        pad_token_id=None,
    )
    # Their own seed, and the caller's random numbers go on as if nothing had been drawn.
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []), device:
        torch.manual_seed(SEED)
        network = AutoModelForCausalLM.from_config(
            config,
            dtype=torch.bfloat16 if device.type == "cuda" else torch.float32,
            attn_implementation="sdpa",
        )
    return network, _tokenizer(int(shape["vocab_size"]))


def _tokenizer(size: int) -> Any:
    """A token for every byte, and words of letters for the rest of the vocabulary."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    bytes_ = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [f"Ġ{_letters(number)}" for number in range(size - len(bytes_))]
    tokenizer = Tokenizer(models.BPE({t: at for at, t in enumerate([*bytes_, *words])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer)


def _letters(number: int) -> str:
    letters = ""
    while True:
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
        if not number:
            return letters.rjust(2, "a")
