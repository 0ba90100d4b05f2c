"""For what lists are taken out, on which ground, and who is left out of a file because of it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from initiatives.choices import ExportPurpose, LegalBasis, Verdict
from initiatives.models import Actor, Purpose
from initiatives.rules import Decision, decide
from wf40.exports import CHUNK

# For these purposes only those are taken whose data may be used for them; the codes are those of the city's purposes.
ASKING = (ExportPurpose.FUNDING_NOTICE, ExportPurpose.INVITATION, ExportPurpose.LETTER)
# One line for each, so that nobody has to read the law.
EXPLAINED = {
    ExportPurpose.OFFICE: _("Working with the list inside the office. Nobody is left out."),
    ExportPurpose.REPORT: _("Figures and lists that the funder asks for. Nobody is left out."),
    ExportPurpose.LETTER: _("Letters by post. Whoever does not want them is left out."),
    ExportPurpose.INVITATION: _("Invitations to events. Whoever does not want them is left out."),
    ExportPurpose.FUNDING_NOTICE: _("Mails about grants. Whoever does not want them is left out."),
}
LEFT_OUT_BECAUSE = {
    "restricted": _("data restricted (Art. 18)"),
    "archived": _("archived"),
    "purpose_off": _("the office does not pursue this purpose"),
    "objection": _("objection"),
    "withdrawn": _("consent withdrawn"),
    "asked": _("asked for consent, not confirmed yet"),
    "no_consent": _("no consent"),
}
NAMES_SHOWN = 200
DECIDING = (
    "restricted_at",
    "purpose_is_active",
    "objected_at",
    "consented_at",
    "consent_withdrawn_at",
    "purpose_needs_consent",
    "consent_asked_at",
    "purpose_basis",
)
NAMES = {"actor": ("trading_name",), "contact": ("title", "given_name", "family_name")}


@dataclass(frozen=True)
class LeftOut:
    """Why how many rows are left out of a file, as (words, number), most frequent first, and the first of them by name with the reason."""

    reasons: list[tuple[str, int]]
    names: list[tuple[str, str]]

    @property
    def count(self) -> int:
        """All of them."""
        return sum(number for _words, number in self.reasons)


def decided(rows, purpose: str) -> Iterator[tuple[int, str, Decision]]:
    """(key, name, decision) of actors or people, read in chunks."""
    names = NAMES[rows.model._meta.model_name]
    archived = ("archived_at",) if issubclass(rows.model, Actor) else ()
    found = (
        rows.select_related(None)
        .prefetch_related(None)
        .with_processing(purpose)
        .values_list("pk", *names, *DECIDING, *archived, named=True)
    )
    for row in found.iterator(chunk_size=CHUNK):
        yield row.pk, " ".join(part for part in row[1 : 1 + len(names)] if part), decide(row)


def others(rows, purpose: str):
    """Those whose data may not be used for a purpose that asks; nobody for the others."""
    if purpose not in ASKING:
        return rows.none()
    return rows.exclude(pk__in=rows.order_by().allowed_for(purpose).values("pk"))


def left_out(rows, purpose: str) -> LeftOut:
    """Who is left out of a file for a purpose, and why; only they are read."""
    counts, names = Counter(), []
    if purpose in ASKING:
        for _key, name, decision in decided(others(rows, purpose), purpose):
            counts[decision.reason.code] += 1
            if len(names) < NAMES_SHOWN:
                names.append((name, str(decision.reason)))
    return LeftOut([(str(LEFT_OUT_BECAUSE[code]), count) for code, count in counts.most_common()], names)


def verdicts(rows, purpose: str) -> Iterator[tuple[int, str, list[dict]]]:
    """What a frozen list keeps of each actor: its number, in or left out, and the code that decided, with the day or the ground."""
    for key, _name, decision in decided(rows, purpose):
        reason = decision.reason
        value = reason.since.date().isoformat() if reason.since else reason.basis
        yield key, Verdict.IN if decision.yes else Verdict.OUT, [{"code": reason.code} | ({"value": value} if value else {})]


def legal_basis(municipality, purpose: str) -> str:
    """On which ground a file for a purpose rests: the one of the city's purpose, otherwise the office's public task."""
    row = Purpose.objects.filter(municipality=municipality, code=purpose).first() if purpose in ASKING else None
    return str(row.get_legal_basis_display() if row else LegalBasis.PUBLIC_TASK.label)
