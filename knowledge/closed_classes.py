"""Words that are facts by themselves: a colour, a country, a payment method, "lifetime".

An answer may use one only where its sources do, however well the rest of the sentence fits.
"""

from __future__ import annotations

from typing import Final

from knowledge.wording import concepts, stem

_CLASSES: Final = {
    "colours": "black white red green blue navy yellow orange purple pink brown grey gray beige tan"
    " turquoise teal maroon burgundy olive khaki gold silver cream ivory crimson violet magenta",
    "materials": "cotton polyester nylon leather suede wool merino silk linen bamboo aluminum"
    " aluminium steel stainless titanium plastic rubber wood wooden oak pine glass ceramic"
    " fleece canvas mesh foam latex spandex elastane acrylic carbon fiberglass fibreglass silicone"
    " copper brass iron cashmere denim velvet viscose gore-tex goretex neoprene polypropylene vinyl"
    " pvc cork marble granite paper cardboard synthetic",
    "payment": "paypal klarna afterpay affirm visa mastercard amex bitcoin crypto cryptocurrency"
    " venmo alipay wechat cash cheque cheques",
    "carriers": "post mail fax sms whatsapp"
    " ups fedex dhl usps hermes dpd gls amazon courier drone helicopter",
    "places": "canada mexico europe germany france spain italy uk britain england scotland ireland"
    " australia japan china india brazil russia africa asia antarctica hawaii alaska worldwide"
    " switzerland norway sweden austria belgium netherlands poland portugal denmark finland korea"
    " singapore israel turkey texas california florida",
    "days": "monday tuesday wednesday thursday friday saturday sunday weekend weekends christmas"
    " easter thanksgiving january february april june july august september october november"
    " december",
    "strong": "lifetime unlimited forever always never instantly immediately overnight"
    " twice double triple half guaranteed same-day next-day certified organic vegan"
    " biodegradable fireproof fire-resistant bulletproof shatterproof unbreakable indestructible"
    " windproof stainproof childproof dishwasher microwave microwavable oven freezer bluetooth wifi"
    " wireless rechargeable waterproof water-resistant machine-washable refundable non-refundable"
    " exchange store-credit voucher discount coupon cashback subscription automatically tonight"
    " tomorrow yesterday insured insurance kids children toddlers pets dogs babies",
}
CLOSED: Final = frozenset(stem(word) for words in _CLASSES.values() for word in words.split())
"""Their stems."""

ALIKE: Final = tuple(
    frozenset(form for word in _CLASSES[name].split() for form in (word, stem(word)))
    for name in ("places", "payment", "carriers", "days", "materials", "colours")
)
"""Words of which one may stand in the place of another: "and on Sunday?"."""

# Qualifiers: a figure for one of a class says nothing about another of it.
QUALIFIERS: Final = tuple(
    frozenset(
        name for words in names.split() for name in (words, *concepts(words.replace("_", " ")))
    )
    for names in (
        "none standard_member silver gold platinum bronze diamond",
        (
            "usa united_states american domestic canada canadian europe eu european uk"
            " international abroad overseas alaska hawaii mexico australia japan"
        ),
        "standard express economy overnight same-day next-day priority",
        "electronics clothes footwear",
    )
)
