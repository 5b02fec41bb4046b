"""The agents' inbox: every conversation under what is known of it, found by any of that."""

from conversations.inbox.days import DayCounts
from conversations.inbox.filters import Days, InboxFilter
from conversations.inbox.indexing import InboxIndex, TermSource
from conversations.inbox.pages import Inbox, InboxPage, InboxRow
from conversations.inbox.views import SavedView, SavedViews

__all__ = [
    "DayCounts",
    "Days",
    "Inbox",
    "InboxFilter",
    "InboxIndex",
    "InboxPage",
    "InboxRow",
    "SavedView",
    "SavedViews",
    "TermSource",
]
