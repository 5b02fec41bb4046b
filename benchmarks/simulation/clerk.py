"""The shop's side of a simulated conversation: its own scoring, memory, guard and recommenders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from recommendation import GuardRules, Matter, Moment, Situation, known_state, offer
from signals import Feeling, Mood
from signals.dialogue import Dialogue, DialogueTurn
from signals.propensity import PRIOR
from signals.scoring import SignalModels, score_turn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from benchmarks.simulation.hearing import Arm
    from benchmarks.simulation.world import World
    from recommendation import Models, ShopperState, Slate
    from signals import BehaviourEvent, SentimentModel, StatedPreference, TurnSignals

__all__ = ["PLACES", "Clerk"]

PLACES = 3
RULES = GuardRules()


class Clerk:
    """Scores each turn and makes slates, as far as the arm lets it.

    `lent` are the signals of another conversation, which the placebo uses in place of its own.
    Which matters are open is a fact of the dialogue and no signal: every guarded arm knows it.
    """

    def __init__(
        self,
        world: World,
        models: Models,
        arm: Arm,
        conversation_id: str,
        events: Sequence[BehaviourEvent],
        lent: Sequence[TurnSignals] = (),
    ) -> None:
        self._world, self._models, self._arm = world, models, arm
        self._id, self._lent = conversation_id, lent
        self.events = list(events)
        self.scored: list[TurnSignals] = []
        self.used: list[TurnSignals] = []
        self.matter_open = False
        self.turns_since_matter: int | None = None
        self.rejections = self.unsolicited = 0
        self._turns: list[DialogueTurn] = []
        self._wishes: dict[tuple[str, str, str, str], StatedPreference] = {}
        self._rejected: dict[str, None] = {}

    def hears(self, text: str, intent: str, at: datetime, sentiment: SentimentModel) -> None:
        """Score a turn."""
        if self.turns_since_matter is not None:
            self.turns_since_matter += 1
        self._turns.append(DialogueTurn(f"turn-{len(self._turns)}", text, intent, at))
        before = self.scored[-1].mood if self.scored else Mood()
        signals = score_turn(
            Dialogue(self._id, tuple(self._turns)),
            self.events,
            before,
            SignalModels(sentiment, PRIOR, self._world.read),
        )
        self.scored.append(signals)
        self.used.append(self._arm.used(self._instead(signals)))
        self._wishes |= {one.key: one for one in self.used[-1].preferences}

    def offers(self, *, asked: bool) -> tuple[ShopperState, Slate]:
        """What the shop knows and offers after the turn that was heard last."""
        now = self._turns[-1]
        state = known_state(
            self.events,
            now.at,
            preferences=tuple(self._wishes.values()),
            rejected=tuple(self._rejected),
            signals=self.used[-1],
        )
        moment = Moment(self._id, now.turn_id, asked=asked)
        slate = offer(
            moment, state, self._situation(asked=asked), self._models, self._world.shelf,
            places=PLACES, rules=RULES,
        )  # fmt: skip
        self.unsolicited += bool(slate.offers) and not asked
        return state, slate

    def takes_back(self, products: Sequence[str]) -> None:
        """The shopper does not want these."""
        self._rejected |= dict.fromkeys(products)
        self.rejections += 1

    def opens(self) -> None:
        """A complaint is open."""
        self.matter_open, self.turns_since_matter = True, None

    def settles(self) -> None:
        """It is settled."""
        self.matter_open, self.turns_since_matter = False, 0

    def _instead(self, signals: TurnSignals) -> TurnSignals:
        if not self._arm.of_another:
            return signals
        return self._lent[min(len(self.used), len(self._lent) - 1)]

    def _situation(self, *, asked: bool) -> Situation:
        if not self._arm.guarded:
            return Situation(asked=asked)
        moods = [one.mood for one in self.used]
        negative = [at for at, mood in enumerate(moods) if mood.feeling is Feeling.NEGATIVE]
        still = bool(negative) and negative[-1] == len(moods) - 1
        in_a_row = moods[-1].negative_turns
        return Situation(
            asked=asked,
            open_matters=frozenset({Matter.COMPLAINT} if self.matter_open else ()),
            turns_since_matter=self.turns_since_matter,
            negative_turns=max(in_a_row, RULES.negative_turns) if still else in_a_row,
            turns_since_negative=(
                len(moods) - 2 - negative[-1] if negative and not still else None
            ),
            rejections=self.rejections,
            unsolicited=self.unsolicited,
        )
