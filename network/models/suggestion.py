"""What brokers make of suggestions, and by which rules the suggestions come."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.choices import SuggestionVerdict
from network.models.connection import plain_name
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet


class FieldPair(ScopedModel):
    """Actors of one field often need actors of another: the city's own list, which it edits."""

    seeking = models.ForeignKey("initiatives.WorkField", models.PROTECT, related_name="+", verbose_name=_("who is active in"))
    giving = models.ForeignKey("initiatives.WorkField", models.PROTECT, related_name="+", verbose_name=_("needs somebody from"))
    is_active = models.BooleanField(_("in use"), default=True, help_text=_("Switched off, it stays readable but suggests nothing."))

    class Meta:
        verbose_name = _("pair of fields")
        verbose_name_plural = _("pairs of fields")
        ordering = ("seeking__position", "giving__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("seeking", "giving"), name="field_pair_once"),
        ]

    def __str__(self):
        return f"{self.seeking} – {self.giving}"


class SuggestionDecisionQuerySet(ScopedQuerySet):
    """Reads on decisions."""

    def sighted(self):
        """Without those about an actor whose data are restricted."""
        return self.filter(first_actor__restricted_at=None, second_actor__restricted_at=None)


class SuggestionDecision(ScopedModel):
    """A broker accepted, put off or rejected the suggestion to introduce two actors; the newest counts. Rows are added and never changed.

    `first_actor` has the smaller key. `facts` are codes and points as they were shown that day, no names.
    """

    first_actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="+", verbose_name=_("first actor"))
    second_actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="+", verbose_name=_("second actor"))
    want = models.ForeignKey("network.Listing", models.SET_NULL, null=True, related_name="+", verbose_name=_("want"))
    offer = models.ForeignKey("network.Listing", models.SET_NULL, null=True, related_name="+", verbose_name=_("offer"))
    verdict = models.CharField(_("decision"), max_length=10, choices=SuggestionVerdict)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    until = models.DateField(_("not before"), null=True)
    score = models.SmallIntegerField(_("points"))
    facts = models.JSONField(_("facts"), default=list)
    connection = models.ForeignKey("network.Connection", models.SET_NULL, null=True, related_name="+", verbose_name=_("connection"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("decided by"))
    made_at = models.DateTimeField(_("decided at"), default=timezone.now)

    objects = SuggestionDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about a suggestion")
        verbose_name_plural = _("decisions about suggestions")
        ordering = ("-made_at", "-pk")
        constraints = [
            one_of("verdict", SuggestionVerdict, "suggestion_verdict_known"),
            models.CheckConstraint(condition=Q(first_actor__lt=F("second_actor")), name="suggestion_in_one_order"),
            models.CheckConstraint(
                condition=~Q(verdict=SuggestionVerdict.REJECTED) | ~Q(reason=""), name="suggestion_rejected_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(verdict=SuggestionVerdict.SNOOZED) | Q(until__isnull=False), name="suggestion_snoozed_until"
            ),
        ]
        indexes = [
            models.Index("municipality", "first_actor", "second_actor", name="suggestion_by_pair"),
            models.Index(fields=("municipality", "-made_at"), name="suggestion_by_time"),
        ]

    def __str__(self):
        first, second = (plain_name(actor, self.municipality_id) for actor in (self.first_actor, self.second_actor))
        return f"{first} – {second}: {self.get_verdict_display()}"


class MutedRuleQuerySet(ScopedQuerySet):
    """A broker mutes rules for herself alone."""

    def visible_to(self, user, municipality):
        """The own ones in this city."""
        return super().visible_to(user, municipality).filter(owner=user.pk)


class MutedRule(ScopedModel):
    """A rule whose suggestions a broker does not want to see."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("for"))
    rule = models.SlugField(_("rule"), max_length=30)
    muted_at = models.DateTimeField(_("muted at"), default=timezone.now)

    objects = MutedRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("muted rule")
        verbose_name_plural = _("muted rules")
        ordering = ("rule", "pk")
        constraints = [models.UniqueConstraint(fields=("municipality", "owner", "rule"), name="muted_rule_once")]

    def __str__(self):
        return self.rule
