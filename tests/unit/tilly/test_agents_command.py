from __future__ import annotations

import pytest
from click.testing import CliRunner

import database
from agents import Accounts, AuditLog
from agents.errors import SignInRefused
from tilly.cli import main
from tilly.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture
def tilly(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))

    def run(*arguments, **options):
        return CliRunner().invoke(main, ["agents", *arguments], **options)

    return run


@pytest.fixture
def engine(tmp_path):
    engine = database.connect(Settings(data_dir=tmp_path).sql_url)
    yield engine
    engine.dispose()


def test_an_account_is_made_listed_and_shut(tilly, engine):
    """The command asks for the password, says what it did, and leaves it in the log."""
    made = tilly(
        *("add", "ada@shop.example", "--name", "Ada", "--role", "lead"),
        input=f"{PASSWORD}\n{PASSWORD}\n",
    )
    assert "Ada can sign in as ada@shop.example, role lead." in made.output
    assert PASSWORD not in made.output
    accounts = Accounts(engine)
    assert "Ada" == accounts.authenticate("ada@shop.example", PASSWORD).name
    assert "ada@shop.example" in tilly("list").output
    assert "no longer" in tilly("disable", "ada@shop.example").output
    with pytest.raises(SignInRefused):
        accounts.authenticate("ada@shop.example", PASSWORD)
    actions = [entry.action for entry in AuditLog(engine).entries()]
    assert ["agent.disabled", "agent.added"] == actions


def test_a_password_that_is_too_short_is_one_sentence(tilly):
    """Nothing is made, and the exit code says so."""
    refused = tilly("add", "ada@shop.example", "--name", "Ada", "--password", "short")
    assert 1 == refused.exit_code
    assert "A password has 12 to 256 characters." in refused.output
    assert "ada" not in tilly("list").output
