"""Conversations: sessions, messages, transcripts, handoff to a person, and turn traces."""

from conversations.conversations import Conversation, Conversations
from conversations.frames import Frame, Frames
from conversations.handoffs import Handoff, Handoffs
from conversations.inbox import Inbox, InboxFilter, InboxIndex, SavedViews
from conversations.languages import Languages
from conversations.masking import mask_card_numbers
from conversations.photos import Photo, Photos
from conversations.ratings import Rating, Ratings
from conversations.teaching import Annotations
from conversations.tickets import Ticket, Tickets
from conversations.traces import (
    ActionTaken,
    Evidence,
    EvidenceChunk,
    EvidenceVerdict,
    RankedIntent,
    Traces,
    Turn,
    TurnTrace,
)

__all__ = [
    "ActionTaken",
    "Annotations",
    "Conversation",
    "Conversations",
    "Evidence",
    "EvidenceChunk",
    "EvidenceVerdict",
    "Frame",
    "Frames",
    "Handoff",
    "Handoffs",
    "Inbox",
    "InboxFilter",
    "InboxIndex",
    "Languages",
    "Photo",
    "Photos",
    "RankedIntent",
    "Rating",
    "Ratings",
    "SavedViews",
    "Ticket",
    "Tickets",
    "Traces",
    "Turn",
    "TurnTrace",
    "mask_card_numbers",
]
