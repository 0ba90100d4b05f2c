"""For what the office may use data: purposes, what people consented to and what they objected to."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ConsentChannel, LegalBasis
from initiatives.models.record import ListRow
from wf40.constraints import one_of
from wf40.scoping import ScopedModel, ScopedQuerySet


class Purpose(ListRow):
    """A purpose for which a city's office uses data: on which ground it rests, and whether it needs a consent."""

    legal_basis = models.CharField(_("legal basis"), max_length=5, choices=LegalBasis)
    needs_consent = models.BooleanField(
        _("needs consent"), default=True, help_text=_("Without the consent of the person or the actor nothing is done for this purpose.")
    )

    class Meta:
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        ordering = ("position", "label", "pk")
        constraints = [
            models.UniqueConstraint(fields=("municipality", "code"), name="purpose_code_once_per_city"),
            one_of("legal_basis", LegalBasis, "purpose_basis_known"),
            models.CheckConstraint(
                condition=~Q(legal_basis=LegalBasis.CONSENT) | Q(needs_consent=True), name="purpose_on_consent_needs_consent"
            ),
        ]

    @property
    def text(self):
        """The text in force, None if the office wrote none."""
        return self.texts.order_by("-number").first()


class PurposeText(ScopedModel):
    """One version of what a consent says; a version that somebody consented to is never changed."""

    purpose = models.ForeignKey(Purpose, models.CASCADE, related_name="texts", verbose_name=_("purpose"))
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text of the consent"), max_length=4000)
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("written by"))

    class Meta:
        verbose_name = _("version of a consent text")
        verbose_name_plural = _("versions of consent texts")
        ordering = ("purpose", "-number", "pk")
        constraints = [
            models.UniqueConstraint(fields=("purpose", "number"), name="purpose_text_version_once"),
            models.CheckConstraint(condition=~Q(text=""), name="purpose_text_not_empty"),
        ]

    def __str__(self):
        return f"{self.purpose}, {self.number}"


class ProcessableQuerySet(ScopedQuerySet):
    """Actors or people, with what decides whether the office may use their data for a purpose (given by its code, in any city)."""

    def with_processing(self, code: str):
        """Adds what `initiatives.rules.decide` asks for."""
        kind = self.model._meta.concrete_model._meta.model_name
        purposes = Purpose.objects.filter(municipality=OuterRef("municipality"), code=code)
        own = {kind: OuterRef("pk"), "purpose__code": code}
        consents, objections = Consent.objects.filter(**own), Objection.objects.filter(**own)
        open_requests = consents.filter(confirmed_at=None, declined_at=None)
        return self.annotate(
            purpose_is_active=Subquery(purposes.values("is_active")[:1]),
            purpose_needs_consent=Subquery(purposes.values("needs_consent")[:1]),
            purpose_basis=Subquery(purposes.values("legal_basis")[:1]),
            objected_at=Subquery(objections.in_force().values("raised_at")[:1]),
            consented_at=Subquery(consents.in_force().values("confirmed_at")[:1]),
            consent_withdrawn_at=Subquery(consents.order_by("-withdrawn_at").exclude(withdrawn_at=None).values("withdrawn_at")[:1]),
            consent_asked_at=Subquery(open_requests.order_by("-recorded_at").values("recorded_at")[:1]),
        )

    def allowed_for(self, code: str):
        """Those whose data may be used; the same rule as `initiatives.rules.decide`, which gives the reason.

        Asked by existence alone, not by what `with_processing` adds: so the database goes through an index until it has enough.
        """
        kind = self.model._meta.concrete_model._meta.model_name
        own = {kind: OuterRef("pk"), "purpose__code": code}
        purposes = Purpose.objects.filter(municipality=OuterRef("municipality"), code=code)
        consents = Consent.objects.filter(**own)
        rows = self.filter(restricted_at=None)
        if any(field.name == "archived_at" for field in self.model._meta.fields):
            rows = rows.filter(archived_at=None)
        needs_none = Q(Exists(purposes.filter(needs_consent=False)), ~Exists(consents.exclude(withdrawn_at=None)))
        rows = rows.filter(Exists(purposes.filter(is_active=True)), ~Exists(Objection.objects.in_force().filter(**own)))
        return rows.filter(Exists(consents.in_force()) | needs_none)


class AboutSubjectQuerySet(ScopedQuerySet):
    """Reads on rows about an actor or a person."""

    def sighted(self):
        """Without those about an actor or a person whose data are restricted."""
        return self.filter(Q(actor=None) | Q(actor__restricted_at=None), Q(contact=None) | Q(contact__restricted_at=None))


class AboutSubject(ScopedModel):
    """A row about an actor or about a person, never about both."""

    actor = models.ForeignKey(
        "initiatives.Actor", models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("actor")
    )
    contact = models.ForeignKey(
        "initiatives.Contact", models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name=_("person")
    )

    class Meta:
        abstract = True

    @property
    def subject(self):
        """The actor or the person."""
        return self.actor or self.contact


def one_subject(name: str) -> models.CheckConstraint:
    """About an actor or about a person."""
    return models.CheckConstraint(
        condition=Q(actor__isnull=False, contact=None) | Q(actor=None, contact__isnull=False), name=f"{name}_about_one"
    )


def subject_fields(subject) -> dict:
    """The subject as the fields of such a row: {"actor": …} or {"contact": …}."""
    return {"contact" if subject._meta.model_name == "contact" else "actor": subject}


class ConsentRequest(AboutSubject):
    """The office asked by mail for consents; the answer comes by a link that is bound to this row and its address."""

    email = models.EmailField(_("asked at"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by"))
    answered_at = models.DateTimeField(_("answered at"), null=True)

    objects = AboutSubjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for consent")
        verbose_name_plural = _("requests for consent")
        ordering = ("-asked_at", "-pk")
        constraints = [one_subject("consent_request")]

    def __str__(self):
        return f"{self.email}, {timezone.localtime(self.asked_at):%d.%m.%Y %H:%M}"


class ConsentQuerySet(AboutSubjectQuerySet):
    """Reads on consents."""

    def in_force(self):
        """Given and not withdrawn."""
        return self.filter(confirmed_at__isnull=False, withdrawn_at=None)


class Consent(AboutSubject):
    """Somebody was asked for a consent to one purpose, in one version of its text; with all times, as proof."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="consents", verbose_name=_("purpose"))
    text = models.ForeignKey(PurposeText, models.PROTECT, related_name="consents", verbose_name=_("text"))
    request = models.ForeignKey(ConsentRequest, models.SET_NULL, null=True, related_name="consents", verbose_name=_("request"))
    channel = models.CharField(_("how"), max_length=15, choices=ConsentChannel)
    email = models.EmailField(_("confirmed address"), blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by"))
    confirmed_at = models.DateTimeField(_("given at"), null=True)
    declined_at = models.DateTimeField(_("declined at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("withdrawal recorded by")
    )
    withdrawn_channel = models.CharField(_("withdrawn how"), max_length=15, choices=ConsentChannel, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    proof = models.ForeignKey("initiatives.Attachment", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("proof"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-recorded_at", "-pk")
        constraints = [
            one_subject("consent"),
            one_of("channel", ConsentChannel, "consent_channel_known"),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | Q(confirmed_at__isnull=False), name="consent_given_before_withdrawn"),
            models.CheckConstraint(condition=Q(declined_at=None) | Q(confirmed_at=None), name="consent_declined_or_given"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_channel="")
                | Q(withdrawn_at__isnull=False, withdrawn_channel__in=ConsentChannel.values),
                name="consent_withdrawal_whole",
            ),
            models.CheckConstraint(condition=~Q(channel=ConsentChannel.ORAL) | ~Q(note=""), name="consent_by_word_has_note"),
            models.CheckConstraint(
                condition=~Q(channel=ConsentChannel.LINK) | Q(confirmed_at=None) | ~Q(email=""), name="consent_by_link_has_address"
            ),
            models.UniqueConstraint(
                fields=("purpose", "actor"),
                condition=Q(actor__isnull=False, confirmed_at__isnull=False, withdrawn_at=None),
                name="one_consent_of_actor_in_force",
            ),
            models.UniqueConstraint(
                fields=("purpose", "contact"),
                condition=Q(contact__isnull=False, confirmed_at__isnull=False, withdrawn_at=None),
                name="one_consent_of_person_in_force",
            ),
        ]

    def __str__(self):
        return f"{self.purpose}: {self.subject}"

    @property
    def is_in_force(self) -> bool:
        """Given and not withdrawn."""
        return self.confirmed_at is not None and self.withdrawn_at is None

    @property
    def came_at(self):
        """When the register learned of it: the moment of the click, or when somebody entered the paper."""
        return self.confirmed_at if self.channel == ConsentChannel.LINK else self.recorded_at


class ObjectionQuerySet(AboutSubjectQuerySet):
    """Reads on objections."""

    def in_force(self):
        """Raised and not lifted."""
        return self.filter(lifted_at=None)


class Objection(AboutSubject):
    """Somebody objected to a purpose (Art. 21 GDPR); not the same as withdrawing a consent."""

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="objections", verbose_name=_("purpose"))
    channel = models.CharField(_("how"), max_length=15, choices=ConsentChannel)
    raised_at = models.DateTimeField(_("raised at"), default=timezone.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("recorded by"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    lifted_at = models.DateTimeField(_("lifted at"), null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("lifted by"))

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ("-raised_at", "-pk")
        constraints = [
            one_subject("objection"),
            one_of("channel", ConsentChannel, "objection_channel_known"),
            models.CheckConstraint(condition=Q(lifted_by=None) | Q(lifted_at__isnull=False), name="objection_lifted_whole"),
            models.UniqueConstraint(
                fields=("purpose", "actor"),
                condition=Q(actor__isnull=False, lifted_at=None),
                name="one_objection_of_actor_in_force",
            ),
            models.UniqueConstraint(
                fields=("purpose", "contact"),
                condition=Q(contact__isnull=False, lifted_at=None),
                name="one_objection_of_person_in_force",
            ),
        ]

    def __str__(self):
        return f"{self.purpose}: {self.subject}"
