"""`tilly import-events`."""

from __future__ import annotations

from click.testing import CliRunner

from tilly.cli import main


def test_refused_rows_are_named_and_the_rest_is_kept(tmp_path, monkeypatch):
    """The exit code says that something was refused, the message which row and why."""
    monkeypatch.setenv("TILLY_DATA_DIR", str(tmp_path))
    path = tmp_path / "events.csv"
    path.write_text(
        "kind,at,visitor_id,product_id\n"
        "view,2026-03-02T12:00:00Z,v1,tent\n"
        "purchase,2026-03-02T12:05:00Z,v1,\n"
    )
    done = CliRunner().invoke(main, ["import-events", str(path)])
    assert 2 == done.exit_code
    assert "refused: events.csv, row 3, product_id: is empty" in done.output
    assert "1 added, 0 updated, 0 unchanged, 1 refused" in done.output
    path.write_text("kind,at,visitor_id,product_id\nview,2026-03-02T12:00:00Z,v1,tent\n")
    again = CliRunner().invoke(main, ["import-events", str(path)])
    assert (0, True) == (again.exit_code, "1 unchanged" in again.output)
