"""The page of a form that edits a record, with both versions shown when two people edit at once."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wf40.editing import Conflict
from wf40.tables import MISSING


@dataclass(frozen=True)
class ConflictRow:
    """One field in two versions, as people read them."""

    name: str
    label: str
    mine: str
    theirs: str
    keeps_mine: bool


def _words(form, name, value) -> str:
    field = form.fields[name]
    if value in (None, "", []):
        return MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(field, "choices") and not hasattr(field, "queryset"):
        labels = dict(field.choices)
        return ", ".join(str(labels.get(code, code)) for code in ([value] if isinstance(value, str) else value))
    if isinstance(value, str):
        return str(field.prepare_value(value))
    if hasattr(value, "pk"):
        return str(value)
    if hasattr(value, "__iter__"):
        return ", ".join(str(row) for row in value) or MISSING
    return str(field.widget.format_value(value) if hasattr(field.widget, "format_value") else value)


class EditsRecord:
    """For update views: `save(form)` calls the action; a `Conflict` shows the form again with both versions, nothing typed is lost."""

    saved_message = gettext_lazy("Saved.")

    def form_valid(self, form):
        """Save, or show both versions."""
        try:
            self.object = self.save(form)
        except Conflict as conflict:
            return self.show_conflict(form, conflict)
        return self.done(self.saved_message)

    def show_conflict(self, form, conflict):
        """The form again, as 409, with a choice for each field that both changed."""
        # Also a saving that changed only what stands around the record (its place, its other names) is its newest row here.
        newest = conflict.current.history.select_related("history_user").order_by("-history_date", "-history_id").first()
        colleague = newest.history_user if newest else None
        rows = [
            ConflictRow(
                difference.name,
                str(form.fields[difference.name].label),
                _words(form, difference.name, difference.mine),
                _words(form, difference.name, difference.theirs),
                form.data.get(f"keep-{difference.name}") != "theirs",
            )
            for difference in conflict.differences
        ]
        form.data = form.data.copy()
        form.data["seen_version"] = conflict.current.version
        context = self.get_context_data(
            form=form,
            conflict={"rows": rows, "who": colleague.get_short_name() if colleague else _("Somebody"), "when": conflict.current.changed_at},
            has_errors=True,
        )
        return self.render_to_response(context, status=409)
