"""Taking lists out of the register: files at once, files from the background, single vCards."""

from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, View

from initiatives import actions
from initiatives.actions.exports import KEPT_FOR
from initiatives.choices import ExportFileState, ExportPurpose, OfficeList
from initiatives.exports import ASKING, EXPORT_PAGES, EXPORTS, Taking, left_out, list_query
from initiatives.exports.parts import InFile
from initiatives.exports.templates import ready_templates, shown_keys
from initiatives.exports.vcards import CONTENT_TYPE, NEW, OLD, VERSIONS, one_vcard
from initiatives.forms import ExportForm
from initiatives.models import Contact, ExportEntry, ExportFile, ExportTemplate
from initiatives.tasks import make_export_file
from wf40.exports import CsvStream
from wf40.views.mixins import OfficeView

# Up to so many rows the page looks by itself who would be left out; above, when somebody asks.
LOOKED_THROUGH = 2_000
KEPT_IN_MEMORY = 2_000_000
FILES_SHOWN = 5


class ExportView(OfficeView, FormView):
    """A list as a file, exactly as the screen shows it: filters and order come with the address, the purpose is logged."""

    office_list = ""
    form_class = ExportForm
    template_name = "initiatives/export.html"

    @property
    def right(self):
        """The right to take out this list."""
        return EXPORTS[self.office_list].right

    @cached_property
    def taking(self):
        """The list as the address asks for it."""
        return Taking(self.request.user, self.request.municipality, self.office_list, list_query(self.request.GET))

    @cached_property
    def templates(self):
        """The kept columns that may be chosen: ready ones, then those of the office."""
        kept = self.visible(ExportTemplate).filter(office_list=self.office_list)
        return ready_templates(self.office_list, self.taking.export) + [
            {"key": str(row.pk), "name": row.name, "keys": row.columns.split(","), "row": row} for row in kept
        ]

    @cached_property
    def template(self):
        """The kept columns that the address asks for."""
        wanted = self.request.GET.get("template")
        return wanted and next((template for template in self.templates if template["key"] == wanted), None)

    @cached_property
    def preset(self) -> list[str]:
        """The columns that are ticked: those of the chosen template, otherwise those that the list shows."""
        return self.template["keys"] if self.template else shown_keys(self.taking)

    def get_initial(self):
        """The purpose that this person took last, and the file that nobody has to ask about."""
        last = self.visible(ExportEntry).filter(exported_by=self.request.user).first()
        is_offered = last and (self.taking.is_about_somebody or last.purpose not in ASKING)
        return {"file_format": "xlsx", "purpose": last.purpose if is_offered else ExportPurpose.OFFICE}

    def get_form_kwargs(self):
        """The form offers what this list has."""
        return super().get_form_kwargs() | {
            "columns": self.taking.export.offered(),
            "preset": self.preset,
            "asks": self.taking.is_about_somebody,
            "has_cards": self.office_list == OfficeList.CONTACTS,
        }

    def get_context_data(self, **kwargs):
        """What would be taken out, in words and numbers."""
        context = super().get_context_data(**kwargs)
        count = self.taking.filterset.qs.count()
        form = context["form"]
        files = self.visible(ExportFile).filter(made_for=self.request.user, office_list=self.office_list)
        waiting = (ExportFileState.WAITING, ExportFileState.RUNNING, ExportFileState.READY)
        context |= {
            "export": self.taking.export,
            "chips": self.taking.filterset.chips,
            "count": count,
            "count_words": self.taking.table.count_words(count),
            "asking": [self.say(purpose, count) for purpose in ASKING] if self.taking.is_about_somebody else [],
            "has_errors": form.is_bound and bool(form.errors),
            "templates": self.templates,
            "template": self.template,
            "preset_titles": ", ".join(str(column.title) for column in self.taking.export.offered() if column.key in set(self.preset)),
            "back": list_query(self.request.GET),
            "list_url": reverse(self.taking.parts.url_name),
            "files": files.filter(state__in=waiting)[:FILES_SHOWN],
        }
        return context

    def say(self, purpose, count) -> dict:
        """How many of the listed rows a file for a purpose takes, and who is left out why; of long lists only when somebody asks."""
        said = {"purpose": ExportPurpose(purpose).label}
        if count > LOOKED_THROUGH and self.request.GET.get("left_out") != purpose:
            return said | {"url": f"?{list_query(self.request.GET, left_out=purpose)}#p-asking"}
        found = left_out(self.taking.rows, purpose)
        return said | {"taken": count - found.count, "left_out": found, "more": found.count - len(found.names)}

    def form_valid(self, form):
        """Log, then hand over; for a purpose that asks only those whose data may be used for it."""
        cleaned = form.cleaned_data
        if ExportForm.SAVE in self.request.POST:
            return self.keep(cleaned)
        taking = self.taking.like(ExportPurpose(cleaned["purpose"]), cleaned["file_format"], tuple(cleaned["columns"]))
        # Counted only as far as it matters: a stream begins at once, its end says how many rows left.
        count = taking.taken.order_by()[: settings.EXPORT_AT_ONCE + 1].count()
        is_asked, is_csv = taking.is_asked, taking.file_format == "csv"
        if count > settings.EXPORT_AT_ONCE and (is_asked or not is_csv):
            return self.ask_for_file(taking, taking.taken.order_by().count())
        snapshot = taking.freeze()
        rows = taking.frozen(snapshot) if snapshot else taking.taken
        begun = self.begin(taking, count if count <= settings.EXPORT_AT_ONCE else 0, snapshot)

        def ended(is_whole, row_count):
            # Of a file that broke before anything left, nobody was in it.
            whom = taking.in_file.keys if row_count else {}
            actions.end_export(begun=begun, is_whole=is_whole, row_count=row_count, **whom)

        if is_csv:
            return self.stream(taking, taking.stream(rows, ended))
        content = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115  the answer closes it
        try:
            done = taking.write(content, rows, begun.exported_at)
        except BaseException as error:
            content.close()
            ended(False, 0)
            if isinstance(error, OSError):
                form.add_error(None, _("The file could not be made: the disk of the server is full. Please tell the people who run it."))
                return self.form_invalid(form)
            raise
        ended(True, done)
        content.seek(0)
        return FileResponse(content, as_attachment=True, filename=taking.file_name, content_type=taking.content_type)

    def keep(self, cleaned):
        """Keep the ticked columns under a name and come back with them."""
        if not self.request.user.has_perm("initiatives.add_exporttemplate", self.request.municipality):
            return HttpResponse(status=403)
        template = actions.keep_export_template(
            user=self.request.user,
            municipality=self.request.municipality,
            office_list=self.office_list,
            name=cleaned["template_name"].strip(),
            columns=cleaned["columns"],
        )
        messages.success(self.request, _("The columns are kept as “%(name)s”.") % {"name": template})
        return HttpResponseRedirect(f"{self.request.path}?{list_query(self.request.GET, template=template.pk)}")

    def begin(self, taking, count, snapshot=None):
        """The entry of the log, before anything leaves."""
        return actions.begin_export(
            user=self.request.user,
            municipality=self.request.municipality,
            slug=taking.export.slug,
            titles=taking.export.titles if taking.file_format in ("xlsx", "csv") else ["vCard"],
            file_format=taking.file_format,
            purpose=taking.purpose,
            selection=taking.criteria,
            row_count=count,
            snapshot=snapshot,
        )

    def ask_for_file(self, taking, count):
        """A large file is made in the background; the page that says how far it is comes next."""
        file = actions.ask_for_file(
            entry=self.begin(taking, count),
            office_list=self.office_list,
            query=taking.params.urlencode(),
            keys=[column.key for column in taking.export.chosen],
            row_count=count,
        )
        make_export_file.enqueue(file.pk)
        return redirect("export_file", pk=file.pk)

    def stream(self, taking, stream: CsvStream):
        """The file leaves while it is made."""
        headers = {"Content-Disposition": f'attachment; filename="{taking.file_name}"'}
        return StreamingHttpResponse(stream, content_type=taking.content_type, headers=headers)


class ExportTemplateDeleteView(OfficeView, View):
    """Kept columns that nobody needs any more; small, so it is done at once."""

    right = "initiatives.delete_exporttemplate"

    def get(self, request, pk):
        """Nothing changes by a link."""
        return redirect(EXPORT_PAGES[get_object_or_404(self.visible(ExportTemplate), pk=pk).office_list])

    def post(self, request, pk):
        """Delete and go back to the list's export."""
        template = get_object_or_404(self.visible(ExportTemplate), pk=pk)
        actions.forget_export_template(template=template)
        messages.success(request, _("“%(name)s” was deleted.") % {"name": template})
        return redirect(EXPORT_PAGES[template.office_list])


class OwnFileView(OfficeView):
    """A large file of one's own: nobody else's, and none of another city."""

    right = "initiatives.view_exportfile"
    model = ExportFile

    def get_queryset(self):
        """Only those that were made for this person."""
        return super().get_queryset().filter(made_for=self.request.user)


class ExportFileView(OwnFileView, DetailView):
    """How far a large file is; the page asks again by itself."""

    template_name = "initiatives/export_file.html"

    def get_template_names(self):
        """Only the progress, where the page asks again by itself."""
        return ["initiatives/_export_progress.html"] if self.request.htmx else super().get_template_names()

    def get_context_data(self, **kwargs):
        """The states in words that a template can ask for."""
        file = self.object
        percent = min(100, 100 * file.rows_done // file.row_count) if file.row_count else 0
        return super().get_context_data(**kwargs) | {
            "file": file,
            "is_open": file.state in (ExportFileState.WAITING, ExportFileState.RUNNING),
            "percent": percent,
            "until": file.ready_at + KEPT_FOR if file.ready_at else None,
            "again": f"{reverse(EXPORT_PAGES[file.office_list])}?{file.query}",
        }


class ExportFileFetchView(OwnFileView, View):
    """The file, once."""

    def get(self, request, pk):
        """Nothing is handed over by a link."""
        return redirect("export_file", pk=get_object_or_404(self.visible(ExportFile), pk=pk, made_for=request.user).pk)

    def post(self, request, pk):
        """Hand it over and keep it no longer; who still may take out the list."""
        file = get_object_or_404(self.visible(ExportFile), pk=pk, made_for=request.user)
        content = None
        if request.user.has_perm(EXPORTS[file.office_list].right, request.municipality):
            content = actions.fetch_file(file=file)
        if content is None:
            messages.error(request, _("The file is no longer there. Please make it once more."))
            return redirect("export_file", pk=file.pk)
        taking = Taking(request.user, request.municipality, file.office_list, file.query, file_format=file.file_format)
        return FileResponse(content, as_attachment=True, filename=taking.file_name, content_type=taking.content_type)


class ContactCardView(OfficeView, View):
    """A single person for one's own address book."""

    right = "initiatives.card_contact"

    def get(self, request, pk):
        """Nothing leaves by a link."""
        return redirect(get_object_or_404(self.visible(Contact), pk=pk).get_absolute_url())

    def post(self, request, pk):
        """The vCard; that it left is logged."""
        contact = get_object_or_404(self.visible(Contact), pk=pk)
        version = request.GET.get("version", OLD)
        version = version if version in VERSIONS else OLD
        begun = actions.begin_export(
            user=request.user,
            municipality=request.municipality,
            slug=EXPORTS[OfficeList.CONTACTS].slug,
            titles=["vCard"],
            file_format="vcf4" if version == NEW else "vcf",
            purpose=ExportPurpose.OFFICE,
            selection=_("Number in wf40: %(number)s") % {"number": contact.pk},
            row_count=1,
        )
        in_file = InFile()
        content = one_vcard(contact, version, in_file)
        actions.end_export(begun=begun, is_whole=True, row_count=1, **in_file.keys)
        name = f"kontakt-{contact.pk}-{timezone.localdate():%Y-%m-%d}.vcf"
        return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})
