"""The warning that somebody seems to be in the register already: while typing, and once more at saving."""

import zlib

from django.http import HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView

from initiatives.duplicates import similar_actors, similar_contacts
from initiatives.forms import EnteredActor, EnteredContact
from initiatives.models import Actor, Contact
from wf40.editing import comparable
from wf40.views.mixins import OfficeView


def _mark(similar) -> str:
    """Stands for what a warning says: if the next one said the same, nothing would be read out again."""
    said = "|".join(f"{entry.record.pk}:{', '.join(entry.reasons)}" for entry in similar)
    return str(zlib.crc32(said.encode())) if said else ""


class SimilarView(OfficeView, TemplateView):
    """The part of a form's page with whoever seems to be the same. By POST, so that what is typed stands in no address and no log."""

    template_name = "initiatives/_similar.html"
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        """Fields that are half typed or wrong count as empty; what was said already is not said again."""
        form = self.form_class(request.POST)
        form.is_valid()
        entered = form.cleaned_data
        record = self.get_queryset().filter(pk=entered["record"]).first() if entered.get("record") else None
        similar = self.look_up(request.user, request.municipality, entered, record)
        mark = _mark(similar)
        if mark and mark == entered.get("similar_seen"):
            return HttpResponse(status=204)
        is_person = self.model is Contact
        return self.render_to_response(
            self.get_context_data(similar=similar, mark=mark, is_person=is_person, is_asked=False, is_confirmed=False)
        )


class SimilarActorsView(SimilarView):
    """Actors that seem to be the one that is being entered."""

    right = "initiatives.add_actor"
    model = Actor
    form_class = EnteredActor
    look_up = staticmethod(similar_actors)


class SimilarContactsView(SimilarView):
    """People who seem to be the one that is being entered."""

    right = "initiatives.add_contact"
    model = Contact
    form_class = EnteredContact
    look_up = staticmethod(similar_contacts)


class AsksIfSimilar:
    """For the form of an actor or a person: whoever seems to be in the register already is shown before anything is saved.

    An edit asks only if it changes something that is compared.
    """

    similar_view = SimilarActorsView
    similar_url_name = "actor_similar"

    def ask_if_similar(self, form):
        """The form again, with whoever seems to be the same and a box to say that it is another one; None if there is nothing to ask."""
        if self.request.POST.get("is_new"):
            return None
        compared = [name for name in self.similar_view.form_class.compared if name in form.edited]
        values = form.values
        entered = {name: values[name] for name in compared}
        if self.object is not None:
            before = form.cleaned_data["base"]["values"]
            if all(comparable(entered[name]) == before.get(name) for name in compared):
                return None
        similar = self.find_similar(entered | {"form_key": form.cleaned_data.get("form_key")})
        return self.render_to_response(self.get_context_data(form=form, similar=similar, is_asked=True)) if similar else None

    def find_similar(self, entered: dict) -> list:
        """Whoever seems to be the same; the record's own page does not count."""
        return self.similar_view.look_up(self.request.user, self.request.municipality, entered, self.object)

    def get_context_data(self, **kwargs):
        """What the box above the form needs."""
        context = super().get_context_data(**kwargs)
        similar = context.setdefault("similar", [])
        return context | {
            "is_asked": context.get("is_asked", False),
            "similar_mark": _mark(similar),
            "similar_url": reverse(self.similar_url_name),
            "similar_fields": self.similar_view.form_class.compared,
            "is_confirmed": bool(self.request.POST.get("is_new")),
        }


class AsksIfSimilarContact(AsksIfSimilar):
    """The same for a person."""

    similar_view = SimilarContactsView
    similar_url_name = "contact_similar"
