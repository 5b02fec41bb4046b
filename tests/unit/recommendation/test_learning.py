"""From events to models: what is counted, what is rehearsed, and how models are swapped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from shop_fakes import CAMP, GARDEN, NOW, products, shelf, visits

from recommendation import (
    Interaction,
    InteractionKind,
    ModelUnusable,
    Moment,
    NothingToLearn,
    Outcome,
    ShopperState,
    Situation,
    Step,
    interactions_of,
    known_state,
    offer,
)
from recommendation.algorithms.item_neighbours import neighbours_of_items
from recommendation.algorithms.sequences import Sequences
from recommendation.learning.material import coding_of, material_of, visits_of
from recommendation.learning.rehearsal import graded_slates, rehearsed
from recommendation.learning.snapshots import CurrentModels, load, save
from recommendation.learning.trained import Trained
from recommendation.learning.training import learn
from recommendation.logged_slates import JudgedSlate
from signals import BehaviourEvent, BehaviourKind

STATE = ShopperState(session=(Step("tent"),))


def trained(version="v1", times=12):
    sessions = visits_of(visits(times))
    material = material_of(sessions, products(), coding_of(sessions, products()))
    return Trained(
        version=version,
        coding=material.coding,
        categories=material.categories,
        wanted=material.wanted,
        sessions=material.sessions,
        together=neighbours_of_items(material.baskets, len(material.coding)),
        bought_again=frozenset({"lamp"}),
    )


def offered(models):
    slate = offer(Moment("talk", "1"), STATE, Situation(), models, shelf())
    return [one.product for one in slate.offers]


def test_events_become_interactions_visit_by_visit():
    """A pause of a day begins another session; information pages say nothing of products."""
    events = [
        BehaviourEvent(id="1", kind=BehaviourKind.VIEW, at=NOW, visitor_id="v", product_id="tent"),
        BehaviourEvent(id="2", kind=BehaviourKind.VIEW, at=NOW, visitor_id="v"),
        BehaviourEvent(
            id="3", kind=BehaviourKind.PURCHASE, at=NOW + timedelta(days=1), visitor_id="v",
            customer_id="ada", product_id="tent",
        ),
    ]  # fmt: skip
    found = [(one.session, one.customer, one.kind) for one in interactions_of(events)]
    expected = [
        ("v/0", None, InteractionKind.VIEW),
        ("v/1", "ada", InteractionKind.PURCHASE),
    ]
    assert expected == found


def test_a_return_counts_against_a_product():
    """What comes back is wanted less than what was only looked at."""
    steps = [
        Interaction("1", "ada", "tent", InteractionKind.PURCHASE, NOW),
        Interaction("2", "ada", "tent", InteractionKind.RETURN, NOW),
        Interaction("3", "bob", "lamp", InteractionKind.CART, NOW),
    ]
    sessions = visits_of(steps)
    material = material_of(sessions, products(), coding_of(sessions, products()))
    tent, lamp = material.coding.of(["tent", "lamp"])
    assert 0 < material.wanted[tent] < material.wanted[lamp]


def test_what_is_bought_again_and_again_is_told_by_its_buyers():
    """Five in a hundred buyers who come back make a product one that people buy again."""
    steps = [
        Interaction(f"{product} {who} {time}", f"c{who}", product, InteractionKind.PURCHASE, NOW)
        for product, repeats in (("fuel", 20), ("tent", 0))
        for who in range(40)
        for time in range(2 if who < repeats else 1)
    ]
    sessions = visits_of(steps)
    coding = coding_of(sessions, [])
    assert frozenset({"fuel"}) == material_of(sessions, [], coding).bought_again


def test_neighbours_of_a_product_share_its_baskets():
    """On a checkerboard no product of the other half is near."""
    near = neighbours_of_items(Sequences.of([[0, 2], [0, 2], [1, 3], [0, 4]]), 5)
    assert [2, 4] == near.of(0)[0].tolist()
    assert [3] == near.of(1)[0].tolist()


def test_rehearsed_moments_are_graded_by_what_followed():
    """A purchase is worth more than a cart, and what was not chosen nothing."""
    sessions = visits_of(visits())
    cut = len(sessions) // 2
    material = material_of(sessions[:cut], products(), coding_of(sessions, products()))
    models = replace(trained(), sessions=material.sessions).models()
    pools = rehearsed(models, sessions[:cut], sessions[cut:], shelf())
    grades = np.concatenate([pool.grades for pool in pools])
    assert {0, 2, 3} == set(grades.tolist())
    assert all(pool.grades.any() for pool in pools)


def test_slates_are_graded_by_what_became_of_them():
    """What was drawn with a small chance counts for the shoppers who were not shown it."""
    slate = JudgedSlate(
        ShopperState(session=(Step("tent"),)),
        {"stove": 1.0, "lamp": 0.25, "mat": 0.01},
        {"stove": {Outcome.REJECTED}, "lamp": {Outcome.CLICKED, Outcome.CARTED}, "mat": set()},
    )
    (graded,) = graded_slates(trained().models(), [slate], shelf())
    assert {(0, 1.0), (2, 4.0), (0, 10.0)} == set(
        zip(graded.grades.tolist(), graded.weights.tolist(), strict=True)
    )


def test_what_is_known_of_a_shopper_is_put_together():
    """This visit's products, what was kept of earlier purchases, and what was looked at then."""
    day = timedelta(days=1)
    done = [
        ("1", BehaviourKind.PURCHASE, "tent", -3 * day),
        ("2", BehaviourKind.PURCHASE, "lamp", -3 * day),
        ("3", BehaviourKind.VIEW, "mat", -2 * day),
        ("4", BehaviourKind.RETURN, "lamp", -2 * day),
        ("5", BehaviourKind.VIEW, "stove", -timedelta(minutes=2)),
        ("6", BehaviourKind.ADD_TO_CART, "stove", -timedelta(minutes=1)),
    ]
    events = [
        BehaviourEvent(id=id_, kind=kind, at=NOW + ago, visitor_id="v", product_id=product)
        for id_, kind, product, ago in done
    ]
    state = known_state(events, NOW, asked_about=["rake"], rejected=["hose"])
    assert (Step("stove"), Step("stove", InteractionKind.CART)) == state.session
    assert (("tent",), ("mat", "lamp")) == (state.bought, state.viewed)
    assert ("stove", "stove", "rake") == state.products
    assert ("hose",) == state.rejected


def test_a_shop_without_visitors_can_still_recommend():
    """Before there is any event everything is equally wanted."""
    models = learn([], products(), "v1", shelf=shelf()).models()
    slate = offer(Moment("talk", "1"), ShopperState(), Situation(), models, shelf())
    assert set(CAMP + GARDEN) >= {one.product for one in slate.offers}
    assert 3 == len(slate.offers)


def test_without_products_there_is_nothing_to_recommend():
    """An empty catalogue is refused with a sentence."""
    with pytest.raises(NothingToLearn, match="no products"):
        learn([], [], "v1", shelf=shelf())


def test_models_come_back_as_they_were_saved(tmp_path):
    """The same state gets the same slate, and the version is told."""
    save(trained(), tmp_path / "models.npz")
    back = load(tmp_path / "models.npz")
    assert ("v1", frozenset({"lamp"})) == (back.version, back.bought_again)
    assert offered(trained().models()) == offered(back.models())


def test_a_new_file_is_used_from_the_next_call(tmp_path):
    """Until there is one, the first models serve."""
    path = tmp_path / "models.npz"
    current = CurrentModels(path, trained("first").models)
    assert "first" == current().version
    save(trained("second"), path)
    assert "second" == current().version
    save(trained("third"), path)
    assert "third" == current().version


def test_a_broken_file_leaves_the_models_in_use(tmp_path):
    """Half a file is never half a model: the trouble is told, the old models serve."""
    path = tmp_path / "models.npz"
    save(trained("good"), path)
    current = CurrentModels(path, trained("first").models)
    assert "good" == current().version
    path.write_bytes(path.read_bytes()[:1000])
    assert "good" == current().version
    assert "holds no recommenders" in current.trouble


def test_saving_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    """A full disk, say: what was there is there, and nothing is left beside it."""
    path = tmp_path / "models.npz"
    save(trained("good"), path)

    def full(*_args, **_kwargs):
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        save(trained("bad"), path)
    assert ["models.npz"] == [one.name for one in tmp_path.iterdir()]
    assert "good" == load(path).version


def test_a_file_of_another_format_is_refused(tmp_path):
    """An older or newer Tilly's models are trained anew, not misread."""
    arrays = trained().arrays()
    arrays["told"] = np.frombuffer(b'{"format": 0}', dtype=np.uint8)
    with pytest.raises(ModelUnusable, match="format 0"):
        Trained.restored(arrays)
