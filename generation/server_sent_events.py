"""Reads the event stream of an HTTP answer, https://html.spec.whatwg.org/#event-stream-interpretation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generation.errors import StreamBroken

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable

LONGEST_LINE: Final = 1 << 20


async def data_of_events(body: AsyncIterable[bytes]) -> AsyncGenerator[str, None]:
    """The `data` of each event, however the bytes were cut on the way.

    An event that the end of the stream cut short is not given. Raises StreamBroken on a
    line of more than a megabyte and on bytes that are not UTF-8.
    """
    data: list[str] = []
    async for line in _lines(body):
        if not line:
            if data:
                yield "\n".join(data)
            data = []
            continue
        field, _, value = line.partition(":")
        if field == "data":
            data.append(value.removeprefix(" "))


async def _lines(body: AsyncIterable[bytes]) -> AsyncGenerator[str, None]:
    rest = b""
    async for piece in body:
        rest += piece
        if len(rest) > LONGEST_LINE:
            raise StreamBroken("The model's server sent a line of more than a megabyte.")
        # A carriage return at the very end may be half of a line ending.
        held = rest[-1:] if rest.endswith(b"\r") else b""
        whole = rest.removesuffix(held).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *lines, rest = whole.split(b"\n")
        rest += held
        for line in lines:
            try:
                yield line.decode("utf-8")
            except UnicodeDecodeError as error:
                raise StreamBroken("The model's server sent bytes that are not UTF-8.") from error
