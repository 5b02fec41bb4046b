from __future__ import annotations

from types import SimpleNamespace

import pytest
from action_fakes import Store
from rasa_sdk.executor import CollectingDispatcher
from trackers import DOMAIN, tracker

from actions import build_actions


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def act(store):
    """Runs an action on a tracker, or on the words of one: what it uttered, what it returned."""

    async def run(name, asked, **about):
        action = next(a for a in build_actions(store, store.gateway) if a.name() == name)
        dispatcher = CollectingDispatcher()
        heard = tracker(asked, **about) if isinstance(asked, str) else asked
        events = await action.run(dispatcher, heard, DOMAIN)
        return SimpleNamespace(
            events=events,
            messages=dispatcher.messages,
            responses=[message["response"] for message in dispatcher.messages],
        )

    return run
