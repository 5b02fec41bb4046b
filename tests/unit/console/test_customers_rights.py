from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

from tilly.personal import build_erasures
from tilly.settings import Settings

ADA = "C-100001"


@pytest.fixture
def talk(talks):
    talk = talks.open(ADA, "Ada Lovelace")
    talks.turn(talk, "is the Alta waterproof?")
    talks.index()
    return talk


async def test_a_lead_hands_a_customer_everything(lead, talk, audit):
    """From the conversation to the figures to the ZIP; the log knows it by a hash."""
    _, text = await lead.get(f"/console/customers?of={talk}")
    assert "conversations" in text
    assert "Erase for good" not in text
    async with lead.session.post(
        f"{lead.url}/console/customers/export",
        data={"csrf": lead.csrf, "id": ADA},
        headers={"Origin": lead.url},
    ) as response:
        assert "attachment" in response.headers["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(await response.read())) as archive:
            said = archive.read("messages.jsonl").decode()
    assert "is the Alta waterproof?" in said
    entry = audit.entries()[0]
    assert ("Lead", "customer.exported") == (entry.agent, entry.action)
    assert ADA not in entry.subject


async def test_an_admin_erases_after_typing_the_id_again(admin, talk, engine, tmp_path, audit):
    """Another id does nothing; the page then shows the certificate, which names nobody."""
    await admin.post("/console/customers", id=ADA)
    response, text = await admin.post("/console/customers/erase", id=ADA, again="C-100002")
    assert (400, True) == (response.status, "nothing was erased" in text)
    response, _ = await admin.post("/console/customers/erase", id=ADA, again=ADA)
    place = response.headers["Location"]
    _, text = await admin.get(place)
    assert "Being erased" in text
    assert 404 == (await admin.get(f"{place}/certificate.json"))[0].status
    erasures = build_erasures(Settings(data_dir=tmp_path), engine)
    for each in erasures.waiting():
        erasures.carry_out(each)
    _, part = await admin.get(place, **{"HX-Request": "true"})
    assert part.lstrip().startswith("<article")
    _, text = await admin.get(place)
    assert re.search(r"<td>conversations</td>.*?<td class=\"figure\">0</td>", text, re.DOTALL)
    _, text = await admin.get(f"{place}/certificate.json")
    assert "customer" == json.loads(text)["subject"]
    assert ADA not in text
    assert "customer.erasure_requested" == audit.entries()[0].action
    assert "Nothing is kept" in (await admin.post("/console/customers", id=ADA))[1]


async def test_whom_nobody_knows_is_said(lead, talk):
    """An unknown id, an unknown conversation, an unknown erasure."""
    response, text = await lead.post("/console/customers", id="<b>nobody</b>")
    assert (404, False) == (response.status, "<b>nobody" in text)
    assert "Nothing is kept" in text
    for path in ("/console/customers?of=none", "/console/customers/erasures/none"):
        assert 404 == (await lead.get(path))[0].status
    response, _ = await lead.post("/console/customers/export", id="nobody")
    assert 404 == response.status
