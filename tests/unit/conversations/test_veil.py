from __future__ import annotations

import pytest

from conversations.veil import Veil


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("write to ada@example.org", "write to [e-mail hidden]"),
        ("call +1 415 555 0199", "call [phone hidden]"),
        ("I am ada lovelace, Ada!", "I am a••• l•••, A•••!"),
        ("Adamant", "Adamant"),
        ("where is HP-10234?", "where is HP-10234?"),
    ],
)
def test_what_tells_who_somebody_is_is_hidden(said, shown):
    """Ways to reach them and their name are; what the shop needs is not."""
    assert shown == Veil("Ada Lovelace").text(said)


def test_names_and_ids_leave_a_hint():
    """Enough to tell two conversations apart."""
    veil = Veil("Ada Lovelace")
    assert "A••• L•••" == veil.name("Ada Lovelace")
    assert "•••01" == veil.identifier("C-1001")
    assert ("", "") == (veil.name(None), veil.identifier(None))


def test_values_are_hidden_however_deep():
    """Slots and entities hold texts, lists and objects."""
    value = {"to": ["ada@example.org", 3, None], "at": {"home": "Ada"}}
    assert {"to": ["[e-mail hidden]", 3, None], "at": {"home": "A•••"}} == Veil("Ada").value(value)


def test_a_lifted_veil_hides_nothing():
    """Whoever has the right sees everything."""
    veil = Veil("Ada Lovelace", lifted=True)
    assert "Ada, ada@example.org" == veil.text("Ada, ada@example.org")
    assert ("Ada Lovelace", "C-1") == (veil.name("Ada Lovelace"), veil.identifier("C-1"))


def test_a_name_like_a_pattern_is_only_a_name():
    """Signs of it mean nothing, and words too short to tell anybody are left alone."""
    assert "aab (x" == Veil("(x a+b .* Q").text("aab (x")
