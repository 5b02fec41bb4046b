"""How English says the same thing in other words: stems, synonyms, opposites, negation.

Small and explicit rather than learnt: a claim check must give the same verdict everywhere
and be read by the person who wonders about it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from knowledge.text import STOP_WORDS, words

_IRREGULAR: Final = dict(
    pair.split(":")
    for pair in (
        "used:use using:use uses:use bought:buy brought:bring broke:break broken:break came:come children:child chose:choose"
        " chosen:choose did:do done:do fees:fee feet:foot felt:feel found:find gave:give given:give"
        " held:hold kept:keep knives:knife left:leave lost:lose made:make men:man met:meet paid:pay"
        " put:put ran:run said:say sent:send shown:show slept:sleep sold:sell spent:spend"
        " taken:take teeth:tooth told:tell took:take went:go women:woman wore:wear worn:wear"
        " written:write wrote:write years:year days:day series:series shoes:shoe"
    ).split()
)
_VOWEL = re.compile(r"[aeiouy]")


_SUFFIXES: Final = (
    "ations", "ation", "ments", "ment", "ingly", "ings", "ing", "edly", "ables", "able", "ible",
    "ies", "ied", "ily", "ed", "ly",
)  # fmt: skip
_SHORTEST = 3


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The part of a word in lower case that its inflections share."""
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    if len(word) <= _SHORTEST:
        return word
    for suffix in _SUFFIXES:
        base = word.removesuffix(suffix)
        if base != word and len(base) >= _SHORTEST and _VOWEL.search(base):
            word = base + ("y" if suffix in {"ies", "ied", "ily"} else "")
            break
    else:
        if word.endswith(("sses", "xes", "ches", "shes", "zes")):
            word = word[:-2]
        elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
            word = word[:-1]
    if len(word) > _SHORTEST:
        if word[-1] == word[-2] and word[-1] not in "aeiou":  # "shipp", and "sell" with it
            word = word[:-1]
        elif word.endswith("e"):
            word = word[:-1]
    if word.endswith("y") and word[-2] not in "aeiou":
        word = word[:-1] + "i"
    return word


# Each group is one concept; its first word names it. Phrases are joined by underscores.
_GROUPS: Final = """
return send_back sent_back sending_back bring_back brought_back give_back take_back mail_back ship_back
refund money_back reimburse get_back repay repaid credited
purchase buy order
ship deliver delivery dispatch send post postage mail
arrive receive reach get_to show_up land
cost price charge pay priced
fee surcharge
free complimentary no_charge no_cost without_charge free_of_charge gratis on_us no_fee no_extra_charge no_extra_cost zero_cost costs_nothing cost_nothing nothing_extra for_nothing pay_nothing nothing_to_pay 
warranty guarantee guaranteed
cover protect include_under
defect fault faulty flaw defective manufacturing_fault
repair fix mend
replace swap substitute replacement
exchange trade
package parcel box packaging
original initial
wash clean launder machine_washable washable
dry dryer drying air-dry tumble
weight weigh heavy weighs weighing
dimension size measure big large tall wide long length width height measurement
waterproof water-proof watertight
resist resistant proof repel withstand stand_up
sleep accommodate fit hold capacity room host sleeps
person people adult camper occupant
include come_with comes_with supply supplied ship_with equip included contain provide feature boast
fabric material cloth
colour color shade
member membership tier
customer shopper buyer client
original_owner original_purchaser first_owner first_buyer original_buyer purchaser owner
transfer pass_on
claim request
proof_of_purchase receipt
contact email call phone reach_us reach_me reach_out get_in_touch write ring talk
support customer_service help_desk service team
store keep put_away stash storage
sunlight sun
heat warm hot warmth
cool cold chilly freeze freezing
mild gentle soft
detergent soap
bleach chlorine
harsh strong aggressive
avoid steer_clear keep_away refrain
void invalidate
expire run_out end lapse
valid good_for last usable
start begin
max maximum most limit top exceed biggest highest
min minimum least lowest smallest
light lightweight
sturdy durable robust tough durability long-lasting hard-wearing rugged
easy simple effortless easily
quick fast rapid speedy
suit suitable appropriate recommended designed intended made_for ideal fit_for meant built perfect
winter snow
use usage utilise utilize operate employ
carry transport lug haul
fold collapse
assemble setup set_up put_up pitch pitching assembly put_together
instruction manual guide
child kid toddler
water wet damp moisture
ventilation breathability airflow air breathe breathable vent
pocket compartment
zipper zip
gift present
card voucher
discount off reduction
code coupon promo
match beat
competitor another_store other_shop elsewhere another_shop rival
location address place
change amend modify edit update alter
cancel call_off
track follow trace
damage break harm ruin hurt damaged cracked smashed
lost missing
warehouse depot
process handle
unused not_been_used new_condition
condition state
back_guaranteed money_back_guarantee
pet animal dog cat
indoors inside indoor
outdoors outside outdoor
fuel gas propane_butane
ignite ignition light_up lit
adjust adjustable tweak alter_fit
canada canadian
europe eu european germany france italy spain netherlands belgium austria ireland portugal poland sweden denmark finland
uk united_kingdom britain british england scotland wales
usa united_states american america domestic
international abroad overseas
weekly each_week
opinion review rating say_about
comfort comfortable comfy cosy
flexible bendy
require need must necessary
available in_stock
sold sell sale
separate separately apart on_own
month monthly
battery charge_battery
last duration period lifespan
store_credit shop_credit
early beforehand
photo picture image
personal private
instalment installment
extra additional further more_on_top
tumble_dry tumble-dry
iron press ironing
hand_wash handwash
spot spot-clean
"""


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _GROUPS.strip().splitlines():
        first, *others = line.split()
        concept = stem(first.replace("_", " ").split()[0]) if "_" not in first else first
        for name in (first, *others):
            key = name if "_" in name else stem(name)
            table.setdefault(key, concept)
    return table


_CONCEPTS: Final = _table()
_PHRASES: Final = tuple(
    (tuple(name.split("_")), concept) for name, concept in _CONCEPTS.items() if "_" in name
)
_LONGEST = max(len(phrase) for phrase, _ in _PHRASES)
_PHRASE_TABLE: Final = {tuple(stem(w) for w in phrase): concept for phrase, concept in _PHRASES}

# Words of an answer that claim nothing.
FILLER: Final = frozenset(
    stem(word)
    for word in (
        "absolutely actually additionally able alright always_ also answer anyway apply based basically"
        " case certainly course currently definitely detail due easily enjoy ensure entire especially"
        " everything exactly example fact feel fine follow following fully furthermore general generally"
        " glad great happily happy hello help hesitate hi hope however including indeed info information"
        " keep kind long look make mean mention note offer ok okay overall particular per please plus"
        " possible provided question quite rather really regarding regard related remember right sale_"
        " say simply since sorry specifically sure take thank therefore though thus time today_ together"
        " typically unfortunately usually via want way back now welcome well whether within without worry yes yet"
        " yours upon good nice perfectly etc according state source document bit still"
        " come say item product article goods thing piece accept accepted allow permit let eligible entitled may take"
        " long count bear mind sum short that's you're"
    ).split()
)
NEGATORS: Final = frozenset(
    "not no never cannot can't won't don't doesn't didn't isn't aren't wasn't weren't shouldn't"
    " wouldn't couldn't mustn't hasn't haven't without neither nor unable avoid except excluding"
    " exclude excludes excluded excludes refuse refuses prohibited forbidden prevent none nothing"
    " nobody ineligible nonreturnable nonrefundable impossible unavailable incompatible unsuitable"
    " isnt cant wont dont doesnt void voids lacks lack hardly non".split()
)
_NOT_NEGATION = re.compile(
    r"\b(?:not only|no problem|no worries|no doubt|no matter|if not|whether or not|why not"
    r"|(?:no|not) (?:more|less|later|longer|fewer|earlier|sooner) than|not to exceed"
    r"|(?:do not|don't|never) (?:hesitate|worry|forget)|without (?:any )?(?:problem|trouble|issue|worr)\w*"
    r"|(?:at|for|with) no (?:extra |additional )?(?:charge|cost|fee)s?|no (?:extra |additional )?(?:charge|cost|fee)s?"
    r"|without (?:extra |additional )?(?:charge|cost|fee)s?|costs? nothing|pay nothing|nothing (?:to pay|extra)"
    r"|(?:doesn't|does not|won't|will not) cost (?:you )?(?:anything|a thing|extra)|non-\w*slip)\b"
)
_AWAY = re.compile(r"\b(?:away from|out of stock|sold out|out of reach|rather than|instead of)\b")
# Two sides of one matter: a claim on one side is not stated by a source on the other.
OPPOSITES: Final = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, right in (
        ("included include comes supplied", "separately"),
        ("indoors indoor inside", "outdoors outdoor outside"),
        ("before prior until", "after afterwards once"),
        ("unused unworn unopened unwashed", "used worn opened washed"),
        ("undamaged intact", "damaged broken"),
        ("wet damp moist", "dry dried"),
        ("hot warm heated", "cold cool chilled"),
        ("high highest", "low lowest"),
        ("front", "rear"),
        ("full complete entire", "partial half"),
        ("increase longer larger extended", "decrease shorter smaller reduced"),
        ("minimum least", "maximum most"),
        ("under below less fewer", "over above more"),
        ("uneven rocky", "level even flat"),
        ("refundable returnable", "non-refundable nonrefundable non-returnable nonreturnable"),
        ("first", "last"),
        ("hard rigid", "soft flexible"),
        ("winter", "summer"),
        ("cotton", "polyester"),
        ("customer you your shopper buyer", "we us our store"),
    )[:-1]
)
UNDONE: Final = {
    "unused": "used", "unworn": "worn", "unopened": "opened", "unwashed": "washed",
    "undamaged": "damaged", "unauthorized": "authorized", "unauthorised": "authorised",
    "non-refundable": "refundable", "non-returnable": "returnable",
    "non-transferable": "transferable", "nontransferable": "transferable",
    "nonrefundable": "refundable", "nonreturnable": "returnable",
}  # fmt: skip


_SEND_BACK = re.compile(
    r"\b(?:sen[dt]|sending|bring|bringing|give|giving|mail|ship)\s+((?:[^\W\d_]+\s+){1,3})back\b",
    re.IGNORECASE,
)
# "Send it back" is "send back".
_BETWEEN: Final = frozenset("a an it its my our that the them this those these your".split())


@lru_cache(maxsize=8192)
def concepts(text: str) -> tuple[str, ...]:
    """What `text` speaks of, in order: content words as stems, synonyms as one."""
    text = _SEND_BACK.sub(r"return \1", text)
    stems = [(word, stem(word)) for word in words(text) if word not in _BETWEEN]
    found: list[str] = []
    place = 0
    while place < len(stems):
        for length in range(min(_LONGEST, len(stems) - place), 1, -1):
            concept = _PHRASE_TABLE.get(tuple(s for _, s in stems[place : place + length]))
            if concept is not None:
                found.append(concept)
                place += length
                break
        else:
            word, base = stems[place]
            if word not in STOP_WORDS and base not in FILLER and not word[0].isdigit():
                found.append(_CONCEPTS.get(base, base))
            place += 1
    return tuple(found)


def negated(text: str) -> bool:
    """Whether a clause denies what it speaks of."""
    text = _NOT_NEGATION.sub(" ", text.lower().replace("’", "'"))
    return _AWAY.search(text) is not None or any(word in NEGATORS for word in words(text))


@lru_cache(maxsize=8192)
def spellings(text: str) -> frozenset[str]:
    """The words of `text` (lower case), and its hyphenated ones whole."""
    return frozenset(words(text)) | frozenset(_HYPHENATED.findall(text.lower()))


_HYPHENATED = re.compile(r"[a-z]+(?:-[a-z]+)+")
