"""Records whose data are restricted (Art. 18 GDPR): they stand in one list alone, for those who may end the restriction."""

from initiatives.models import Actor, Contact

KINDS = (Actor, Contact)
ROWS_SHOWN = 500


def restricted_rows(model, user, municipality):
    """The restricted actors or people of a city; none for somebody who may not restrict."""
    rows = model.objects.filter(municipality=municipality).exclude(restricted_at=None)
    return rows if municipality and user.has_perm(f"initiatives.restrict_{model._meta.model_name}", municipality) else rows.none()


def restricted_records(user, municipality) -> list:
    """Restricted actors and people, the newest restriction first; two queries."""
    found = [
        record
        for model in KINDS
        for record in restricted_rows(model, user, municipality)
        .select_related("restricted_by")
        .order_by("-restricted_at", "-pk")[:ROWS_SHOWN]
    ]
    return sorted(found, key=lambda record: record.restricted_at, reverse=True)
