"""Taking a list out of the register."""

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from initiatives import actions
from initiatives.choices import ExportPurpose
from initiatives.exports import ASKING, ActorExport, left_out
from initiatives.filters import ActorFilter
from initiatives.forms import ExportForm
from initiatives.models import Actor
from initiatives.own_fields import offered_fields
from initiatives.tables import ActorTable
from wf40.exports import XLSX
from wf40.views.mixins import OfficeView


class ActorExportView(OfficeView, FormView):
    """The list of actors as a file, exactly as the screen shows it: filters and order come with the address, the purpose is logged."""

    right = ActorExport.right
    form_class = ExportForm
    template_name = "initiatives/actor_export.html"

    def get_filterset(self):
        """The list's own filter."""
        return ActorFilter(self.request.GET, queryset=self.visible(Actor), user=self.request.user, municipality=self.request.municipality)

    def get_export(self):
        """The file, with a column for each of the office's own fields."""
        return ActorExport(offered_fields(self.request.user, self.request.municipality))

    def get_context_data(self, **kwargs):
        """What would be taken out, in words and numbers."""
        context = super().get_context_data(**kwargs)
        filterset = self.get_filterset()
        count = filterset.qs.count()
        context |= {
            "chips": filterset.chips,
            "count": count,
            "asking": [self.say(filterset.qs, purpose, count) for purpose in ASKING],
            "columns": self.get_export().columns,
            "has_errors": bool(context["form"].errors),
            "back": self.request.GET.urlencode(),
        }
        return context

    def say(self, actors, purpose, count) -> dict:
        """How many of the listed actors a file for a purpose takes, and why the others are left out."""
        reasons = left_out(actors, purpose)
        return {"purpose": ExportPurpose(purpose).label, "taken": count - sum(number for _words, number in reasons), "left_out": reasons}

    def form_valid(self, form):
        """Log, then hand over; for a purpose that asks the actors only those whose data may be used for it."""
        export, filterset = self.get_export(), self.get_filterset()
        file_format, purpose = form.cleaned_data["file_format"], form.cleaned_data["purpose"]
        actors = filterset.qs.allowed_for(purpose) if purpose in ASKING else filterset.qs
        reasons = left_out(filterset.qs, purpose)
        rows = ActorTable(self.request.GET).ordered(actors.with_activity())
        selection = "; ".join(f"{chip.label}: {chip.value}" for chip in filterset.chips)
        entry = actions.log_export(
            user=self.request.user,
            municipality=self.request.municipality,
            export=export,
            file_format=file_format,
            purpose=purpose,
            selection=selection,
            row_count=actors.count(),
        )
        name = f"akteure-{self.request.municipality.slug}-{timezone.localdate():%Y-%m-%d}.{file_format}"
        if file_format == "csv":
            return StreamingHttpResponse(
                export.csv(rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
            )
        about = [
            (_("List"), export.title),
            (_("Filters"), selection or _("none")),
            (_("Rows"), str(entry.row_count)),
            *([(_("Left out"), "; ".join(f"{number} {words}" for words, number in reasons) or _("nobody"))] if purpose in ASKING else []),
            (_("Purpose"), entry.get_purpose_display()),
            (_("Taken out at"), timezone.localtime(entry.exported_at).strftime("%d.%m.%Y %H:%M")),
            (_("Taken out by"), str(self.request.user)),
            (_("Office"), self.request.municipality.office_name),
        ]
        return FileResponse(export.xlsx(rows, about), as_attachment=True, filename=name, content_type=XLSX)
