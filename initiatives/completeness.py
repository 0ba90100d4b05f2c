"""What the entries of actors still lack: for each purpose one list of requirements, asked as a filter, as figures and as words.

Nothing of this is needed to save an actor. The requirements are those of the lists that leave the office: whether somebody is eligible for
a grant, can be reached by mail or letter, counts in the report to the funder, and has something to show to the public.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ExportPurpose, FieldScheme
from initiatives.models import Actor, ActorActivity, ContactRole, Location
from municipalities.models import UNKNOWN_DISTRICT
from wf40.compiled import fetch

WITHOUT_LEGAL_FORM = ("", "unknown")
PO_BOX = "Postfach"


class Need(models.TextChoices):
    """For what the entries of an actor have to be whole; the first four are purposes of a file."""

    FUNDING_NOTICE = ExportPurpose.FUNDING_NOTICE.value, _("Notice of a grant")
    INVITATION = ExportPurpose.INVITATION.value, _("Invitation")
    LETTER = ExportPurpose.LETTER.value, _("Letter")
    REPORT = ExportPurpose.REPORT.value, _("Report to the funder")
    PUBLICATION = "publication", _("Publication")


@dataclass(frozen=True)
class Requirement:
    """One thing that has to be known: its word, who lacks it, and the place in the actor's form where it is entered.

    Without such a place it is entered by recording a consultation.
    """

    code: str
    label: str
    is_missing: Q
    anchor: str = ""

    def mend_url(self, actor) -> str:
        """Where it is entered, the cursor in its field."""
        if not self.anchor:
            return f"{reverse('consultation_create')}?akteur={actor.pk}"
        return f"{reverse('actor_change', args=[actor.pk])}#{self.anchor}"


def _no_main_place(*conditions: Q) -> Q:
    return Q(~Exists(Location.objects.filter(*conditions, actor=OuterRef("pk"), is_main=True)))


def _no_field(**which) -> Q:
    links = Actor.work_fields.through.objects
    return Q(~Exists(links.filter(actor=OuterRef("pk"), **which)))


_KNOWN_DISTRICT = Q(district__isnull=False) & ~Q(district__code=UNKNOWN_DISTRICT)
_STREET, _POSTCODE, _TOWN = Q(street__gt=""), Q(postcode__gt=""), Q(locality__gt="")
# A box at the post office has its number in the line itself.
_NUMBER = Q(house_number__gt="") | Q(street__istartswith=PO_BOX)
_PEOPLE_WITH_EMAIL = ContactRole.objects.sighted().filter(actor=OuterRef("pk"), contact__email__gt="")
_NO_EMAIL = Q(email="") & ~Exists(_PEOPLE_WITH_EMAIL)
_TALKS = ActorActivity.objects.filter(actor=OuterRef("pk"), last_consulted_on__isnull=False)

DISTRICT = Requirement("district", _("district"), _no_main_place(_KNOWN_DISTRICT), "id_district")
ROLLOUT_FIELD = Requirement(
    "rollout_field", _("field of the rollout"), _no_field(workfield__scheme=FieldScheme.ROLLOUT), "div_id_work_fields"
)
# What a kind and a life cycle are every actor has from its first day: these cannot be missing.
REQUIREMENTS: dict[str, tuple[Requirement, ...]] = {
    # Who may apply is decided by legal form, size, industry or field, and place; the notice itself goes out by e-mail.
    Need.FUNDING_NOTICE: (
        Requirement("legal_form", _("legal form"), Q(legal_form__in=WITHOUT_LEGAL_FORM), "id_legal_form"),
        Requirement("size_class", _("size"), Q(size_class=""), "id_size_class"),
        Requirement("industry", _("industry or field"), Q(industry="") & _no_field(), "id_industry"),
        DISTRICT,
        Requirement("email", _("e-mail"), _NO_EMAIL, "id_email"),
    ),
    Need.INVITATION: (
        Requirement("email_or_address", _("e-mail or address"), _NO_EMAIL & _no_main_place(_STREET, _NUMBER, _POSTCODE, _TOWN), "id_email"),
    ),
    # DIN 5008: a letter arrives only with every line of the address.
    Need.LETTER: (
        Requirement("street", _("street"), _no_main_place(_STREET), "id_street"),
        Requirement("house_number", _("number"), _no_main_place(_NUMBER), "id_house_number"),
        Requirement("postcode", _("postcode"), _no_main_place(_POSTCODE), "id_postcode"),
        Requirement("locality", _("town"), _no_main_place(_TOWN), "id_locality"),
    ),
    # The funder counts by field of the rollout and district, and whom the office has really met.
    Need.REPORT: (ROLLOUT_FIELD, DISTRICT, Requirement("last_contact", _("first consultation"), Q(~Exists(_TALKS)))),
    Need.PUBLICATION: (
        Requirement("description", _("public description"), Q(description=""), "id_description"),
        Requirement("field", _("work field"), _no_field(), "div_id_work_fields"),
        Requirement("place", _("town or district"), _no_main_place(_KNOWN_DISTRICT | _TOWN), "id_locality"),
    ),
}


def is_incomplete(purpose: str, code: str = "") -> Q:
    """Lacks something for a purpose, or this one requirement of it; for `filter` and `exclude` on actors, no row comes twice."""
    asked = [requirement.is_missing for requirement in REQUIREMENTS[purpose] if code in ("", requirement.code)]
    lacks = Q()
    for condition in asked:
        lacks |= condition
    return lacks


def missing_counts(actors, purpose: str) -> list[tuple[Requirement, int]]:
    """How many of these actors lack each requirement; one query."""
    requirements = REQUIREMENTS[purpose]
    found = actors.order_by().aggregate(**{f"lack_{entry.code}": Count("pk", filter=entry.is_missing) for entry in requirements})
    return [(entry, found[f"lack_{entry.code}"]) for entry in requirements]


def missing(actors: Iterable[Actor], *purposes: str) -> dict[int, dict[str, list[Requirement]]]:
    """What each of these actors lacks: {key: {purpose: requirements}}, purposes that are whole left out; one query for all."""
    asked = {entry.code: entry for purpose in purposes for entry in REQUIREMENTS[purpose]}

    def ask(keys):
        flags = {f"lacks_{code}": ExpressionWrapper(entry.is_missing, output_field=BooleanField()) for code, entry in asked.items()}
        return Actor.objects.filter(pk__in=keys).order_by().annotate(**flags).values_list("pk", *flags)

    keys = [actor.pk for actor in actors]
    rows = fetch(("missing", *purposes), ask, keys) if keys else []
    result = {}
    for key, *lacks in rows:
        codes = {code for code, is_lacking in zip(asked, lacks, strict=True) if is_lacking}
        by_purpose = {purpose: [entry for entry in REQUIREMENTS[purpose] if entry.code in codes] for purpose in purposes}
        result[key] = {purpose: entries for purpose, entries in by_purpose.items() if entries}
    return result
