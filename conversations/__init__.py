"""Conversations: sessions, messages, transcripts, handoff to a person, and turn traces."""

from conversations.conversations import Conversation, Conversations
from conversations.frames import Frame, Frames
from conversations.handoffs import Handoff, Handoffs
from conversations.masking import mask_card_numbers
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
    "Conversation",
    "Conversations",
    "Evidence",
    "EvidenceChunk",
    "EvidenceVerdict",
    "Frame",
    "Frames",
    "Handoff",
    "Handoffs",
    "RankedIntent",
    "Traces",
    "Turn",
    "TurnTrace",
    "mask_card_numbers",
]
