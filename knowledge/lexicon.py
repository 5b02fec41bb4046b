"""The words behind `wording`: inflections, synonyms, fillers, negation, opposites.

Synonyms are those of a shop: "send back" and "return", "heavy" and "weight". They serve
the claim check and the quoting of sources, which must give the same verdict everywhere and
be read by the person who wonders about one.
"""

from __future__ import annotations

import re
from typing import Final

IRREGULAR: Final = """
used:use using:use uses:use bought:buy brought:bring broke:break broken:break came:come
children:child chose:choose chosen:choose did:do done:do fees:fee feet:foot felt:feel found:find
gave:give given:give held:hold kept:keep knives:knife left:leave lost:lose made:make men:man
met:meet paid:pay ran:run said:say sent:send shown:show slept:sleep sold:sell spent:spend
taken:take teeth:tooth told:tell took:take went:go women:woman wore:wear worn:wear written:write
wrote:write years:year days:day shoes:shoe extension:extend extensions:extend conversion:convert
"""
"""Forms whose stem no rule finds, each with its base."""

GROUPS: Final = """
return come_back comes_back send_back sent_back sending_back bring_back brought_back give_back
    take_back mail_back ship_back
refund money_back reimburse get_back repay repaid credited
purchase buy order place_order order_is_placed order_was_placed order_has_been_placed
answer reply respond response
everything_else anything_else all_other other_products other_items
ship deliver delivery dispatch send
final_sale
pick_up pickup collect collection
postage post mail
arrive receive reach get_to show_up land
cost price charge recharge rechargeable pay priced instalment installment split_into
fee surcharge
free complimentary no_charge no_cost without_charge free_of_charge gratis on_us no_fee
    no_extra_charge no_extra_cost zero_cost costs_nothing cost_nothing nothing_extra
    for_nothing pay_nothing nothing_to_pay
warranty guarantee guaranteed
cover protect include_under
problem issue
defect fault faulty flaw defective manufacturing_fault
repair fix mend
replace swap substitute replacement
exchange trade
package parcel box packaging
original initial
wash clean launder machine_washable washable
dry drying air-dry
dryer tumble tumble_dry
weight weigh heavy weighs weighing
dimension size measure big large tall wide long length width height measurement
waterproof water-proof watertight
resist resistant proof repel withstand stand_up
sleep accommodate fit hold load capacity room host sleeps
person people adult camper occupant
include come_with comes_with supply supplied ship_with equip included contain provide
    feature boast
fabric material made_of made_from made_out_of
clothes clothing apparel garment
footwear shoe
electronics electronic gadget
bitcoin crypto cryptocurrency
colour color shade
member membership tier
standard_member standard_tier standard_customer standard_membership without_membership no_membership
    membership_status_none regular_customer normal_customer
customer shopper buyer client
original_owner original_purchaser first_owner first_buyer original_buyer purchaser owner
transfer pass_on
claim request
proof_of_purchase receipt
contact email call phone reach_us reach_you reach_me reach_out get_in_touch write ring talk
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
valid good_for usable expire expiry lapse run_out
start begin
max maximum most limit top exceed biggest highest
min minimum least lowest smallest
light lightweight
sturdy durable robust tough durability long-lasting hard-wearing rugged
easy simple effortless easily
quick fast rapid speedy
suit suitable appropriate recommended designed intended made_for ideal fit_for meant built
    perfect
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
location address
change amend modify edit update alter
cancel call_off
track follow trace
accident accidental accidentally
damage break harm ruin hurt damaged cracked smashed broken
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
europe eu european germany france italy spain netherlands belgium austria ireland portugal
    poland sweden denmark finland
uk united_kingdom britain british england scotland wales
usa united_states american america domestic
international abroad overseas
weekly each_week
opinion review rating say_about
comfort comfortable comfy cosy
flexible bendy
available in_stock out_of_stock sold_out
sold sell sale
separate separately apart on_own
month monthly
battery charge_battery
last duration period lifespan runtime run
store_credit shop_credit
early beforehand
photo picture image
personal private
extra additional further more_on_top
iron press ironing
spot spot-clean
"""
"""One concept a line (indented lines go on); its first word names it, `_` joins phrases."""

BROADER: Final = """
electronics headphones earbuds laptop camera tablet smartwatch speaker charger monitor keyboard
clothes sweater shirt t-shirt dress trousers pants jeans hoodie jacket coat socks leggings
footwear boots sneakers sandals trainers slippers
"""
"""On each line a word, and words for kinds of it: what holds for it answers a question on them."""

FILLERS: Final = """
able absolutely accept accepted according actually additionally allow alright also another
anyone anything anyway apply article back based basically bear bit case certainly come consider
considered count course currently definitely detail document due easily eligible enjoy ensure
entire entitled especially etc exactly example fact feel fine follow following fully furthermore
general generally glad good goods great happily happy hello help hesitate hi hope however indeed
info information item kind let long look make may mean mention mind necessary needed nice note now
offer ok okay other overall particular per perfectly permit piece please plus possible product
provided question quite rather really regard regarding related remember require required right
say short simply since someone something sorry source specifically state still stuff sum sure
take thank that's therefore thing though thus till time together typically unfortunately until
upon usually via want way welcome well whether within without worry yes yet you're yours
"""
"""Words of an answer that claim nothing."""

NO_OBJECT: Final = """
about above additional after again almost already also around before below both bought charge choice
choose considered course done due each either even ever everybody everyone example expected extra
    fewer first found given had held kept
free full going instance just last least less limited made many maybe mere merely more most much
nearly needed next nothing once over own person please present possible required same simply single
some sure that them then there these they this those tied time times touch under used using usual
what whatever when which whom whose you your yours yourself
"""
"""Words after "is" or "to" that name nothing which a source would have to speak of."""

NEGATORS: Final = """
aren't avoid can't cannot cant couldn't didn't doesn't doesnt don't dont except exclude excluded
excludes excluding forbidden hardly hasn't haven't impossible incompatible ineligible isn't isnt
lack lacks mustn't neither never no nobody non none nonrefundable nonreturnable nor not nothing
prevent prohibited refuse refuses shouldn't unable unavailable unsuitable void voids wasn't
weren't without won't wont wouldn't
"""

NEGATION: Final = re.compile(
    r"\b(?:away from|leav(?:e|es|ing) (?:off|out)|left (?:off|out)|omit\w*|skip\w*|out of stock"
    r"|sold out"
    r"|out of (?:our |your )?reach|rather than|instead of|too \w+ (?:for|to))\b"
)
"""Phrases that deny without a negative word."""

TWICE_NEGATED: Final = re.compile(
    r"(?:\bnot|\bnever|n't) (?:be )?(?:excluded|forbidden|impossible|ineligible|left out"
    r"|out of stock|prohibited|refused|sold out|unavailable|unsuitable|without)\b"
)
"""Denials of a word that denies, which affirm."""

NO_NEGATION: Final = re.compile(
    r"\b(?:not only|no problem|no worries|no doubt|no matter|if not|whether or not|why not"
    r"|(?:no|not) (?:more|less|later|longer|fewer|earlier|sooner) than|not to exceed"
    r"|(?:do not|don't|never) (?:hesitate|worry|forget)|without (?:a )?membership"
    r"|(?:do|does|did|will|would|can)(?:n't| not) (?:affect|harm|impact|influence|invalidate|void)"
    r"|without (?:any )?(?:problem|trouble|issue|worr)\w*|non-\w*slip"
    r"|(?:at |for |with )?no (?:extra |additional )?(?:charge|cost|fee)s?"
    r"|without (?:extra |additional )?(?:charge|cost|fee)s?"
    r"|costs? (?:you )?nothing|pays? nothing|nothing (?:to pay|extra)"
    r"|(?:doesn't|does not|won't|will not) cost (?:you )?(?:anything|a thing|extra))\b"
)
"""Phrases with a negative word that deny nothing."""

OPPOSITES: Final = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, right in (
        ("included include comes supplied", "separately fee fees surcharge surcharges"),
        ("indoors indoor inside", "outdoors outdoor outside"),
        ("before prior until", "after afterwards once"),
        ("unused unworn unopened unwashed", "used worn opened washed"),
        ("undamaged intact", "damaged broken"),
        ("wet damp moist", "dry dried"),
        ("hot warm heated", "cold cool chilled"),
        ("high highest", "low lowest"),
        ("open", "closed shut"),
        ("any every all", "same only certain"),
        ("available", "unavailable"),
        ("optional", "mandatory required"),
        ("safe", "unsafe dangerous"),
        ("large big larger", "small little smaller"),
        ("short shorter", "long longer"),
        ("weekday weekdays", "weekend weekends"),
        ("wired", "wireless cordless"),
        ("manual", "automatic"),
        ("men", "women"),
        ("adult adults", "child children kids toddler toddlers"),
        ("fixed", "adjustable removable detachable"),
        ("new", "refurbished"),
        ("easy", "difficult hard"),
        ("front", "rear"),
        ("full complete entire", "partial half"),
        ("increase longer larger extended", "decrease shorter smaller reduced"),
        ("minimum least", "maximum most"),
        ("under below less fewer", "over above more"),
        ("uneven rocky", "level even flat"),
        ("first", "last"),
        ("hard rigid", "soft flexible"),
        ("winter", "summer"),
    )
)
"""Two sides of one matter: a claim on one is not stated by a source on the other."""

UNDONE: Final = {
    "unused": "used", "unworn": "worn", "unopened": "opened", "unwashed": "washed",
    "undamaged": "damaged", "unauthorized": "authorized", "unauthorised": "authorised",
}  # fmt: skip
"""Words that carry their negation in front, and what they negate."""
