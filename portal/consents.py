"""For what the office may use the data of an initiative and of the person who comes by its link, and what that person decides."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from initiatives.models import Contact, PurposeText
from initiatives.rules import PurposeState, purpose_states

# What only an organisation, or only a person, is asked; every other purpose is asked of both.
OF_AN_ACTOR = ("publish_profile", "publish_photo", "social_media", "share_city", "murmurations")
OF_A_PERSON = ("publish_person",)
# What stands in the panel beside the profile before anything was said to it.
FIRST = ("publish_profile", "publish_photo", "publish_person")
PUBLISHES = "publish_profile"
ANSWERS = "service"
ACTOR, PERSON = "actor", "person"


@dataclass(frozen=True)
class ConsentRow:
    """One purpose: whether the data are used for it, since when, in which words, and what its holder may press."""

    state: PurposeState
    text: PurposeText | None
    # The version that was consented to.
    given_text: PurposeText | None
    is_mailed: bool

    @property
    def purpose(self):
        """For what."""
        return self.state.purpose

    @property
    def is_allowed(self) -> bool:
        """The data may be used for it now."""
        return self.state.decision.yes

    @property
    def since(self) -> datetime | None:
        """Since when it stands as it does."""
        return self.state.decision.reason.since

    @property
    def words(self) -> str:
        """How it stands, in a few words: "erteilt am 01.02.2026"."""
        reason = self.state.decision.reason
        if reason.code == "consent":
            return _("given on %(day)s") % {"day": date_format(timezone.localtime(reason.since), "d.m.Y")}
        return _("not given") if reason.code == "no_consent" else str(reason)

    @property
    def is_of_older_text(self) -> bool:
        """The words have changed since the consent was given; it holds for those that were read."""
        return self.given_text is not None and self.given_text != self.text

    @property
    def publishes(self) -> bool:
        """The public sees the profile by it: without it the profile is gone at once."""
        return self.purpose.code == PUBLISHES

    @property
    def answers(self) -> bool:
        """By it the office answers and mails codes and links."""
        return self.purpose.code == ANSWERS

    @property
    def may_give(self) -> bool:
        """Not in force, and there is something to consent to; a printed link proves no address, so by it nothing is given."""
        missing = self.state.consent is None and (self.purpose.needs_consent or self.state.consent_withdrawn_at is not None)
        return missing and self.is_mailed

    @property
    def may_withdraw(self) -> bool:
        """A consent is in force."""
        return self.state.consent is not None

    @property
    def may_object(self) -> bool:
        """No consent is asked, so an objection is what ends it (Art. 21 GDPR)."""
        return not self.purpose.needs_consent and self.state.consent is None and self.state.objection is None

    @property
    def may_lift(self) -> bool:
        """An objection is in force."""
        return self.state.objection is not None

    @property
    def is_touched(self) -> bool:
        """Something was said to it, by whomever it is usually asked."""
        state = self.state
        return bool(state.consent or state.objection or state.consent_withdrawn_at or state.consent_asked_at)


@dataclass(frozen=True)
class ConsentGroup:
    """The purposes of one side of a link: of its actor, or of its person."""

    key: str
    subject: object
    heading: str
    rows: list[ConsentRow]

    @property
    def brief(self) -> list[ConsentRow]:
        """What somebody has decided, and what is public by it; everything else stands on the page alone."""
        return [row for row in self.rows if row.is_touched or row.purpose.code in FIRST]

    @property
    def more_count(self) -> int:
        """How many purposes stand on the page alone."""
        return len(self.rows) - len(self.brief)

    def row_of(self, purpose: int | None) -> ConsentRow | None:
        """The row of a purpose; none for one of another city or one that this side is not asked."""
        return next((row for row in self.rows if row.purpose.pk == purpose), None)


def consent_groups(link) -> list[ConsentGroup]:
    """What holds for the actor of a link, then for its person where it has one; seven queries, four without a person."""
    texts = list(PurposeText.objects.filter(municipality=link.municipality).order_by("number"))
    groups = [_group(link, link.actor, texts)]
    if link.contact:
        groups.append(_group(link, link.contact, texts))
    return groups


def _group(link, subject, texts) -> ConsentGroup:
    is_person = isinstance(subject, Contact)
    foreign = OF_AN_ACTOR if is_person else OF_A_PERSON
    in_force, by_key = {text.purpose_id: text for text in texts}, {text.pk: text for text in texts}
    found = [
        ConsentRow(state, in_force.get(state.purpose.pk), by_key.get(state.consent.text_id) if state.consent else None, bool(link.email))
        for state in purpose_states(subject)
    ]
    rows = [row for row in found if row.purpose.code not in foreign or row.is_touched]
    # What is asked of this side alone stands first: for it people come here.
    first = OF_A_PERSON if is_person else OF_AN_ACTOR
    rows.sort(key=lambda row: row.purpose.code not in first)
    heading = _("For you: %(name)s") if is_person else _("For %(name)s")
    return ConsentGroup(PERSON if is_person else ACTOR, subject, heading % {"name": subject}, rows)
