"""Between text and tokens: prompts as ids, ids as text that is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generation.chat_model import Message

__all__ = ["FALLBACK_TEMPLATE", "Detokeniser", "encode"]

FALLBACK_TEMPLATE: Final = (
    "{% for message in messages %}{{ message.role | capitalize }}: {{ message.content }}\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}Assistant:{% endif %}"
)


def encode(tokenizer: Any, messages: Sequence[Message]) -> list[int]:
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

    ids = tokenizer.apply_chat_template(
        [{"role": message.role, "content": plain(message.content)} for message in messages],
        add_generation_prompt=True,
        return_dict=True,
    )["input_ids"]
    return [int(token) for token in ids]


class Detokeniser:
    """Hands on text as soon as its bytes are whole.

    Each step decodes only the tokens since the last whole piece, and the piece before them,
    because a token's text depends on its neighbour.
    """

    def __init__(self, tokenizer: Any) -> None:
        # The tokenizer's own core, where there is one: the wrapper around it takes twenty times
        # as long, and it is called for every token of every answer.
        self._tokenizer = getattr(tokenizer, "backend_tokenizer", None) or tokenizer
        self._tokens: list[int] = []
        self._before = self._given = 0

    def text(self, tokens: Sequence[int], *, last: bool = False) -> str:
        """What these further tokens add; with `last`, half a character too."""
        self._tokens += tokens
        old = self._decode(self._tokens[self._before : self._given])
        new = self._decode(self._tokens[self._before :])
        if len(new) <= len(old) or (not last and new.endswith("\ufffd")):
            return ""
        self._before, self._given = self._given, len(self._tokens)
        return new[len(old) :]

    def _decode(self, tokens: Sequence[int]) -> str:
        return str(self._tokenizer.decode(tokens, skip_special_tokens=True))
