"""The benchmark of recommendation: what it reads, what it refuses, and how it counts."""

from __future__ import annotations

import os
import pickle
import re

import numpy as np
import pytest

from benchmarks.recommend.figures import hit_rate, mean_reciprocal_rank, ndcg, ranks_of
from benchmarks.recommend.leave_one_out import read_histories
from benchmarks.recommend.next_in_session import read_sessions
from benchmarks.recommend.pickled_lists import read_pickled_lists
from benchmarks.recommend.rating_folds import read_ratings
from benchmarks.recommend.unreadable import UnreadableData

SESSIONS = [[1, 2, 3], [4, 5], [2, 1]] * 4


def cut_up(sessions):
    """As SR-GNN writes its training data: every beginning, the longest first."""
    cases = [(one[:at], one[at]) for one in sessions for at in range(len(one) - 1, 0, -1)]
    return [begun for begun, _ in cases], [following for _, following in cases]


class Attack:
    def __reduce__(self):
        return os.system, ("touch /tmp/pickled",)


def test_a_pickle_that_names_a_function_is_refused(tmp_path):
    """A data file cannot run anything."""
    path = tmp_path / "test.txt"
    path.write_bytes(pickle.dumps(Attack()))
    with pytest.raises(UnreadableData, match=r"posix\.system|nt\.system"):
        read_pickled_lists(path)


@pytest.mark.parametrize("content", [b"", b"1 2 3\n", pickle.dumps([1])[:-2]])
def test_what_is_no_pickle_is_refused(tmp_path, content):
    """An empty, a text and a cut file are told apart from data."""
    path = tmp_path / "test.txt"
    path.write_bytes(content)
    with pytest.raises(UnreadableData, match="no pickle of lists"):
        read_pickled_lists(path)


@pytest.mark.parametrize("name", ["all_train_seq.txt", "train.txt"])
def test_sessions_are_read_whole_or_put_together_again(tmp_path, name):
    """Both ways to write the training data give the same sessions."""
    written = SESSIONS if name == "all_train_seq.txt" else cut_up(SESSIONS)
    (tmp_path / name).write_bytes(pickle.dumps(written))
    (tmp_path / "test.txt").write_bytes(pickle.dumps(([[1, 9], [2]], [5, 9])))
    sessions, test, products = read_sessions(tmp_path, [].append)
    assert (len(SESSIONS), 5) == (len(sessions), products)
    assert [[0, 1, 2], [3, 4], [1, 0]] == [sessions[row].tolist() for row in range(3)]
    assert ([[0], [1]], [4, -1]) == ([one.tolist() for one in test.sessions], test.wanted)


@pytest.mark.parametrize(
    ("bad", "shown"), [([], r"\[\]"), ([1, "x"], "'x'"), ("12", "'12'"), ([1, -2], "-2")]
)
def test_a_bad_session_is_left_out_and_named(tmp_path, bad, shown):
    """The message says which row is wrong, and how; the others are read."""
    (tmp_path / "all_train_seq.txt").write_bytes(pickle.dumps([SESSIONS[0], bad, *SESSIONS]))
    (tmp_path / "test.txt").write_bytes(pickle.dumps(([[1], bad], [2, 3])))
    said = []
    sessions, test, _ = read_sessions(tmp_path, said.append)
    assert (len(SESSIONS) + 1, 1) == (len(sessions), len(test.wanted))
    assert re.search(f"all_train_seq.txt, session 2: .*{shown}.* is no list of product", said[0])


def test_sessions_without_what_came_next_are_refused(tmp_path):
    """Two lists that do not belong together cannot be mended."""
    (tmp_path / "all_train_seq.txt").write_bytes(pickle.dumps(SESSIONS))
    (tmp_path / "test.txt").write_bytes(pickle.dumps(([[1], [2]], [2])))
    with pytest.raises(UnreadableData, match="what came next in each of 2 sessions"):
        read_sessions(tmp_path, [].append)


def test_a_short_history_is_left_out_and_named(tmp_path):
    """Two products cannot be learned from, tuned on and tested on."""
    path = tmp_path / "Toys.txt"
    path.write_text("u1 a b c\nu2 a b\nu1 d e f\n")
    said = []
    histories, _ = read_histories(path, said.append)
    assert 1 == len(histories)
    assert "line 2: shopper u2 has 2 products" in said[0]
    assert "line 3: shopper u1 has a line already" in said[1]


def test_histories_are_coded_in_the_order_of_their_products(tmp_path):
    """Products may have any name."""
    path = tmp_path / "Toys.txt"
    path.write_text("u1 a b c\nu2 c a b\n")
    histories, coding = read_histories(path, [].append)
    assert ([[0, 1, 2], [2, 0, 1]], 3) == ([one.tolist() for one in histories], len(coding))


def test_ratings_are_read_with_typed_columns(tmp_path):
    """RecBole writes types beside the names, and further columns."""
    path = tmp_path / "shop.inter"
    rows = [f"u{n % 3}\ti{n}\t{n % 5 + 1}\t88" for n in range(6)]
    head = "user_id:token\titem_id:token\trating:float\ttimestamp:float"
    path.write_text("\n".join([head, *rows]))
    ratings, shape = read_ratings(tmp_path, [].append)
    assert ((3, 6), [1, 2, 3, 4, 5, 1]) == (shape, ratings.values.tolist())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("u1\ti1\tgood", "line 3: 'good' is no rating"),
        ("u1\ti1\tnan", "line 3: 'nan' is no rating"),
        ("u0\ti0\t3", "line 3: u0 rated i0 before"),
        ("\ti1\t3", "line 3: the user_id or the item_id is empty"),
    ],
)
def test_a_bad_rating_is_left_out_and_named(tmp_path, row, said):
    """The message says which line is wrong, and how."""
    path = tmp_path / "shop.inter"
    rows = [f"u{n}\ti0\t1" for n in range(5)]
    path.write_text("\n".join(["user_id\titem_id\trating", rows[0], row, *rows[1:]]))
    heard = []
    ratings, _ = read_ratings(path, heard.append)
    assert 5 == len(ratings.values)
    assert said in heard[0]


def test_a_table_without_ratings_is_refused(tmp_path):
    """A wrong header, or too few rows to fold."""
    path = tmp_path / "shop.inter"
    path.write_text("user\titem_id\trating\n")
    with pytest.raises(UnreadableData, match="no column user_id"):
        read_ratings(path, [].append)
    path.write_text("user_id\titem_id\trating\nu1\ti1\t3\n")
    with pytest.raises(UnreadableData, match="has 1 ratings"):
        read_ratings(path, [].append)


def test_figures_count_places():
    """First place, third place, missing."""
    rankings = [np.array(one) for one in ([7, 8, 9], [7, 8, 9], [7, 8, 9])]
    ranks = ranks_of(rankings, [7, 9, 1])
    assert (2 / 3, (1 + 1 / 3) / 3, 0.5) == (
        hit_rate(ranks), mean_reciprocal_rank(ranks), ndcg(ranks),
    )  # fmt: skip
