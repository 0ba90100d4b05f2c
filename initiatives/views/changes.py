"""What the pages of changes share: who changed what, and the way back, field by field."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.views.generic import DetailView

from initiatives import actions
from wf40.tables import MISSING
from wf40.views.mixins import OfficeView

STEPS_SHOWN = 200
VALUE_SHOWN = 100


class ChangesPage(OfficeView, DetailView):
    """The changes of a record, newest first. With `is_restoring` it is the address to which its buttons send: only what the page
    offers is put back.

    Subclasses say in `steps` what they show, in `records` whose history it is, and name their own address, the one of the
    buttons and the right to change the record.
    """

    page_name: str
    restore_name: str
    change_right: str
    is_restoring = False

    def records(self) -> list:
        """The record, and what is changed as a part of it."""
        return [self.object]

    def steps(self) -> list:
        """The newest changes; those that can be put back say so."""
        raise NotImplementedError

    def may_restore(self) -> bool:
        """Whether the person may change the record."""
        return self.request.user.has_perm(self.change_right, self.request.municipality)

    def get(self, request, *args, **kwargs):
        """Nothing is put back by a link."""
        if self.is_restoring:
            return redirect(self.page_name, self.get_object().pk)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """With the address of the buttons, if there is anything to put back and the person may do so."""
        steps = self.steps()
        has_buttons = self.may_restore() and any(change.past for step in steps for change in step.changes)
        restore_url = reverse(self.restore_name, args=[self.object.pk]) if has_buttons else ""
        return super().get_context_data(**kwargs) | {"steps": steps, "restore_url": restore_url}

    def post(self, request, *args, **kwargs):
        """Put one field back, or say why not."""
        if not self.is_restoring:
            return self.http_method_not_allowed(request)
        self.object = self.get_object()
        if not self.may_restore():
            raise PermissionDenied
        past, _dot, name = request.POST.get("step", "").partition(".")
        offered = [change for step in self.steps() for change in step.changes if change.past]
        change = next((change for change in offered if (change.past, change.field) == (past, name)), None)
        if change is None:
            messages.error(request, _("Nothing was put back: the field holds this value already, or the change is too long ago."))
        else:
            self._restore(change)
        return redirect(self.page_name, self.object.pk)

    def _restore(self, change) -> None:
        kind, _dash, key = change.past.rpartition("-")
        rows = (record.history.filter(history_id=key).first() for record in self.records() if record._meta.model_name == kind)
        record, past = next(((row.instance, row) for row in rows if row is not None), (None, None))
        label = capfirst(change.label)
        try:
            actions.restore_field(record=record, past=past, name=change.field)
        except (actions.NotRestorable, ValidationError) as error:
            reason = error.messages[0] if isinstance(error, ValidationError) else str(error)
            messages.error(self.request, _("Not put back: %(field)s. %(reason)s") % {"field": label, "reason": reason})
        else:
            value = Truncator(change.old).chars(VALUE_SHOWN)
            text = _("Put back: %(field)s, now empty.") if change.old == MISSING else _("Put back: %(field)s, now “%(value)s”.")
            messages.success(self.request, text % {"field": label, "value": value})
