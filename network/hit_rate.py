"""How good the suggestions are, by what became of them."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from network.choices import Stage, SuggestionVerdict
from network.facts import RULE_OF
from network.models import ConnectionStep, SuggestionDecision
from network.suggestions import rules

# Six months after the introduction both sides are asked; until then the questions before it and the answers after it take their time.
AFTER_HALF_A_YEAR = timedelta(days=275)


@dataclass
class HitRate:
    """Of one rule or of all together: what was decided, accepted, agreed by both, and cooperating six months after."""

    label: str
    decided: int = 0
    accepted: int = 0
    agreed: int = 0
    # Accepted so long ago that the question of six months after has its answers.
    due: int = 0
    cooperating: int = 0

    @staticmethod
    def _percent(part: int, whole: int) -> str:
        return f"{round(100 * part / whole)}\N{NO-BREAK SPACE}%" if whole else ""

    @property
    def accepted_percent(self) -> str:
        """Of those decided, as it is read; empty if nothing was."""
        return self._percent(self.accepted, self.decided)

    @property
    def agreed_percent(self) -> str:
        """Of those accepted."""
        return self._percent(self.agreed, self.accepted)

    @property
    def cooperating_percent(self) -> str:
        """Of those that are old enough."""
        return self._percent(self.cooperating, self.due)


def _stages_after_half_a_year(user, municipality, accepted) -> dict[int, str]:
    """The stage that each connection had by the answers to the question of six months after; one query."""
    days = {key: made_at + AFTER_HALF_A_YEAR for key, made_at in accepted.items() if made_at + AFTER_HALF_A_YEAR <= timezone.now()}
    rows = ConnectionStep.objects.visible_to(user, municipality).filter(connection__in=sorted(days) or [0])
    found = {}
    for key, stage, made_at in rows.order_by("made_at", "pk").values_list("connection", "stage", "made_at"):
        if made_at <= days[key]:
            found[key] = stage
    return found


def hit_rates(user, municipality) -> list[HitRate]:
    """All suggestions together, then each rule by which any came; put off is not decided. Two queries."""
    columns = ("verdict", "facts", "made_at", "connection", "connection__from_agreed_at", "connection__to_agreed_at")
    rows = SuggestionDecision.objects.visible_to(user, municipality).exclude(verdict=SuggestionVerdict.SNOOZED)
    decisions = list(rows.order_by().values_list(*columns))
    accepted = {key: made_at for verdict, _facts, made_at, key, *_agreed in decisions if verdict == SuggestionVerdict.ACCEPTED and key}
    stages = _stages_after_half_a_year(user, municipality, accepted)
    total, labels = HitRate(_("All suggestions")), dict(rules())
    by_rule: dict[str, HitRate] = {}
    for verdict, facts, made_at, key, from_agreed, to_agreed in decisions:
        codes = {RULE_OF.get(fact["code"], fact["code"]) for fact in facts if fact["points"] > 0}
        for code in codes & set(labels):
            by_rule.setdefault(code, HitRate(str(labels[code])))
        for rate in [total, *(by_rule[code] for code in codes if code in labels)]:
            rate.decided += 1
            if verdict == SuggestionVerdict.ACCEPTED:
                rate.accepted += 1
                rate.agreed += bool(from_agreed and to_agreed)
                rate.due += made_at + AFTER_HALF_A_YEAR <= timezone.now()
                rate.cooperating += stages.get(key) in (Stage.COOPERATING, Stage.LASTING)
    return [total, *(by_rule[code] for code in labels if code in by_rule)]
