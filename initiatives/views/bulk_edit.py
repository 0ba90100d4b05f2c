"""Many actors of the list changed at once: choose what, look at what would happen, do it as a step that can be taken back."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from initiatives import actions
from initiatives.choices import LifeCycle, OfficeList
from initiatives.exports import LISTS
from initiatives.forms import BulkEditForm
from initiatives.models import Actor, FollowUp
from wf40.forms import LARGEST_KEY
from wf40.input import small_int
from wf40.sessions import kept_input
from wf40.views.mixins import FormPage, OfficeView

KEYS_AT_MOST = 1000
NAMES_SHOWN = 100


def _so_already(part: str, count: int) -> str:
    """At how many actors a change is none."""
    words = {
        "add_tag": ngettext("%(count)d has the tag already", "%(count)d have the tag already", count),
        "take_tag": ngettext("%(count)d does not have the tag", "%(count)d do not have the tag", count),
        "add_field": ngettext("%(count)d has the field already", "%(count)d have the field already", count),
        "take_field": ngettext("%(count)d does not have the field", "%(count)d do not have the field", count),
        "archive": ngettext("%(count)d is archived already", "%(count)d are archived already", count),
    }
    return words.get(part, ngettext("at %(count)d it is so already", "at %(count)d it is so already", count)) % {"count": count}


class ChosenActors(OfficeView):
    """A page about actors that were chosen in their list: as keys (ticked, one after the other or with commas) or, with `all`, as the
    list's own `query`."""

    @cached_property
    def sent(self) -> QueryDict:
        """What came with the request, or what was typed before the sign-in ended."""
        if self.request.method == "POST":
            return self.request.POST
        return kept_input(self.request) or self.request.GET

    @cached_property
    def query(self) -> str:
        """The list's filters, also for the way back."""
        return QueryDict(self.sent.get("query", "")).urlencode()

    @cached_property
    def is_whole_list(self) -> bool:
        """Whether all rows of the list are meant and not those with a tick."""
        return bool(self.sent.get("all"))

    @cached_property
    def keys(self) -> list[int]:
        """The ticked actors; what is no key is nobody."""
        if self.is_whole_list:
            return []
        texts = [text for value in self.sent.getlist("keys") for text in value.split(",")]
        return sorted({int(text) for text in texts if text[:20] == text and text.isdecimal() and int(text) <= LARGEST_KEY})

    @cached_property
    def actors(self):
        """The chosen rows that this person sees."""
        if self.is_whole_list:
            return LISTS[OfficeList.ACTORS].filterset(self.request.user, self.request.municipality, self.query).qs
        return self.visible(Actor).filter(pk__in=self.keys)

    @cached_property
    def count(self) -> int:
        """How many there are now."""
        return self.actors.count()

    @cached_property
    def shown(self) -> int:
        """How many there were when somebody chose them."""
        return small_int(self.sent.get("shown"), self.count) if self.is_whole_list else len(self.keys)

    def list_url(self) -> str:
        """The list, filtered as it was."""
        return reverse("actor_list") + (f"?{self.query}" if self.query else "")

    def unfit(self):
        """Back to the list if nobody is chosen, or more than can be ticked; None if all is well."""
        if len(self.keys) > KEYS_AT_MOST:
            text = _("At most %(limit)s actors can be ticked. Please filter the list and choose all of it.")
            messages.error(self.request, text % {"limit": KEYS_AT_MOST})
        elif not self.count:
            messages.warning(self.request, _("Nobody is chosen. Please tick actors in the list first."))
        else:
            return None
        return redirect(self.list_url())

    def chosen_context(self) -> dict:
        """Whom it is about, and what carries them on."""
        return {
            "count": self.count,
            "shown": self.shown,
            "is_other_count": self.shown != self.count,
            "is_whole_list": self.is_whole_list,
            "keys": ",".join(map(str, self.keys)),
            "query": self.query,
            "list_url": self.list_url(),
        }


class BulkEditView(ChosenActors, FormPage, FormView):
    """One address for the whole path: by GET the form, by POST the preview, back to the form (`choose`) and the deed (`do`)."""

    right = "initiatives.bulk_change_actor"
    form_class = BulkEditForm
    template_name = "initiatives/bulk_edit.html"

    # --- the steps ---
    def get(self, request, *args, **kwargs):
        """The form."""
        return self.unfit() or super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """The preview, the deed, or back to the form."""
        if (answer := self.unfit()) is not None:
            return answer
        if request.POST.get("step") == "choose":
            return self.render_to_response(
                self.get_context_data(form=self.form_class(**self.get_form_kwargs() | {"data": None, "files": None}))
            )
        return super().post(request, *args, **kwargs)

    def get_initial(self):
        """What was chosen before, or came with the address."""
        return {name: self.sent[name] for name in self.form_class.base_fields if name in self.sent}

    def get_context_data(self, **kwargs):
        """Whom it is about, and what carries them on."""
        return super().get_context_data(**kwargs) | self.chosen_context()

    def form_valid(self, form):
        """Look first; done is only what was looked at."""
        is_outdated = False
        if self.request.POST.get("step") == "do":
            try:
                return self.do(form.edit)
            except actions.PreviewOutdated:
                is_outdated = True
        plan = actions.plan_bulk_edit(municipality=self.request.municipality, actors=self.actors, edit=form.edit)
        self.template_name = "initiatives/bulk_preview.html"
        return self.render_to_response(self.get_context_data(form=form, is_outdated=is_outdated, **self.preview(plan)))

    def do(self, edit):
        """The deed, and the way back to it; sent twice, the second finds nothing more to change."""
        step = actions.bulk_edit(
            user=self.request.user,
            municipality=self.request.municipality,
            actors=self.actors,
            edit=edit,
            seen=self.request.POST.get("seen") or "-",
        )
        if step is None:
            messages.info(self.request, _("Nothing was changed: all of it is so already."))
            return self.done()
        if list(edit.parts) == ["archive"]:
            said = ngettext("%(count)d actor was archived.", "%(count)d actors were archived.", step.count)
        else:
            said = ngettext("%(count)d actor was edited.", "%(count)d actors were edited.", step.count)
        way_back = format_html('<a href="{}">{}</a>', reverse("change_set_undo", args=[step.pk]), _("Undo"))
        return self.done(format_html("{} {}", said % {"count": step.count}, way_back))

    def get_success_url(self):
        """Back to the list."""
        return self.list_url()

    # --- the preview ---
    def preview(self, plan) -> dict:
        """What would happen, by name and number."""
        changing = sorted(plan.changing, key=lambda actor: (actor.stored.sort_key, actor.stored.pk))
        archiving = [actor for actor in changing if "archive" in actor.parts]
        stewards = self.stewards(changing[:NAMES_SHOWN]) if "steward" in plan.edit.parts else {}
        return {
            "parts": [
                {"words": words, "count": (number := plan.count(part)), "rest": self.rest(part, len(plan.actors) - number)}
                for part, words in plan.edit.parts.items()
            ],
            "names": [{"name": actor.stored.trading_name, "before": self.before(actor, stewards)} for actor in changing[:NAMES_SHOWN]],
            "more_count": max(0, len(changing) - NAMES_SHOWN),
            "changing_count": len(changing),
            "seen": plan.digest,
            "is_archiving": bool(archiving),
            "archives_alone": list(plan.edit.parts) == ["archive"],
            "released_count": sum(actor.stored.published_since is not None for actor in archiving),
            "promise_count": self.promises() if archiving else 0,
        }

    def rest(self, part, count) -> str:
        """At whom it is no change; empty if there is nobody."""
        return _so_already(part, count) if count else ""

    def stewards(self, planned) -> dict:
        """Who looks after the actors now, by the actor's key."""
        rows = self.visible(Actor).filter(pk__in=[actor.stored.pk for actor in planned]).select_related("steward")
        return {actor.pk: actor.steward for actor in rows}

    def before(self, actor, stewards) -> str:
        """What somebody could miss afterwards."""
        so_far = [str(stewards.get(actor.stored.pk) or _("nobody"))] if "steward" in actor.parts else []
        so_far += [str(LifeCycle(actor.stored.life_cycle).label)] if "life_cycle" in actor.parts else []
        found = [_("so far: %(value)s") % {"value": ", ".join(so_far)}] if so_far else []
        if "archive" in actor.parts and actor.stored.published_since:
            found.append(_("released for publication"))
        return " · ".join(found)

    def promises(self) -> int:
        """Open promises at actors that would be archived."""
        current = self.visible(Actor).current().filter(pk__in=self.actors.order_by().values("pk"))
        return self.visible(FollowUp).filter(actor__in=current).still_open().count()
