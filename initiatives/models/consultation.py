"""Consultations and what was promised in them."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Channel, Outcome
from initiatives.models.change_set import history
from initiatives.models.record import Record
from wf40.constraints import one_of
from wf40.folding import written
from wf40.scoping import ScopedModel, ScopedQuerySet

EARLIEST_DAY = date(1990, 1, 1)


class ConsultationQuerySet(ScopedQuerySet):
    """Reads on consultations."""

    def sighted(self):
        """Without the talks all of whose actors are restricted; in the others only the restricted names are left out."""
        actor, through = self.model._meta.get_field("actors").related_model, self.model.actors.through
        closed = through.objects.filter(actor__in=actor.objects.exclude(restricted_at=None).values("pk"))
        still_with = through.objects.filter(consultation__in=closed.values("consultation"), actor__restricted_at=None)
        return self.filter(~Q(pk__in=closed.values("consultation")) | Q(pk__in=still_with.values("consultation")))

    def sighted_at(self, actor):
        """Those at one actor, where its own restriction is all that decides: a plain question instead of four in one another."""
        return self.filter(actors=actor, actors__restricted_at=None)

    def with_names(self):
        """Loads the actors and people of the talks, without restricted ones."""
        actors = self.model._meta.get_field("actors").related_model.objects.sighted()
        contacts = self.model._meta.get_field("contacts").related_model.objects.sighted()
        return self.prefetch_related(models.Prefetch("actors", actors), models.Prefetch("contacts", contacts))

    def mentioning(self, text: str):
        """Consultations whose actors, need or note contain the words; confidential notes are not looked into."""
        rows = self
        actors = self.model._meta.get_field("actors").related_model.objects.sighted()
        for word in text.split()[:12]:
            open_note = Q(is_confidential=False) & (written("note", word) | written("need", word))
            rows = rows.filter(
                open_note | Q(pk__in=self.model.actors.through.objects.filter(actor__in=actors.matching(word)).values("consultation"))
            )
        return rows

    def for_list(self):
        """Loads what a list shows in a fixed number of queries; the note stays in the database."""
        actors = self.model._meta.get_field("actors").related_model.objects.sighted()
        return self.select_related("created_by").prefetch_related(models.Prefetch("actors", actors), "topics").defer("note")


class Consultation(Record):
    """A talk of the office with one or several actors."""

    actors = models.ManyToManyField("initiatives.Actor", related_name="consultations", verbose_name=_("actors"))
    contacts = models.ManyToManyField("initiatives.Contact", blank=True, related_name="consultations", verbose_name=_("people"))
    held_on = models.DateField(_("date"), default=timezone.localdate)
    held_at = models.TimeField(_("time"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1440)]
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.PHONE)
    topics = models.ManyToManyField("initiatives.ConsultationTopic", blank=True, related_name="consultations", verbose_name=_("topics"))
    note = models.TextField(
        _("note"), max_length=20_000, blank=True, help_text=_("Write it so that the person may read it. No health, faith or origin.")
    )
    need = models.CharField(_("need in words"), max_length=500, blank=True)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome, default=Outcome.OPEN)
    is_confidential = models.BooleanField(
        _("confidential"), default=False, help_text=_("Only the author, the steward and managers read the note. Every reading is logged.")
    )

    history = history(m2m_fields=[actors, contacts, topics], excluded_fields=["form_key"])
    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ("-held_on", "-pk")
        constraints = [
            one_of("channel", Channel, "consultation_channel_known"),
            one_of("outcome", Outcome, "consultation_outcome_known"),
            models.CheckConstraint(condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=1440), name="consultation_minutes_of_a_day"),
            models.CheckConstraint(condition=Q(held_on__gte=EARLIEST_DAY), name="consultation_day_plausible"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="consultation_form_sent_once"),
        ]
        indexes = [
            models.Index(fields=("municipality", "-held_on", "-id"), name="consultation_by_day"),
            models.Index("municipality", "channel", name="consultation_by_channel"),
            models.Index("municipality", "outcome", name="consultation_by_outcome"),
        ]

    def __str__(self):
        return f"{self.get_channel_display()}, {self.held_on:%d.%m.%Y}"

    def get_absolute_url(self):
        """The consultation's page."""
        return reverse("consultation_detail", args=[self.pk])


class FollowUpQuerySet(ScopedQuerySet):
    """Reads on promises."""

    def sighted(self):
        """Without those at an actor whose data are restricted, or at no actor but from a talk that is not shown."""
        talks = self.model._meta.get_field("consultation").related_model.objects.sighted()
        at_none = Q(actor=None) & (Q(consultation=None) | Q(consultation__in=talks.values("pk")))
        return self.filter(Q(actor__isnull=False, actor__restricted_at=None) | at_none)

    def sighted_at(self, actor):
        """Those at one actor, where its own restriction is all that decides."""
        return self.filter(actor=actor, actor__restricted_at=None)

    def still_open(self):
        """Not yet done."""
        return self.filter(done_at=None)

    def due(self, today):
        """Open and due on or before the day."""
        return self.still_open().filter(due_on__lte=today)


class FollowUp(Record):
    """Something the office promised, with a day and a person."""

    actor = models.ForeignKey(
        "initiatives.Actor", models.CASCADE, null=True, blank=True, related_name="follow_ups", verbose_name=_("actor")
    )
    consultation = models.ForeignKey(
        Consultation, models.SET_NULL, null=True, blank=True, related_name="follow_ups", verbose_name=_("from consultation")
    )
    task = models.CharField(_("what is to be done"), max_length=300)
    due_on = models.DateField(_("due on"))
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="follow_ups", verbose_name=_("who"))
    is_theirs = models.BooleanField(
        _("promised by the other side"), default=False, help_text=_("The office waits for it; who is named asks again on that day.")
    )
    done_at = models.DateTimeField(_("done at"), null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("done by")
    )
    done_note = models.CharField(_("what became of it"), max_length=300, blank=True, editable=False)

    history = history(excluded_fields=["form_key"])
    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=EARLIEST_DAY), name="follow_up_day_plausible"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False), name="follow_up_done_by_needs_done_at"
            ),
            models.CheckConstraint(condition=~Q(task=""), name="follow_up_says_what"),
            models.CheckConstraint(condition=Q(done_note="") | Q(done_at__isnull=False), name="follow_up_done_note_needs_done_at"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="follow_up_form_sent_once"),
        ]
        indexes = [
            models.Index("municipality", "due_on", "id", condition=Q(done_at=None), name="follow_up_open_by_day"),
            models.Index("municipality", "assignee", "due_on", name="follow_up_by_assignee"),
        ]

    def __str__(self):
        return self.task

    def get_absolute_url(self):
        """Where the promise is changed."""
        return reverse("follow_up_change", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        """Open and due before today."""
        return self.done_at is None and self.due_on < timezone.localdate()


class NoteReadingQuerySet(ScopedQuerySet):
    """Reads on readings; the log of accesses tells of all of them."""

    def sighted(self):
        """Without those of talks that are not shown."""
        return self.filter(consultation__in=self.model._meta.get_field("consultation").related_model.objects.sighted().values("pk"))


class NoteReading(ScopedModel):
    """Who read a confidential note, and when; rows are added and never changed."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="readings", verbose_name=_("consultation"))
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by"))
    read_at = models.DateTimeField(_("read at"), default=timezone.now)

    objects = NoteReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a confidential note")
        verbose_name_plural = _("readings of confidential notes")
        ordering = ("-read_at", "-pk")

    def __str__(self):
        return f"{self.reader}, {timezone.localtime(self.read_at):%d.%m.%Y %H:%M}"


class LogReading(ScopedModel):
    """Somebody who leads the office looked into the log of accesses, and why; rows are added and never changed."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by"))
    reason = models.CharField(_("reason"), max_length=300)
    read_at = models.DateTimeField(_("read at"), default=timezone.now)

    class Meta:
        verbose_name = _("reading of the log")
        verbose_name_plural = _("readings of the log")
        ordering = ("-read_at", "-pk")
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="log_reading_says_why")]

    def __str__(self):
        return f"{self.reader}, {timezone.localtime(self.read_at):%d.%m.%Y %H:%M}"
