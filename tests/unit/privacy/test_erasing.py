from __future__ import annotations

import dataclasses
import json

import pytest
from sqlalchemy import select

import database
from commerce.tables import orders
from conversations.event_source import SqlBroker, event_in
from conversations.inbox import Inbox, InboxFilter
from conversations.turn_log import TurnLog
from privacy import ErasureUnfinished, SubjectUnknown
from tilly.personal import build_erasures
from tilly.subjects import find_subject

ADA, GRACE, JOAN = "C-100001", "C-100002", "C-100003"
EMAIL = "Ada.Lovelace@example.org"
RARE = "the zanzibarian quokka gnawed my guyline"


@pytest.fixture
def ada(shop):
    """Erased in these tests; her order was placed long ago."""
    shop.everything_of(GRACE, "Grace Hopper", "grace@example.com", said="hello there, all of you")
    made = shop.everything_of(ADA, "Ada Lovelace", EMAIL)
    shop.age_orders(4000)
    return made


def erase(erasures, engine, subject_id):
    return erasures.carry_out(erasures.request(find_subject(engine, subject_id)))


def found_in(folder, words):
    """Those that can be read in the folder, by whoever takes the disk."""
    whole = b"\n".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [each for each in words if each.encode() in whole]


def die(_subject):
    raise KeyboardInterrupt


def test_nothing_of_a_customer_is_left(shop, ada, erasures, engine, settings):
    """Not in a row, a photo, a log, Rasa's files, an index, a free page or a write-ahead log."""
    talk, photo = ada
    theirs = [EMAIL, EMAIL.lower(), "Ada Lovelace", ADA, talk, photo.id, "quokka"]
    assert theirs == found_in(settings.data_dir, theirs)
    certificate = erase(erasures, engine, ADA)
    assert [] == found_in(settings.data_dir, theirs)
    assert {0} == {store["remaining"] for store in certificate["stores"]}


def test_the_same_words_in_other_records_are_reported(shop, ada, erasures, engine):
    """Another customer at the same address keeps it, and the certificate says where it stands."""
    mentions = erase(erasures, engine, ADA)["search"]["mentions"]
    assert {
        ("address", "customers"),
        ("address", "orders"),
        ("telephone number", "customers"),
    } == {(each["kind"], each["place"]) for each in mentions}


def test_nobody_else_loses_anything(shop, ada, erasures, engine, settings):
    """Another customer's records are what they were, in every store."""
    grace = find_subject(engine, GRACE)
    stores = build_erasures(settings, engine).registry.stores
    before = {store.name: list(store.records(grace)) for store in stores}
    erase(erasures, engine, ADA)
    assert before == {store.name: list(store.records(grace)) for store in stores}
    assert sum(map(len, before.values())) > 25
    found = Inbox(engine).page(InboxFilter(text="hello there"))
    assert 1 == len(found.rows)


def test_the_certificate_names_nobody(shop, ada, erasures, engine):
    """It says how many records each store had, and holds nothing of them."""
    certificate = erase(erasures, engine, ADA)
    text = json.dumps(certificate).lower()
    # Not "ada": that is a number in base sixteen, of which certificates are full.
    for words in ("lovelace", ADA.lower(), "quokka", ada[0].lower(), "example.org"):
        assert words not in text
    found = {store["name"]: store["found"] for store in certificate["stores"]}
    assert (1, 1) == (found["dialogue engine"], found["dialogue engine's events"])
    assert found["logs"] == 1
    assert found["conversations"] > 10
    assert erasures.hash_of(ADA) == certificate["subject_hmac_sha256"]


def test_orders_become_nobodys_unless_they_must_be_kept(shop, erasures, engine, settings):
    """Old ones lose every name; one under way, and one that the law has kept, stay and are told."""
    shop.everything_of(ADA, "Ada Lovelace", EMAIL)
    shop.everything_of(JOAN, "Joan Clarke", "joan@example.org", order_status="shipped")
    shop.everything_of(GRACE, "Grace Hopper", "grace@example.com")
    shop.age_orders(400)
    lawful = build_erasures(dataclasses.replace(settings, keep_orders_days=3650), engine)
    why = [
        erase(how, engine, who)["kept"][0]["why"]
        for who, how in ((ADA, erasures), (JOAN, erasures), (GRACE, lawful))
    ]
    with database.reading(engine) as connection:
        whose = {row.id: row for row in connection.execute(select(orders))}
    assert whose["o-1"].customer_id.startswith("erased-")
    assert ("", None) == (whose["o-1"].email, whose["o-1"].address)
    assert "joan@example.org" == whose["o-3"].email
    assert GRACE == whose["o-2"].customer_id
    assert why[0].startswith("as books")
    assert why[1].startswith("under way")
    assert why[2].startswith("the law has the shop keep them for 3650 days")


def test_a_guest_is_erased_by_conversation(shop, erasures, engine):
    """Without an account the conversation is the person; a customer's is refused alone."""
    talk = shop.talks.open(None, None)
    shop.talks.turn(talk, f"{RARE} twice")
    theirs = shop.talks.open("C-9", "Ada")
    certificate = erase(erasures, engine, talk)
    assert "guest" == certificate["subject"]
    for unknown in (talk, theirs, "nobody-at-all"):
        with pytest.raises(SubjectUnknown):
            find_subject(engine, unknown)


def test_an_address_leads_to_its_customer(shop, ada, engine):
    """People write from their address and do not know their id."""
    assert ADA == find_subject(engine, "ada.lovelace@EXAMPLE.org").customer_id


def test_a_run_that_dies_is_gone_on_with(shop, ada, erasures, engine, settings, monkeypatch):
    """Wherever it was stopped, the next one ends it, and says what the first one had found."""
    erasure_id = erasures.request(find_subject(engine, ADA))
    whole = [store.name for store in erasures.registry.stores]
    for name in whole:
        dying = build_erasures(settings, engine)
        store = next(each for each in dying.registry.stores if each.name == name)
        monkeypatch.setattr(store, "erase", die)
        with pytest.raises(KeyboardInterrupt):
            dying.carry_out(erasure_id)
        assert [erasure_id] == erasures.waiting()
    certificate = erasures.carry_out(erasure_id)
    assert next(s for s in certificate["stores"] if s["name"] == "conversations")["found"] > 10
    assert [] == erasures.waiting()
    assert [] == found_in(settings.data_dir, [EMAIL, ADA, "quokka"])


def test_it_is_not_done_before_it_is_done(shop, ada, erasures, engine, monkeypatch):
    """A store that keeps something leaves the erasure waiting, with the reason."""
    store = erasures.registry.stores[0]
    monkeypatch.setattr(store, "erase", lambda _subject: None)
    erasure_id = erasures.request(find_subject(engine, ADA))
    with pytest.raises(ErasureUnfinished, match="conversations"):
        erasures.carry_out(erasure_id)
    waiting = erasures.get(erasure_id)
    assert waiting.certificate is None
    assert "conversations" in waiting.trouble
    assert erasure_id == erasures.request(find_subject(engine, ADA))


def test_the_worker_reads_on_where_it_was(shop, ada, erasures, engine, settings):
    """What is left of Rasa's events is neither read again nor told again."""
    erase(erasures, engine, ADA)
    source = SqlBroker(settings.broker_url)
    log = TurnLog(engine)
    assert 0 == log.catch_up(source)
    (left,) = source.rows(select(source.table))
    assert "hello there" in event_in(left.data)["text"]
    shop._rasa("another", "t-9", "a new event in the place of the old one")
    assert (0, 2) == (log.catch_up(source), len(source.rows(select(source.table))))
    source.close()
