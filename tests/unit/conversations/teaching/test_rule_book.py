from __future__ import annotations

from conversations.teaching.rule_book import RuleBook
from tilly.settings import ROOT

RULES = """
version: "3.1"
rules:
- rule: Greet
  steps:
  - intent: greet
  - action: utter_greet
- rule: Greet and ask
  steps:
  - or:
    - intent: greet
    - intent: hello
  - action: utter_greet
  - action: utter_ask
- rule: Only while a form runs
  condition:
  - active_loop: order_form
  steps:
  - intent: deny
  - action: action_stop
"""


def names(found):
    return [rule.name for rule in found]


def test_the_rule_that_goes_furthest_with_what_happened_acted(tmp_path):
    """The intent, then the actions one after the other; a longer match says more."""
    (tmp_path / "talk.yml").write_text(RULES)
    book = RuleBook(tmp_path)
    assert ["Greet"] == names(book.acted("greet", ["utter_greet", "utter_other"]))
    assert ["Greet and ask"] == names(book.acted("greet", ["utter_greet", "utter_ask"]))
    assert ["Greet and ask"] == names(book.acted("hello", ["utter_greet", "utter_ask"]))
    (stopped,) = book.acted("deny", ["action_stop"])
    assert ("talk.yml", True) == (stopped.file, stopped.conditional)
    assert [] == book.acted("deny", []) == book.acted(None, ["utter_greet"])
    assert {"greet", "hello"} == book.answered_by("utter_ask")


def test_the_bots_own_rules_are_read():
    """A shopper who asks for a person is answered by a rule with a name."""
    book = RuleBook(ROOT / "bot" / "data" / "rules")
    assert book.acted("talk_to_human", ["action_request_person"])


def test_a_store_without_rules_has_none(tmp_path):
    """Nothing acted, and nothing fails."""
    assert [] == RuleBook(tmp_path).acted("greet", ["utter_greet"])
