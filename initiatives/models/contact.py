"""People."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import PreferredChannel, Salutation
from initiatives.models.change_set import history
from initiatives.models.purpose import ProcessableQuerySet
from initiatives.models.record import Record, Restrictable, restriction_constraints, restriction_indexes
from wf40.folding import dialled, folded_forms, folded_text, match_key, phone_key, sort_key
from wf40.scoping import ScopedModel, ScopedQuerySet


class ContactQuerySet(ProcessableQuerySet):
    """Reads on people."""

    def sighted(self):
        """Without those whose data are restricted (Art. 18)."""
        return self.filter(restricted_at=None)

    def not_informed(self):
        """Whose data came from elsewhere and who were not yet told (Art. 14)."""
        return self.filter(informed_on=None).exclude(source="")

    def matching(self, text: str):
        """People whose name contains every word."""
        rows = self
        for word in text.split()[:12]:
            expanded, bare = folded_forms(word)
            if expanded:
                rows = rows.filter(Q(search_text__contains=expanded) | Q(search_text__contains=bare))
        return rows


class Contact(Restrictable, Record):
    """A person the office talks to; never published by itself."""

    salutation = models.CharField(_("form of address"), max_length=5, choices=Salutation, blank=True, default=Salutation.NEUTRAL)
    title = models.CharField(_("title"), max_length=40, blank=True)
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    mobile = models.CharField(_("mobile"), max_length=60, blank=True)
    preferred_channel = models.CharField(_("prefers to be reached by"), max_length=6, choices=PreferredChannel, blank=True)
    note = models.TextField(_("note"), max_length=2000, blank=True, help_text=_("The person may ask to read it."))
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Empty if the person gave the data; otherwise where they come from.")
    )
    informed_on = models.DateField(
        _("informed on (Art. 14)"),
        null=True,
        blank=True,
        help_text=_("Whoever did not give the data themselves learns within a month that the office holds them."),
    )
    sort_key = models.CharField(max_length=200, editable=False, default="")
    search_text = models.TextField(editable=False, default="")
    # By these the register notices that it is about to take somebody in twice.
    match_key = models.CharField(max_length=200, editable=False, default="")
    phone_key = models.CharField(max_length=20, editable=False, default="")
    mobile_key = models.CharField(max_length=20, editable=False, default="")

    history = history(excluded_fields=["sort_key", "search_text", "match_key", "phone_key", "mobile_key", "form_key"])
    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("sort_key", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(salutation__in=Salutation.values), name="contact_salutation_known"),
            models.CheckConstraint(condition=~Q(family_name=""), name="contact_has_a_name"),
            models.UniqueConstraint(fields=("municipality", "form_key"), name="contact_form_sent_once"),
            models.CheckConstraint(condition=Q(preferred_channel__in=["", *PreferredChannel.values]), name="contact_channel_known"),
            *restriction_constraints("contact"),
        ]
        indexes = [
            *restriction_indexes("contact"),
            models.Index("municipality", "match_key", name="contact_by_match"),
            models.Index("municipality", "phone_key", name="contact_by_phone"),
            models.Index("municipality", "mobile_key", name="contact_by_mobile"),
            models.Index("municipality", "informed_on", name="contact_by_information"),
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
        self.match_key = match_key(f"{self.family_name} {self.given_name}")
        self.phone_key, self.mobile_key = phone_key(self.phone), phone_key(self.mobile)

    @property
    def phone_url(self) -> str:
        """Dials the phone number."""
        return dialled(self.phone)

    @property
    def mobile_url(self) -> str:
        """Dials the mobile number."""
        return dialled(self.mobile)

    def letter_salutation(self) -> str:
        """The first line of a letter or mail after DIN 5008; neutral unless the person said otherwise."""
        named = " ".join(part for part in (self.title, self.family_name) if part)
        if self.salutation == Salutation.MS:
            return gettext("Dear Ms %(name)s") % {"name": named}
        if self.salutation == Salutation.MR:
            return gettext("Dear Mr %(name)s") % {"name": named}
        return gettext("Good day %(name)s") % {"name": self}

    def address_name(self) -> str:
        """The name in the address of a letter after DIN 5008: "Herrn Dr. Kim Muster"."""
        if self.salutation == Salutation.MS:
            return gettext("Ms %(name)s") % {"name": self}
        return gettext("Mr %(name)s") % {"name": self} if self.salutation == Salutation.MR else str(self)


class ContactRoleQuerySet(ScopedQuerySet):
    """Reads on roles."""

    def sighted(self):
        """Without those at an actor, or of a person, whose data are restricted."""
        return self.filter(actor__restricted_at=None, contact__restricted_at=None)


class ContactRole(ScopedModel):
    """What a person does at an actor; one person may serve several."""

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="contact_roles", verbose_name=_("actor"))
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="roles", verbose_name=_("person"))
    role_title = models.CharField(_("role"), max_length=120, blank=True, help_text=_("Chair, workshop, treasurer …"))
    is_main = models.BooleanField(_("first person to ask"), default=False)

    history = history()
    objects = ContactRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        ordering = ("-is_main", "contact__sort_key", "pk")
        constraints = [models.UniqueConstraint(fields=("actor", "contact"), name="one_role_per_actor_and_person")]

    def __str__(self):
        return f"{self.contact} ({self.role_title})" if self.role_title else str(self.contact)
