"""The own profile, by link: what stands there, what others see of it, how it is changed, and what became of that."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView, View

from portal.actions.checks import confirm
from portal.actions.inbox import TooMany
from portal.actions.own_profile import hide_profile, send_changes, show_profile
from portal.actions.proposals import reply_to_change, take_back_change
from portal.checks import confirmation_of, has_members
from portal.choices import ChangeState, ProfilePart
from portal.consents import consent_groups
from portal.forms.profile import AnswerForm, ProfileForm
from portal.mirror import mirror, own_changes, own_listings, own_wishes, pending, profile_actor, shown, why_hidden
from portal.profile import picture_of, read_profile, words_of
from portal.publication import public_listings, public_parts, public_people, public_picture
from portal.site import site_of
from portal.views.mixins import OwnPage
from wf40.views.files import private_file


class OwnProfileView(OwnPage, TemplateView):
    """What stands there, what the public sees, what became of proposals."""

    template_name = "portal/own_profile.html"

    def get_context_data(self, **kwargs):
        """The mirror, and beside it consents, wants and offers, and questions."""
        return super().get_context_data(**kwargs) | {
            "area": "profile",
            "mirror": mirror(self.link),
            "confirmation": confirmation_of(self.link.actor),
            "listings": own_listings(self.link),
            "wishes": own_wishes(self.link),
            "consent_groups": consent_groups(self.link),
            "has_members": has_members(self.link.actor),
        }


class OwnProfileChangeView(OwnPage, FormView):
    """The form for the whole entry, or for one part of it (`?teil=`)."""

    template_name = "portal/own_profile_form.html"
    form_class = ProfileForm

    @cached_property
    def part(self) -> str:
        """The one part that is asked for; empty for all."""
        asked = self.request.GET.get("teil", "")
        return asked if asked in ProfilePart.values else ""

    @cached_property
    def pending(self) -> dict:
        """What the same person proposed before and nobody has decided yet: from there the form goes on."""
        return pending(self.link)

    @property
    def trusted(self) -> list[str]:
        """The parts of this form that go live at once."""
        return [part for part in site_of(self.link.municipality).trusted_parts if not self.part or part == self.part]

    def get_form_kwargs(self):
        """The values that the form starts from."""
        actor = profile_actor(self.link)
        now = read_profile(actor)
        proposed = {part: change.proposed for part, change in self.pending.items()}
        parts = [self.part] if self.part else list(ProfilePart)
        return super().get_form_kwargs() | {"actor": actor, "parts": parts, "now": now, "shown": now | proposed}

    def get_context_data(self, **kwargs):
        """With the words for what is waiting."""
        context = super().get_context_data(**kwargs)
        return context | {
            "area": "profile",
            "part": self.part,
            "trusted": [ProfilePart(part).label for part in self.trusted],
            "is_all_trusted": bool(self.part) and bool(self.trusted),
            "waiting": [ProfilePart(part).label for part in self.pending if not self.part or part == self.part],
            "picture": picture_of(context["form"].actor),
        }

    def form_valid(self, form):
        """Propose; what cannot be taken is said in the form, with everything that was typed."""
        key, values = form.cleaned_data.get("form_key"), form.proposals
        if not values:
            messages.info(self.request, _("Nothing was changed, so nothing was sent."))
            return redirect("own_profile")
        try:
            entry, taken_back = send_changes(link=self.link, values=values, picture=form.new_picture, form_key=key)
        except TooMany as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=429)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return self.form_invalid(form)
        self._say(entry, taken_back)
        return redirect("own_profile")

    def _say(self, entry, taken_back: int) -> None:
        """What happens now."""
        if entry is None:
            words = _("Your proposal is taken back; what stands there stays.") if taken_back else _("It stands there like that already.")
            messages.success(self.request, words)
            return
        changes = list(entry.changes.all())
        live = [change for change in changes if change.state == ChangeState.LIVE]
        if live:
            names = ", ".join(str(change.get_part_display()) for change in live)
            messages.success(self.request, _("Taken over at once: %(names)s.") % {"names": names})
        if len(live) < len(changes):
            words = ngettext(
                "Thank you. We look at your proposal and answer by %(day)s; until then the present version stays.",
                "Thank you. We look at your proposals and answer by %(day)s; until then the present version stays.",
                len(changes) - len(live),
            )
            messages.success(self.request, words % {"day": f"{entry.due_on:%d.%m.%Y}"})


class OwnChangeMixin(OwnPage):
    """About one proposed value: of the link's actor, and made by the same person or address; 404 for every other one."""

    @cached_property
    def change(self):
        """The proposed value."""
        found = own_changes(self.link).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found


class OwnChangeView(OwnChangeMixin, FormView):
    """One proposed value with what was said about it; what the office asks back is answered here."""

    template_name = "portal/own_change.html"
    form_class = AnswerForm

    def get_form_kwargs(self):
        """The proposed value may be put differently; another picture is a new proposal."""
        actor = profile_actor(self.link)
        parts = [] if self.change.part == ProfilePart.PICTURE else [self.change.part]
        shown_values = {self.change.part: self.change.proposed}
        return super().get_form_kwargs() | {"actor": actor, "parts": parts, "now": read_profile(actor), "shown": shown_values}

    def get_context_data(self, **kwargs):
        """What stands there, what was proposed, the talk."""
        context = super().get_context_data(**kwargs)
        change = self.change
        now = words_of(change.municipality, change.part, context["form"].now[change.part])
        return context | {
            "area": "profile",
            "change": change,
            "shown": shown(change, now if change.is_undecided else None),
            "stands": now,
            "remarks": change.remarks.all(),
        }

    def post(self, request, *args, **kwargs):
        """Take back, or answer; what was decided or answered meanwhile stays as it is."""
        if request.POST.get("step") == "take-back":
            if take_back_change(change=self.change):
                messages.success(request, _("Your proposal is taken back; what stands there stays."))
            else:
                messages.info(request, _("The office decided meanwhile; nothing was changed."))
            return redirect("own_profile")
        if self.change.state != ChangeState.ASKED:
            messages.info(request, _("There is nothing to answer here any more; nothing was changed."))
            return redirect("own_change", pk=self.change.pk)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """The answer goes to the office, with the other value if there is one."""
        value = form.proposals.get(self.change.part)
        reply_to_change(change=self.change, text=form.cleaned_data["reply"], value=value)
        messages.success(self.request, _("Thank you. Your answer is with the office."))
        return redirect("own_profile")


class OwnChangePictureView(OwnChangeMixin, View):
    """The picture that was proposed, drawn anew as it came."""

    def get(self, request, *args, **kwargs):
        """404 for a proposed value that is no picture."""
        if not self.change.picture:
            raise Http404
        return private_file(self.change.picture, self.change.get_part_display(), self.change.picture_type, inline=True)


class OwnPictureView(OwnPage, View):
    """The picture that stands in the profile, whether it is public or not."""

    def get(self, request, *args, **kwargs):
        """404 without one."""
        picture = picture_of(self.link.actor)
        if picture is None:
            raise Http404
        return private_file(picture.file, picture.title, picture.content_type, inline=True)


class OwnStep(OwnPage, View):
    """A button of the own profile: GET leads back to it and changes nothing."""

    def get(self, request, *args, **kwargs):
        """Back to the profile."""
        return redirect("own_profile")


class OwnConfirmView(OwnStep):
    """Everything is right."""

    def post(self, request, *args, **kwargs):
        """Twice is once."""
        confirm(link=self.link)
        messages.success(request, _("Thank you. The entry is confirmed as of today."))
        return redirect("own_profile")


class OwnPauseView(OwnStep):
    """The entry is hidden, or shown again."""

    def post(self, request, *args, **kwargs):
        """What is hidden is gone from the public pages with this answer."""
        step = request.POST.get("step")
        if step == "hide":
            hide_profile(link=self.link)
            messages.success(request, _("The entry is hidden. Nobody sees it on the public pages any more."))
        elif step == "show":
            show_profile(link=self.link)
            hidden = why_hidden(profile_actor(self.link))
            words = _("The pause has ended; the entry is still not public.") if hidden else _("The entry is public again.")
            messages.success(request, words)
        return redirect("own_profile")


class OwnPreviewView(OwnPage, TemplateView):
    """The entry as everybody sees it, or would see it if it were public now."""

    template_name = "portal/own_preview.html"

    def get_context_data(self, **kwargs):
        """What is public, and why nothing is."""
        actor = profile_actor(self.link)
        hidden, picture = why_hidden(actor), public_picture(actor)
        return super().get_context_data(**kwargs) | {
            "area": "profile",
            "why_hidden": hidden,
            "actor": actor,
            "parts": public_parts(actor),
            "picture": picture,
            "picture_url": reverse("own_picture") if picture else "",
            # Who consented is named only where the public reads it.
            "people": [] if hidden else public_people(actor),
            "listings": public_listings(self.link.municipality, [actor]).get(actor.pk, []),
        }
