"""The pages of files at an actor or a person."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import CreateView, DeleteView, DetailView, UpdateView

from initiatives import actions
from initiatives.forms import AttachmentChangeForm, AttachmentForm
from initiatives.models import Actor, Attachment, Consent, Contact
from wf40.views.files import private_file
from wf40.views.mixins import FormPage, OfficeView


class AttachmentCreateView(FormPage, CreateView):
    """A file is added at an actor or a person."""

    right = "initiatives.add_attachment"
    model = Attachment
    form_class = AttachmentForm
    template_name = "initiatives/attachment_form.html"

    @cached_property
    def subject(self):
        """The actor or the person, of this city."""
        if "contact" in self.kwargs:
            return get_object_or_404(self.visible(Contact), pk=self.kwargs["contact"])
        return get_object_or_404(self.visible(Actor), pk=self.kwargs["actor"])

    def get_context_data(self, **kwargs):
        """With whose file it is."""
        return super().get_context_data(subject=self.subject, **kwargs)

    def form_valid(self, form):
        """Once per form; a store that fails is said at the field."""
        try:
            self.object, is_new = actions.add_attachment(
                user=self.request.user, subject=self.subject, form_key=form.cleaned_data["form_key"], **form.stored
            )
        except ValidationError as error:
            form.add_error("file", error)
            return self.form_invalid(form)
        return self.done(_("“%(title)s” was added.") % {"title": self.object} if is_new else "")

    def get_success_url(self):
        """Back to the actor or the person."""
        return self.subject.get_absolute_url()


class AttachmentPage(OfficeView):
    """What the pages of one file share."""

    model = Attachment

    def get_queryset(self):
        """With whose file it is."""
        return super().get_queryset().select_related("actor", "contact")

    def get_context_data(self, **kwargs):
        """With whose file it is."""
        return super().get_context_data(subject=self.object.subject, **kwargs)


class AttachmentFileView(AttachmentPage, DetailView):
    """The file itself, as a download; a picture, which was drawn anew when it came, is shown if asked."""

    right = "initiatives.view_attachment"

    def render_to_response(self, context, **kwargs):
        """The content under the title that the office gave it."""
        file = self.object
        is_shown = self.request.GET.get("ansicht") == "1" and file.is_picture
        return private_file(file.file, file.title, file.content_type, inline=is_shown)


class AttachmentChangeView(AttachmentPage, FormPage, UpdateView):
    """A file gets another title; a picture also says what it shows and whose it is."""

    right = "initiatives.change_attachment"
    form_class = AttachmentChangeForm
    template_name = "initiatives/attachment_form.html"

    def get_context_data(self, **kwargs):
        """With the way to take the file away."""
        may_remove = self.request.user.has_perm("initiatives.delete_attachment", self.request.municipality)
        return super().get_context_data(may_remove=may_remove, **kwargs)

    def form_valid(self, form):
        """Save what was typed."""
        actions.change_attachment(attachment=self.object, values=form.values)
        return self.done(_("Saved."))

    def get_success_url(self):
        """Back to the actor or the person."""
        return self.object.subject.get_absolute_url()


class AttachmentRemoveView(AttachmentPage, DeleteView):
    """A file is taken away for good: asked first, with what hangs on it."""

    right = "initiatives.delete_attachment"
    template_name = "initiatives/attachment_remove.html"

    def get_context_data(self, **kwargs):
        """With the consents whose proof it is."""
        return super().get_context_data(proof_count=self.visible(Consent).filter(proof=self.object).count(), **kwargs)

    def form_valid(self, form):
        """Take it away."""
        attachment = self.object
        actions.remove_attachment(attachment=attachment)
        messages.success(self.request, _("“%(title)s” was removed.") % {"title": attachment.title})
        return redirect(attachment.subject.get_absolute_url())
