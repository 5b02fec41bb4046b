"""The page of numbers: every number leads to exactly the conversations that it counts."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from conversations import Handoffs, Ratings, Tickets
from conversations.testing import take_over

LINK = re.compile(r'<a href="/console/inbox\?([^"]+)">([^<]+)</a>')
SHARE = re.compile(r'<a href="/console/inbox\?([^"]+)">\d+%</a></p><p class="quiet">(\d+) of')
HOSTILE = '=HYPERLINK("http://evil.example","x")'


def shown(text):
    """The conversations that a list shows."""
    return re.findall(r'id="row-([\w-]+)"', text)


@pytest.fixture
def store(engine, talks):
    """Six conversations of today and two of a month ago."""
    rated, plain, slow, ticket, waiting, taken, older, oldest = (talks.open() for _ in range(8))
    for each in (plain, older, oldest):
        talks.turn(each, latency_ms=300.0)
    talks.turn(rated, intent=HOSTILE)
    talks.turn(slow, latency_ms=7000.0, outcome="fault")
    for each in (ticket, waiting, taken):
        talks.turn(each, intent="complain", latency_ms=3000.0)
    Ratings(engine).rate(rated, 5)
    Ratings(engine).rate(plain, 1)
    Tickets(engine).open(ticket, "complaint", "broken")
    Handoffs(engine).request(waiting, "")
    take_over(engine, taken)
    for each in (older, oldest):
        talks.move(each, timedelta(days=-30))
    talks.index()


async def test_every_number_leads_to_as_many_conversations(agent, store):
    """Headlines, the counts of every figure and step; a share leads to the part that it tells."""
    _, text = await agent.get("/console/numbers?last=28")
    links = {(query, int(number)) for query, number in LINK.findall(text) if number.isdecimal()}
    shares = {(query, int(part)) for query, part in SHARE.findall(text)}
    assert (21, 5) == (len(links), len(shares))
    for query, number in links | shares:
        _, listed = await agent.get(f"/console/inbox?{query.replace('&amp;', '&')}")
        assert (query, number) == (query, len(shown(listed)))


async def test_the_headlines_are_of_the_period_beside_the_one_before(agent, store):
    """Shares are of what they name, and lead to their own part."""
    _, text = await agent.get("/console/numbers?last=28")
    text = text.replace("\N{EN DASH}", "none")
    tiles = re.findall(r"<li><h2>(.*?)</h2>(.*?)</li>", text)
    told = {title: re.sub(r"<[^>]+>", " ", rest).split() for title, rest in tiles}
    assert {
        "Conversations": "6 began in 28 days before: 2",
        "Contained": "50% 3 of 6 before: 100%",
        "Resolved": "17% 1 of 6 before: 100%",
        "Handed over": "33% 2 of 6 before: 0%",
        "Unanswered": "17% 1 of 6 before: 0%",
        "CSAT": "50% 1 of 2 before: none",
        "Negative mood": "none 0 of 0 before: none",
        "First reply": "≤ 5 s for half, ≤ 10 s for 90 % before: ≤ 0.5 s",
        "Wait for an agent": "none nothing to measure before: none",
    } == {title: " ".join(words) for title, words in told.items()}


async def test_a_period_is_chosen_by_name_or_by_days(agent, store):
    """Days are UTC, both ends are in it, and a period without anything says so."""
    today = datetime.now(UTC).date()
    for query, count in {
        "": 6,
        "last=1": 6,
        "last=all": 8,
        "last=365": 8,
        f"since={today}&until={today}": 6,
        f"since={today}&until={today - timedelta(days=40)}": 8,
        "since=2001-01-01&until=2001-01-02": 0,
        "last=nonsense": 6,
        "since=tomorrow": 6,
    }.items():
        _, text = await agent.get(f"/console/numbers?{query}")
        tile = re.search(r"<h2>Conversations</h2><p class=\"big\">(.*?)</p>", text)[1]
        assert (query, str(count)) == (query, re.sub(r"<[^>]+>", "", tile))


async def test_a_file_has_the_figures_of_the_page(agent, store):
    """With a name that says what it is of, and nothing that a spreadsheet would run."""
    response, text = await agent.get("/console/numbers/intents.csv?last=all")
    assert "text/csv" == response.content_type
    assert re.search(r"attachment; filename=\"intents_[\d-]+_[\d-]+\.csv\"",
                     response.headers["Content-Disposition"])  # fmt: skip
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    assert ["Intent", "Conversations", "Share of all"] == rows[0]
    assert ["ask_product", "4", "0.5"] in rows
    assert [f"'{HOSTILE}", "1", "0.125"] in rows
    _, text = await agent.get("/console/numbers/summary.csv")
    assert '"Contained","0.5","1.0","3 of 6"' in text
    for name in re.findall(
        r"/console/numbers/([\w-]+)\.csv", (await agent.get("/console/numbers"))[1]
    ):
        response, text = await agent.get(f"/console/numbers/{name}.csv")
        assert (name, 200) == (name, response.status)
        assert len(text.splitlines()) >= 1
    response, _ = await agent.get("/console/numbers/nonsense.csv")
    assert 404 == response.status


async def test_names_are_text_and_lead_where_they_say(agent, talks):
    """Markup, separators of addresses and blanks in a name change neither page nor filter."""
    names = ('"><img src=x onerror=alert(1)>', "a&b=c#d?e+f%20g", "größe → ½")
    for name in names:
        talks.turn(talks.open(), intent=name)
    talks.index()
    _, text = await agent.get("/console/numbers")
    assert "<img src=x" not in text
    found = re.findall(r'<a href="/console/inbox\?(intent=[^"]+)">1</a>', text)
    assert 3 == len(found)
    for query in found:
        _, listed = await agent.get(f"/console/inbox?{query.replace('&amp;', '&')}")
        assert 1 == len(shown(listed))
