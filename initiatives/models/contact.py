"""People."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from initiatives.choices import Salutation
from initiatives.models.record import Record
from wf40.folding import folded_forms, folded_text, sort_key
from wf40.scoping import ScopedModel, ScopedQuerySet


class ContactQuerySet(ScopedQuerySet):
    """Reads on people."""

    def matching(self, text: str):
        """People whose name contains every word."""
        rows = self
        for word in text.split()[:12]:
            expanded, bare = folded_forms(word)
            if expanded:
                rows = rows.filter(Q(search_text__contains=expanded) | Q(search_text__contains=bare))
        return rows


class Contact(Record):
    """A person the office talks to; never published by itself."""

    salutation = models.CharField(_("form of address"), max_length=5, choices=Salutation, blank=True, default=Salutation.NEUTRAL)
    title = models.CharField(_("title"), max_length=40, blank=True)
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    mobile = models.CharField(_("mobile"), max_length=60, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True, help_text=_("The person may ask to read it."))
    sort_key = models.CharField(max_length=200, editable=False, default="")
    search_text = models.TextField(editable=False, default="")

    history = HistoricalRecords(excluded_fields=["sort_key", "search_text", "form_key"])
    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("sort_key", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(salutation__in=Salutation.values), name="contact_salutation_known"),
            models.CheckConstraint(condition=~Q(family_name=""), name="contact_has_a_name"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="contact_form_sent_once"),
        ]
        indexes = [
            models.Index("municipality", "sort_key", "id", name="contact_by_name"),
            models.Index("municipality", "email", name="contact_by_email"),
        ]

    def __str__(self):
        return " ".join(part for part in (self.title, self.given_name, self.family_name) if part)

    def get_absolute_url(self):
        """The person's page."""
        return reverse("contact_detail", args=[self.pk])

    def refold(self) -> None:
        """Renew the sort key (last name first) and the text that the list looks in."""
        self.sort_key = sort_key(f"{self.family_name} {self.given_name}") or "~"
        self.search_text = folded_text(self.given_name, self.family_name)


class ContactRole(ScopedModel):
    """What a person does at an actor; one person may serve several."""

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="contact_roles", verbose_name=_("actor"))
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="roles", verbose_name=_("person"))
    role_title = models.CharField(_("role"), max_length=120, blank=True, help_text=_("Chair, workshop, treasurer …"))
    is_main = models.BooleanField(_("first person to ask"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ("-is_main", "contact__sort_key", "pk")
        constraints = [models.UniqueConstraint(fields=("actor", "contact"), name="one_role_per_actor_and_person")]

    def __str__(self):
        return f"{self.contact} ({self.role_title})" if self.role_title else str(self.contact)
