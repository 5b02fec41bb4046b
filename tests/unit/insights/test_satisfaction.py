"""Satisfaction is learnt from rated dialogues, and judged on dialogues that were not seen."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.satisfaction import majority, read_moments
from insights.errors import DataUnusable, TooLittleData
from insights.voice.dialogues import Utterance, signs_of
from insights.voice.satisfaction import SatisfactionModel, foretold, recalls

ASKED = Utterance(shopper=True, text="Where is it?")
PLEASED = (ASKED, Utterance(shopper=False, text="It comes today", act="TELL"))
CROSS = (ASKED, Utterance(shopper=False, text="I cannot say", act="FAIL"))


def test_the_level_follows_what_was_said() -> None:
    model = SatisfactionModel.fit([PLEASED] * 12 + [CROSS] * 4, np.array([4] * 12 + [2] * 4))

    assert model.levels == (2, 4)
    assert model.predict([CROSS, PLEASED]).tolist() == [2, 4]
    assert model.likely([CROSS]).sum() == pytest.approx(1)


def test_a_dialogue_is_judged_by_models_that_did_not_see_it() -> None:
    """What is said in one dialogue only tells nothing of it."""
    own = [(Utterance(shopper=False, text=f"word{at} " * 2),) for at in range(12) for _ in range(4)]
    levels = np.array([1 + at % 2 for at in range(12) for _ in range(4)])
    groups = [at for at in range(12) for _ in range(4)]

    found = foretold(own, levels, groups, folds=4)

    assert sum(recalls(found, levels).values()) / 2 <= 0.5
    assert recalls(SatisfactionModel.fit(own, levels).predict(own), levels) == {1: 1.0, 2: 1.0}


def test_equal_ratings_and_a_single_dialogue_are_refused() -> None:
    with pytest.raises(TooLittleData, match="differ"):
        SatisfactionModel.fit([PLEASED] * 5, np.array([3] * 5))
    with pytest.raises(TooLittleData, match="more than one dialogue"):
        foretold([PLEASED, CROSS], np.array([3, 4]), ["same", "same"])


def test_signs_tell_acts_only_where_they_may() -> None:
    assert signs_of(CROSS)["shop 1 ago: FAIL"] == 1
    assert not any("FAIL" in name for name in signs_of(CROSS, acts=False))
    assert signs_of(())["begins"] == 1


def test_the_majority_of_annotators_decides_and_of_equals_the_lower() -> None:
    assert majority("3,4,4") == 4
    assert majority("4,3") == 3
    for wrong in ("six", "3,9", ","):
        with pytest.raises(DataUnusable, match="levels"):
            majority(wrong)


def test_rows_that_cannot_be_used_are_named(tmp_path, capsys) -> None:
    file = tmp_path / "talks.txt"
    file.write_text(
        "USER\tHello\tGREET,ASK\t3,3,2\nSYSTEM\tYes?\nBOT\tno\nUSER\tWell\tASK\tgood\n\n"
        "user\tNever mind\t\t2\textra\n",
        encoding="utf-8",
    )

    moments = read_moments(file)

    assert [(one.level, one.dialogue, len(one.before)) for one in moments] == [(3, 0, 0), (2, 1, 0)]
    assert moments[0].turn == Utterance(shopper=True, text="Hello", act="GREET")
    told = capsys.readouterr().err
    assert "row 3 begins with 'BOT'" in told
    assert "row 4 has the levels 'good'" in told
    file.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(DataUnusable, match="row 1"):
        read_moments(file)
