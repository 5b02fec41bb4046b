"""Words by which buyers praise and blame, of things of any kind.

English, and written by hand: weights that were fitted to the ratings of one trade (clothing) did
worse on another (laptops) than these. A word here speaks for itself whatever it is said of; "small"
or "light" does not, and is left out.
"""

from __future__ import annotations

from typing import Final

__all__ = ["BLAME", "NEGATORS", "PRAISE"]

PRAISE: Final = frozenset(
    """
    accurate adequate admirable adorable adore affordable amaze amazed amazing appreciate awesome
    beautiful beautifully best better bonus breathable breeze bright brilliant brilliantly capable
    charm charming cheerful clean clear clearly comfortable comfortably comfort comfy compact
    complaint-free compliments convenient cool cozy cosy crisp cute dazzling decent delicious
    delight delighted delightful dependable durable durability ease easier easiest easily easy
    effective efficient effortless effortlessly elegant enjoy enjoyable enjoyed enjoying enjoys
    ergonomic excel excellent excellently exceptional exceeded exceeds exceptionally exquisite
    fab fabulous fair fantastic fast faster fave favorite favourite fine flattering flawless
    flawlessly fond fresh friendly fun generous genius gem glad gladly good gorgeous grateful great
    greatest handy happier happily happy helpful hooked ideal immaculate impeccable impress
    impressed impresses impressive improved improvement incredible incredibly intuitive invaluable
    joy keen kind lightning like liked likes lovely love loved loves loving luxurious magic
    marvelous marvellous masterpiece neat neatly nice nicely nicest outstanding perfect perfection
    perfectly phenomenal pleasant pleased pleasantly pleasing pleasure plush polished positive
    praise precise premium pretty pro pros protective proud prompt quality quick quickly quiet
    reasonable reasonably recommend recommendable recommended refreshing reliable reliably
    responsive rich robust roomy rugged safe satisfied satisfying satisfy secure seamless
    seamlessly sensible sharp silent sleek slick smooth smoothly snappy snug soft solid spacious
    speedy spot-on stable stellar strong sturdy stunning stylish super superb superior supportive
    supple sweet tasty terrific thank thankful thanks thrilled tidy timeless top top-notch tough
    trust trusty trustworthy useful user-friendly value valuable versatile vibrant warm warmth
    well well-made win winner wonderful wonderfully wonders works worth worthwhile worthy wow yummy
    """.split()  # noqa: SIM905  reads as a list of words
)
BLAME: Final = frozenset(
    """
    abysmal annoy annoyed annoying annoyance appalling atrocious avoid awful awfully awkward bad
    badly bent bitter blame blurry boring bother bothersome breaking breaks broke broken bug buggy
    bugs bulky bummed bummer bumpy burn burned burnt careful caution chafe chafes cheap cheaply
    chintzy choppy clumsy clunky complain complained complaint complaints con cons concern
    concerned confused confusing costly crack cracked cracking cracks crap crappy crash crashed
    crashes crashing creaks creak creaky crooked cumbersome cramped damage damaged dead deaf
    deal-breaker dealbreaker defect defective defects deficient delay delayed died dies difficult
    difficulty dim dire disappoint disappointed disappointing disappointment disappoints disaster
    disgusting dislike disliked dismal downside dreadful dull drawback drawbacks error errors
    expensive fade faded fades fading fail failed failing fails failure fake fault faulty fiddly
    flaw flawed flaws flickers flimsy floppy fray frayed fraying freeze freezes freezing frozen
    frustrated frustrating frustration fuss fussy garbage glitch glitches glitchy gripe gripes gross
    grainy hard harsh hassle hate hated hates heavy horrendous horrible horribly horrid hot huge
    hurt hurts inaccurate inadequate inconsistent inconvenient incorrect inferior insufficient
    irritated irritating irritates issue issues itch itchy jam jammed jams jerky junk lack lacked
    lacking lacks lag lagging laggy lags lame leak leaked leaking leaks leaky letdown limited limp
    loose lose loses losing loud lousy mediocre mess messy mistake miss missing misleading muffled
    mushy nightmare noisy nuisance odd off overheat overheated overheating overheats overpriced
    painful pain pathetic peel peeled peeling peels pilling pills pinch pinches poor poorly problem
    problematic problems refund refused regret replace replaced replacement return returned
    returning ridiculous rip ripped ripping rips rough rubbish ruin ruined rust rusted rusty sad
    sadly scratch scratched scratches scratchy scam screwed shame shallow shapeless shoddy shrank
    shrink shrinks shrunk sloppy slow slower slowly sluggish smell smells smelly snap snapped
    snaps sore split splits
    squeak squeaks squeaky stain stained stiff stink stinks stops stopped stuck struggle struggled
    stupid substandard subpar suck sucked sucks suffer suffers tear tearing tears tedious terrible
    terribly thin threads tinny tiring tore torn tricky trouble troubles troublesome ugly unable
    unacceptable unclear uncomfortable underwhelmed underwhelming unflattering unfortunate
    unfortunately unhappy unpleasant unreliable unresponsive unstable unsteady unusable unwearable
    upset upsetting useless wasted waste weak weird wobble wobbles wobbly worn worse worst
    worthless wrinkle wrinkles wrong yuck
    """.split()  # noqa: SIM905  reads as a list of words
)
NEGATORS: Final = frozenset(
    """
    barely cannot cant couldn't didnt didn't doesnt doesn't dont don't hardly isnt isn't lack
    lacking never no nor not nothing rarely wasn't weren't without won't wouldn't aren't can't
    """.split()  # noqa: SIM905  reads as a list of words
)
