"""Whether a text speaks to a language model rather than to a reader.

Such a text is neither put into a prompt nor quoted to a shopper. This is one layer of several:
what it misses meets the claim check, and a quote can do no more than repeat a page.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["gives_an_order", "reads_as_instruction"]

# A document that speaks to the model instead of the shopper.
_SPEAKING_TO_A_MODEL: Final = (
    (
        r"(?<!not )(?<!never )(?<!n't )\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}"
        r"\b(?:previous|prior|above|earlier|all|any|these|your|system)\b.{0,30}"
        r"\b(?:instruction|prompt|rule|message|direction|guideline|context|polic)\w*"
    ),
    r"\b(?:new|updated|real|hidden|secret) (?:system )?(?:instruction|prompt|directive)s?\b",
    r"\b(?:system|developer) (?:prompt|message|override)\b|\bprompt injection\b|\bjailbreak",
    r"\byou are (?:now|no longer) (?:an? |in |the )?\w+|\bpretend (?:to be|that you|you)\b",
    (
        r"\bact as (?:an?|if|the)\b.{0,30}"
        r"\b(?:ai|assistant|admin|model|expert|hacker|human)\b"
    ),
    r"\bas an? (?:ai|assistant|language model|chatbot)\b",
    (
        r"(?:(?:^|(?<=[.!?\n\"'(]))[\s\"'(*]*(?:ai|chatbot|assistant|llm|language model)s?\s*,\s)"
        r"|\b(?:ai|chatbot|assistant|llm|language model)s?\s*:\s"
    ),
    (
        r"\b(?:dear|attention|note to|hey|instructions? (?:to|for)) (?:the )?"
        r"(?:ai|assistant|chatbot|bot|model|llm)\b"
    ),
    (
        r"\b(?:tell|inform|convince|assure) (?:the |every |all |any )?"
        r"(?:user|customer|shopper|reader)s?\b"
    ),
    (
        r"\b(?:reply|respond|answer|say|output|print|repeat)\b.{0,20}"
        r"\b(?:only|exactly|with|the following)\b.{0,12}[\"'\u201c:]"
    ),
    (
        r"\b(?:do not|don't|never) (?:mention|reveal|tell|disclose)\b.{0,40}"
        r"\b(?:instruction|prompt|user|customer|shopper)"
    ),
    r"\byour (?:answer|output|repl[iy]|response)\w*",
    r"\bfrom (?:here|now) on\b.{0,30}\b(?:word|answer|say)",
    r"<\|?(?:im_start|im_end|system|assistant|endoftext)|\[/?inst\]",
    r"###\s*(?:system|instruction|assistant)",
    # What programs call their own parts by; no shop writes so to its readers.
    r"\b(?:action|utter|function|tool|slot)_[a-z]\w*",
)
# Where an order begins, with the politeness before it.
_ORDER: Final = (
    r"(?:^|(?<=[.!?:;\n]))[\s\"'(*>-]*(?:please |kindly |now |then |first |(?:can|could|will|would)"
    r" you (?:please )?|i want you to |you (?:must|should|will) (?:now )?)*"
)
_TEXTS: Final = (
    r"essay|poem|haiku|sonnet|limerick|story|speech|song|joke|novel|screenplay|script|blog post"
    r"|tweet|letter to an?|code snippet|python|javascript|php|sql|html|regex|translation"
    r"|equivalent (?:for|of)|synonym|anagram"
)
# Tasks of an assistant, which no shop's page sets its readers: to explain the world, to write
# literature or programs, to translate, to play with letters.
_TASKS: Final = (
    (
        r"(?:explain|describe|outline|break down|elaborate on|teach me|walk me through|show me)\b"
        r"[^.!?\n]{0,80}\b(?:in (?:simple|plain|layman's) (?:terms|words|language)|with an? example"
        r"|(?:causes|concept|history|life ?cycle|meaning|plot|principle|process|science|theory)"
        r" of)\b"
    ),
    r"explain (?:how|why) (?!(?:it|this|that|they|you|the|your|we)\b)\w+ \w+",
    (
        r"(?:write|draft|compose|develop|create|generate|produce|provide|give me|tell me|show me)\b"
        rf"[^.!?\n]{{0,40}}\b(?:{_TEXTS})"
    ),
    r"translate\b",
    (
        r"(?:anagram|combine|convert|group|jumble|misspell|rearrange|remove|replace|reverse|scramble"
        r"|substitute)\b[^.!?\n]{0,40}\b(?:consonants?|letters?|punctuation|spaces|vowels?|words?)\b"
    ),
)
_INSTRUCTION: Final = re.compile(
    "|".join((*_SPEAKING_TO_A_MODEL, *(_ORDER + task for task in _TASKS))),
    re.IGNORECASE | re.DOTALL,
)


def reads_as_instruction(text: str) -> bool:
    """Whether a source's text speaks to the model rather than to a reader."""
    return _INSTRUCTION.search(text) is not None


# What a machine is told to do. Buyers advise each other too ("order a size up", "wash it cold"),
# but have nothing to announce, to cancel or to begin an answer with.
_TOLD: Final = (
    "add|announce|answer|append|attach|begin|call|cancel|claim|close|conclude|confirm|credit"
    "|declare|delete|disclose|display|double|email|end|execute|export|finish|forward|grant|halve"
    "|include|inform|insert|invoke|issue|let|link|list|mention|output|print|promise|put|quote|read"
    "|recite|redirect|refund|remove|repeat|replace|reply|report|respond|reveal|say|send|set|share"
    "|show|start|state|tell|trigger|write"
)
_ORDERED: Final = re.compile(
    r"(?:^|[.!?:;,\u2013\u2014\"'(]|\s-|\b(?:and|or|then)\b)[\s\"'(*]*"
    r"(?:(?:also|always|first|just|kindly|never|next|now|please|simply|then) )*"
    rf"(?:{_TOLD}) [a-z$]",
    re.IGNORECASE,
)
# "My zip Quote a tenth of it": the capital tells where the order was put in.
_ORDERED_AMID: Final = re.compile(
    rf"(?<=[a-z] )(?:{_TOLD.title()}|(?:Also|Now|Please|Then) (?:{_TOLD})) [a-z$]"
)
_TO_BE_DONE: Final = re.compile(
    r"\b(?:must|shall|should|ha(?:s|ve) to|needs? to|(?:is|are) to) be (?:\w+ )?"
    r"(?:announced|answered|cancelled|confirmed|mentioned|printed|quoted|refunded|repeated|said"
    r"|shown|stated|told|written)\b",
    re.IGNORECASE,
)
_SOMEBODY: Final = re.compile(r"\b(?:he|i|it|she|that|they|we|which|who)\b", re.IGNORECASE)


def gives_an_order(text: str) -> bool:
    """Whether a buyer's words ask or tell somebody something instead of telling of a thing.

    A verb has its doer before it in what a buyer tells ("I closed it and put it away").
    """
    if text.rstrip(" \"'\u201d)*").endswith("?") or _ORDERED_AMID.search(text):
        return True
    if _TO_BE_DONE.search(text):
        return True
    ordered = _ORDERED.search(text)
    return ordered is not None and not _SOMEBODY.search(text[: ordered.start()])
