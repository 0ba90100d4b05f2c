"""Who sees which rows: `visible_to` is the only place where sight is decided."""

from django.db import models
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from wf40.rights import rights_of

SESSION_KEY = "municipality"


class ScopedQuerySet(models.QuerySet):
    """Rows that carry `municipality`; views, admin, form choices, exports and counts start from `visible_to`."""

    def visible_to(self, user, municipality, at=None):
        """The rows of this city if the user may view this kind of row there, otherwise none.

        With `at` only those at this record: for kinds of rows that know a plainer question for that (`sighted_at`).
        """
        meta = self.model._meta.concrete_model._meta
        if not municipality or not user.has_perm(f"{meta.app_label}.view_{meta.model_name}", municipality):
            return self.none()
        rows = self.filter(municipality=municipality)
        return rows.sighted() if at is None else rows.sighted_at(at)

    def sighted(self):
        """The rows that may be seen at all; kinds of rows that can be restricted (DSGVO Art. 18) leave the restricted ones out."""
        return self


class ScopedModel(models.Model):
    """A row that belongs to one city."""

    municipality = models.ForeignKey("municipalities.Municipality", models.PROTECT, related_name="+", editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True


def is_scoped(model) -> bool:
    """Whether rows of this model belong to a city."""
    return isinstance(getattr(model, "_default_manager", None), models.Manager) and hasattr(model._default_manager, "visible_to")


def chosen_municipality(request):
    """The city chosen in the page head, checked against the memberships of this very request; None without one."""
    if not request.user.is_authenticated:
        return None
    memberships = request.user.active_memberships
    if not memberships:
        return None
    chosen = request.session.get(SESSION_KEY)
    # Without a choice: the city where this person may do most.
    first = max(memberships, key=lambda entry: len(rights_of(entry.role)))
    return next((entry.municipality for entry in memberships if entry.municipality_id == chosen), first.municipality)


class MunicipalityMiddleware:
    """Sets `request.municipality`, or None for strangers and for people without a membership."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.municipality = SimpleLazyObject(lambda: chosen_municipality(request))
        return self.get_response(request)


def choose(request, municipality_id: int, target: str):
    """Keep the choice of a city in the session; a city without membership is not taken."""
    if any(entry.municipality_id == municipality_id for entry in request.user.active_memberships):
        request.session[SESSION_KEY] = municipality_id
    return redirect(target)
