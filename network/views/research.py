"""The network as a file: with names for the office, without them for research."""

from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import FormView

from initiatives import actions
from initiatives.choices import ExportPurpose
from initiatives.models import ExportEntry
from network.exports.graph import FORMATS, GraphFile, NetworkExport, ResearchExport, named_file, research_file, write_xlsx
from network.forms.graph import GraphFileForm
from network.graph.pseudonyms import FEWEST
from wf40.views.mixins import OfficeView

KEPT_IN_MEMORY = 2_000_000


class GraphFileView(OfficeView, FormView):
    """What both pages share: a file is chosen, its purpose is logged, then it leaves."""

    form_class = GraphFileForm
    export: type[NetworkExport]

    def get_initial(self):
        """The file that most programs read, and what exists."""
        return {"file_format": "graphml", "which": "living", "purpose": self.usual_purpose}

    @property
    def usual_purpose(self) -> str:
        """For what these files are taken."""
        return ExportPurpose.REPORT

    def make(self, *, with_ended: bool) -> GraphFile | None:
        """The file's rows; None if there must be none."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        """Whether something was typed wrongly."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        may_research = self.request.user.has_perm(ResearchExport.right, self.request.municipality)
        return context | {"has_errors": form.is_bound and bool(form.errors), "may_research": may_research}

    def form_valid(self, form):
        """Log, then hand over."""
        cleaned = form.cleaned_data
        file_format, which = cleaned["file_format"], cleaned["which"]
        file = self.make(with_ended=which == "ended")
        if file is None:
            form.add_error(None, _("There are fewer than %(number)s actors: a file would tell who they are.") % {"number": FEWEST})
            return self.form_invalid(form)
        count = file.rows(file_format)
        if file_format == "xlsx" and count > settings.EXPORT_AT_ONCE:
            form.add_error("file_format", _("Excel files hold up to 10,000 rows here. Please take one of the other files."))
            return self.form_invalid(form)
        selection = _("Connections: %(which)s") % {"which": dict(GraphFileForm.WHICH)[which]}
        begun = actions.begin_export(
            user=self.request.user,
            municipality=self.request.municipality,
            slug=file.export.slug,
            titles=file.titles(file_format),
            file_format=FORMATS[file_format][3],
            purpose=cleaned["purpose"],
            selection=selection,
            row_count=count,
        )

        def ended(is_whole, row_count):
            # Of a file that broke before anything left, nobody was in it.
            actions.end_export(begun=begun, is_whole=is_whole, row_count=row_count, actor_keys=file.actor_keys if row_count else ())

        name, content_type = file.name(file_format), FORMATS[file_format][2]
        if file_format != "xlsx":
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return StreamingHttpResponse(file.stream(file_format, ended), content_type=content_type, headers=headers)
        content = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115  the answer closes it
        try:
            write_xlsx(file, content, self.about(file, begun, selection))
        except BaseException:
            content.close()
            ended(False, 0)
            raise
        ended(True, count)
        content.seek(0)
        return FileResponse(content, as_attachment=True, filename=name, content_type=content_type)

    def about(self, file: GraphFile, begun, selection: str) -> list[tuple[str, str]]:
        """The sheet that says what the file is."""
        return [
            (_("List"), str(file.export.title)),
            (_("Filters"), selection),
            (_("Purpose"), str(begun.get_purpose_display())),
            (_("Taken out at"), timezone.localtime(begun.exported_at).strftime("%d.%m.%Y %H:%M")),
            (_("Taken out by"), str(self.request.user)),
            (_("Office"), self.request.municipality.office_name),
        ]


class NetworkFilesView(GraphFileView):
    """The network with names, for the programs that draw and reckon with networks."""

    right = NetworkExport.right
    export = NetworkExport
    template_name = "network/files.html"

    @property
    def usual_purpose(self):
        """The purpose that this person took last."""
        last = self.visible(ExportEntry).filter(exported_by=self.request.user).first()
        usual = (ExportPurpose.OFFICE, ExportPurpose.REPORT)
        return last.purpose if last and last.purpose in usual else ExportPurpose.OFFICE

    def make(self, *, with_ended):
        """With the names of the own actors and of the published ones of other cities."""
        return named_file(self.request.municipality, with_ended=with_ended)


class NetworkResearchView(GraphFileView):
    """The network without names, for the people who do research with it; the only page of the register that they see."""

    right = ResearchExport.right
    export = ResearchExport
    template_name = "network/research.html"

    def make(self, *, with_ended):
        """Numbers instead of names."""
        return research_file(self.request.municipality, with_ended=with_ended)
