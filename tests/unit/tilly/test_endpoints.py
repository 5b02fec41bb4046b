"""Where Rasa publishes its events."""

from __future__ import annotations

import stat

import pytest
import yaml

from tilly.endpoints import OWN, endpoints_file
from tilly.errors import SettingInvalid
from tilly.settings import ROOT, Settings


def test_a_table_needs_no_other_endpoints(tmp_path):
    """By default Rasa reads the project's own file."""
    assert OWN == endpoints_file(Settings(data_dir=tmp_path))


def test_rabbitmq_by_setting(tmp_path):
    """An amqp address becomes Rasa's event broker; all else stays, and only its owner reads it."""
    url = "amqp://tilly:s%2Fcret@queue.example/%2f"
    path = endpoints_file(Settings(data_dir=tmp_path, events_url=url))
    written, own = (yaml.safe_load(each.read_text()) for each in (path, ROOT / OWN))
    assert {
        "type": "pika", "url": "queue.example", "port": 5672,
        "username": "tilly", "password": "s/cret", "queues": ["rasa_core_events"],
    } == written.pop("event_broker")  # fmt: skip
    del own["event_broker"]
    assert own == written
    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("url", ["amqp://", "amqp://host/shop"])
def test_an_address_that_rasa_cannot_use_is_refused(tmp_path, url):
    """The setting is named."""
    with pytest.raises(SettingInvalid, match="TILLY_EVENTS_URL"):
        endpoints_file(Settings(data_dir=tmp_path, events_url=url))
