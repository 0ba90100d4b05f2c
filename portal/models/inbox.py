"""The office's inbox: whatever initiatives and citizens ask of the office by its public pages and by personal links."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.choices import OF_STRANGERS, TO_DO, EntryKind, EntryResult, EntryState, Proof
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet


class InboxQuerySet(ScopedQuerySet):
    """Reads on the inbox."""

    def sighted(self):
        """Without what nobody has confirmed, and without what is about an actor or a person whose data are restricted."""
        rows = self.exclude(state=EntryState.UNCONFIRMED)
        return rows.filter(Q(actor=None) | Q(actor__restricted_at=None), Q(contact=None) | Q(contact__restricted_at=None))

    def to_do(self):
        """Not done."""
        return self.filter(state__in=TO_DO)

    def waiting_for_us(self):
        """The office has to say something; what was asked back waits for the sender."""
        return self.filter(state=EntryState.OPEN)

    def late(self, day):
        """The promised day of the answer has passed."""
        return self.waiting_for_us().filter(due_on__lt=day)


class InboxEntry(ScopedModel):
    """One thing that came in: who sent it, until when an answer is promised, what was answered and what became of it.

    What an actor proposes for its profile is one entry with a `ProfileChange` for each field. `details` holds what a form asked beyond
    the text: of an application the proposed profile, of a want what is sought.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind)
    actor = models.ForeignKey(
        "initiatives.Actor", models.CASCADE, null=True, blank=True, related_name="inbox_entries", verbose_name=_("actor")
    )
    contact = models.ForeignKey(
        "initiatives.Contact", models.SET_NULL, null=True, blank=True, related_name="inbox_entries", verbose_name=_("person")
    )
    link = models.ForeignKey("initiatives.PersonalLink", models.SET_NULL, null=True, related_name="+", verbose_name=_("personal link"))
    sender_name = models.CharField(_("name of the sender"), max_length=160, blank=True)
    sender_email = models.EmailField(_("e-mail of the sender"), blank=True)
    sender_phone = models.CharField(_("phone of the sender"), max_length=60, blank=True)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    due_on = models.DateField(_("answer promised by"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("looked after by")
    )
    state = models.CharField(_("state"), max_length=12, choices=EntryState, default=EntryState.OPEN)
    # The first word of the office; from it the time to answer is measured.
    answered_at = models.DateTimeField(_("answered at"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("done by"))
    result = models.CharField(_("result"), max_length=10, choices=EntryResult, blank=True)
    # Of a claim: what showed that the sender speaks for the actor, and who checked it how.
    proof = models.CharField(_("proof"), max_length=10, choices=Proof, blank=True)
    office_note = models.TextField(_("note of the office"), max_length=2000, blank=True, help_text=_("The sender may ask to read it."))
    # What became of a want or an offer.
    listing = models.ForeignKey("network.Listing", models.SET_NULL, null=True, related_name="+", verbose_name=_("want or offer"))
    form_key = models.UUIDField(null=True, editable=False)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the inbox")
        verbose_name_plural = _("inbox")
        ordering = ("-received_at", "-pk")
        constraints = [
            one_of("kind", EntryKind, "inbox_kind_known"),
            one_of("state", EntryState, "inbox_state_known"),
            models.CheckConstraint(condition=Q(result__in=["", *EntryResult.values]), name="inbox_result_known"),
            models.CheckConstraint(condition=Q(proof__in=["", *Proof.values]), name="inbox_proof_known"),
            models.CheckConstraint(
                condition=(Q(state=EntryState.DONE, done_at__isnull=False) & ~Q(result=""))
                | (~Q(state=EntryState.DONE) & Q(done_at=None, result="")),
                name="inbox_done_whole",
            ),
            # Who has a personal link has confirmed the address by coming.
            models.CheckConstraint(
                condition=~Q(state=EntryState.UNCONFIRMED) | Q(kind=EntryKind.REGISTRATION), name="inbox_unconfirmed_application"
            ),
            models.CheckConstraint(
                condition=Q(actor__isnull=False) | Q(kind__in=[str(kind) for kind in OF_STRANGERS]), name="inbox_about_an_actor"
            ),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="inbox_form_sent_once"),
        ]
        indexes = [
            models.Index("municipality", "state", "due_on", "id", name="inbox_by_day"),
            models.Index(fields=("municipality", "-received_at", "-id"), name="inbox_by_time"),
            models.Index("municipality", "kind", "state", name="inbox_by_kind"),
            models.Index("municipality", "assignee", "state", name="inbox_by_assignee"),
            models.Index("municipality", "answered_at", name="inbox_by_answer"),
        ]

    def __str__(self):
        kind = str(self.get_kind_display())
        # Who gave no name is none in the heading either.
        return kind if self.about == "–" else f"{kind}: {self.about}"

    def get_absolute_url(self):
        """Its page in the inbox."""
        return reverse("inbox_detail", args=[self.pk])

    @property
    def about(self) -> str:
        """Whom it is about: the actor, of an application the proposed name, otherwise the sender."""
        return str(self.actor) if self.actor_id else self.details.get("name") or self.sender_name or self.sender_email or "–"

    @property
    def is_open(self) -> bool:
        """Still to be dealt with."""
        return self.state in TO_DO

    @property
    def is_late(self) -> bool:
        """The promised day of the answer has passed."""
        return self.state == EntryState.OPEN and self.due_on < timezone.localdate()


class RemarkQuerySet(ScopedQuerySet):
    """Reads on what was said."""

    def sighted(self):
        """As the entry at which it stands."""
        return self.filter(
            Q(entry__actor=None) | Q(entry__actor__restricted_at=None), Q(entry__contact=None) | Q(entry__contact__restricted_at=None)
        )


class Remark(ScopedModel):
    """One word in the talk about an entry or about one proposed value; both sides read it. Of the office without the name of a person."""

    entry = models.ForeignKey(InboxEntry, models.CASCADE, related_name="remarks", verbose_name=_("entry of the inbox"))
    change = models.ForeignKey("portal.ProfileChange", models.CASCADE, null=True, related_name="remarks", verbose_name=_("proposed value"))
    text = models.TextField(_("text"), max_length=2000)
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    is_of_office = models.BooleanField(_("of the office"), default=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by"))

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ("written_at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="remark_not_empty"),
            models.CheckConstraint(condition=Q(is_of_office=True) | Q(written_by=None), name="remark_of_one_side"),
        ]

    def __str__(self):
        return self.text[:60]
