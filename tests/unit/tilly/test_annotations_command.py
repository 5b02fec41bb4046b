from __future__ import annotations

import click
import pytest
import yaml
from rich.console import Console

import tilly.annotations_command as command
from agents import AuditLog
from commerce import Catalogue
from conversations.teaching import Annotations, Correction, Status
from conversations.teaching.examples import read_marked
from conversations.testing import Talks
from database import connect, writing
from migrations import upgrade
from tilly.errors import NotExported
from tilly.rasa_engine import NluReport
from tilly.settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


@pytest.fixture
def approve(settings):
    """Keeps a correction and has a lead agree."""
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)

    def add(marked, intent, turn):
        correction = Correction(read_marked(marked), intent)
        with writing(engine) as connection:
            made = Annotations.propose(connection, "c", turn, correction, heard="greet", by="a")
            Annotations.decide(connection, [made], Status.APPROVED, "lead")

    yield add
    engine.dispose()


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A bot's data folder with one sentence in it."""
    folder = tmp_path / "bot" / "data"
    (folder / "nlu").mkdir(parents=True)
    (folder / "nlu" / "greet.yml").write_text('nlu:\n- intent: greet\n  examples: "- hi"\n')
    monkeypatch.setattr(command, "DATA", folder)
    monkeypatch.setattr(command, "ROOT", tmp_path)
    monkeypatch.setattr(command, "HELD_OUT", tmp_path / "held")
    domain = "intents: [greet, ask_stock]\nentities: [order_number]\nslots: {}\n"
    (tmp_path / "domain.yml").write_text(domain)
    return folder


@pytest.fixture
def rasa(monkeypatch):
    """Takes any data; remembers what it was shown."""
    shown = []
    monkeypatch.setattr(
        command.RasaEngine,
        "validate",
        lambda _self, data: shown.append(sorted(data.rglob("*.yml"))),
    )
    return shown


def test_export_writes_what_was_approved_and_touches_no_training_data(
    settings, approve, data, capsys
):
    """The file lies in the data folder; what cannot be taught is listed with the reason."""
    approve("got any [SO-20417](order_number)", "ask_stock", "t1")
    approve("hi", "ask_stock", "t2")
    command.export_annotations(settings, None)
    written = yaml.safe_load(command.exported(settings).read_text())
    assert [{"intent": "ask_stock", "examples": "- got any [SO-20417](order_number)\n"}] == (
        written["nlu"]
    )
    assert ["greet.yml"] == [path.name for path in (data / "nlu").iterdir()]
    said = " ".join(capsys.readouterr().out.split())
    assert "+ - got any [SO-20417](order_number)" in said
    assert "The training data has it as greet." in said


def test_apply_asks_first(settings, approve, data, rasa, monkeypatch):
    """No means that nothing is written; yes means that Rasa has checked it, and it is logged."""
    with pytest.raises(NotExported):
        command.apply_annotations(settings, yes=False)
    approve("got any", "ask_stock", "t1")
    command.export_annotations(settings, None)
    monkeypatch.setattr(click, "confirm", refuse)
    with pytest.raises(click.Abort):
        command.apply_annotations(settings, yes=False)
    assert not (data / "nlu" / "reviewed.yml").exists()
    command.apply_annotations(settings, yes=True)
    assert "got any" in (data / "nlu" / "reviewed.yml").read_text()
    assert 2 == len(rasa)
    engine = connect(settings.sql_url)
    entry = AuditLog(engine).entries()[0]
    engine.dispose()
    assert ("annotations.applied", {"added": 1, "removed": 0}) == (entry.action, entry.details)
    command.apply_annotations(settings, yes=False)  # nothing is left to ask about


def refuse(_question, *, abort):
    raise click.Abort


def test_a_comparison_says_what_got_worse_and_shows_no_sentence(capsys):
    """Recall by intent where it changed, and what is heard as something else now."""
    before = NluReport(
        0.75, {"greet": 0.5, "stop": 1.0, "help": 1.0}, {"greet": 2, "stop": 1, "help": 1},
        frozenset({("greet", "stop", "hullo")}),
    )  # fmt: skip
    after = NluReport(
        0.75, {"greet": 1.0, "stop": 0.0, "help": 1.0}, {"greet": 2, "stop": 1, "help": 1},
        frozenset({("stop", "help", "halt")}),
    )  # fmt: skip
    command.show_comparison(Console(), before, after)
    said = " ".join(capsys.readouterr().out.split())
    assert "4 held-out sentences: accuracy 75.0% before, 75.0% after (+0.0%)" in said
    assert "greet │ 2 │ 50% │ 100% │ +50%" in said
    assert "worse: 1 of stop now heard as help" in said
    assert "halt" not in said
    assert "hullo" not in said


def test_products_of_the_shop_are_not_taught(settings, approve, data, monkeypatch, capsys):
    """One model serves any shop."""
    product = type("Named", (), {"title": "Alta 2", "brand": None})
    monkeypatch.setattr(Catalogue, "all", lambda _self: [product])
    approve("is the alta 2 there", "ask_stock", "t1")
    command.export_annotations(settings, None)
    assert [] == yaml.safe_load(command.exported(settings).read_text())["nlu"]
    assert "alta 2" in capsys.readouterr().out


def test_what_should_have_been_said_is_exported_too(settings, data, capsys):
    """A sheet for people and a page for `tilly ingest`, each with what the export changed in it."""
    upgrade(settings.sql_url)
    engine = connect(settings.sql_url)
    talk = Talks(engine).open("C-1", "Ada Lovelace")
    (data / "rules").mkdir()
    rule = f"rules:\n- rule: A\n  steps: [{{intent: ask_stock}}, {{action: {command.ANSWERING}}}]\n"
    (data / "rules" / "answers.yml").write_text(rule)

    def approved(turn, said, better):
        with writing(engine) as connection:
            correction = Correction(read_marked(said), None, better)
            made = Annotations.propose(
                connection, talk, turn, correction, heard="ask_stock", by="a"
            )
            Annotations.decide(connection, [made], Status.APPROVED, "lead")

    approved("t1", "do you sell paint", "We do not.")
    command.export_annotations(settings, None)
    folder = command.exported(settings).parent
    assert "> We do not." in (folder / "should_have_said.md").read_text()
    assert "## Do you sell paint?" in (folder / "faq_proposals.md").read_text()
    capsys.readouterr()
    approved("t2", "do you sell glue", "Yes.")
    command.export_annotations(settings, None)
    engine.dispose()
    said = capsys.readouterr().out
    assert "+## Do you sell glue?" in said
    assert "+## Do you sell paint?" not in said
    assert "2 replies that should have been others" in " ".join(said.split())
