"""What the benchmark of the language model makes of the moments at which tokens came."""

from __future__ import annotations

import pytest

from benchmarks.generation.prompts import prompts
from benchmarks.generation.timing import Streamed, figures_of, rate_together


def streamed(first, every, count, prompt=100):
    at = tuple(first + every * number for number in range(count))
    return Streamed(at, count, prompt)


def test_the_rate_of_one_leaves_out_its_prompt():
    """Eleven tokens a tenth of a second apart are ten a second, however long the first took."""
    assert rate_together([streamed(3.0, 0.1, 11)]) == pytest.approx(10)


def test_the_rate_of_many_is_of_the_time_in_which_all_answer():
    """From the last one's first token, at 1.0, to the first one's last, at 2.0."""
    early, late = streamed(0.0, 0.1, 21), streamed(1.0, 0.05, 41)
    assert rate_together([early, late]) == pytest.approx(10 + 20)


def test_without_such_a_time_there_is_no_rate():
    """The first was done before the second began."""
    assert rate_together([streamed(0.0, 0.1, 5), streamed(1.0, 0.1, 5)]) is None


def test_a_piece_may_be_several_tokens():
    """Five pieces of ten tokens: each counts for two."""
    assert rate_together([Streamed((0.0, 1.0, 2.0, 3.0, 4.0), 10, 1)]) == pytest.approx(2)


def test_the_figures_are_named_for_the_number_of_streams():
    """Latencies in milliseconds, rates a second, prompts and answers apart."""
    figures = figures_of([streamed(0.5, 0.1, 16), streamed(1.0, 0.1, 11)])
    assert figures["first_token_p50_ms_2"] == pytest.approx(750)
    assert figures["first_token_p95_ms_2"] == pytest.approx(975)
    assert figures["prompt_tokens_per_s_2"] == pytest.approx(200)
    assert figures["whole_tokens_per_s_2"] == pytest.approx(27 / 2)
    assert figures["tokens_per_s_2"] == pytest.approx(20, rel=0.1)
    assert figures["tokens_per_s_of_each_2"] == pytest.approx(figures["tokens_per_s_2"] / 2)


def test_prompts_have_the_length_asked_for_and_share_their_beginning_only():
    """Counted by words here: 300 each, the first 40 alike, no two go on alike."""

    def length(messages):
        return sum(len(message.content.split()) for message in messages)

    made = prompts(5, 300, 40, length, seed=1) + prompts(5, 300, 40, length, seed=2)
    assert {300} == {length(one) for one in made}
    assert len({one[0].content for one in made}) == 1
    assert length(made[0][:1]) == 40
    assert len({one[1].content.split()[0] for one in made}) == 10
