"""The pages on which the management of an office defines its own fields."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Max
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.generic import CreateView, ListView, UpdateView

from initiatives import actions
from initiatives.forms import OwnFieldForm
from initiatives.models import CustomField
from initiatives.tables import OwnFieldTable
from wf40.views.mixins import FormPage, OfficeView


class OwnFieldListView(OfficeView, ListView):
    """All own fields of the office, those that were switched off as well."""

    right = "initiatives.change_customfield"
    model = CustomField
    template_name = "initiatives/own_field_list.html"

    def get_queryset(self):
        """With the number of actors that hold a value."""
        # Said anew, since a count over a join drops the model's own order.
        return super().get_queryset().annotate(actor_count=Count("values")).order_by("position", "label", "pk")

    def get_context_data(self, **kwargs):
        """As a table."""
        context = super().get_context_data(**kwargs)
        return context | {"table": OwnFieldTable().fill(context["object_list"])}


class OwnFieldPage(FormPage):
    """What both forms share: the action may still refuse, in words that stand at the field."""

    right = "initiatives.change_customfield"
    model = CustomField
    form_class = OwnFieldForm
    template_name = "initiatives/own_field_form.html"
    success_url = reverse_lazy("own_field_list")

    def form_valid(self, form):
        """Save, or say at the field why not."""
        try:
            self.object = self.save(form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        return self.done(_("%(name)s was saved.") % {"name": self.object})


class OwnFieldCreateView(OwnFieldPage, CreateView):
    """A new field; from the next page on it stands in the form of every actor."""

    def get_initial(self):
        """Below the others."""
        last = self.visible(CustomField).aggregate(last=Max("position"))["last"] or 0
        return {"position": min(last + 1, 9999)}

    def save(self, form):
        """The action gives the code."""
        return actions.define_field(municipality=self.request.municipality, values=form.values)


class OwnFieldUpdateView(OwnFieldPage, UpdateView):
    """Another label, hint, place or choices; or switched off."""

    def save(self, form):
        """The action looks whether a choice is in use."""
        return actions.change_field(field=self.object, values=form.values)
