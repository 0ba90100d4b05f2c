"""The city's list of published profiles, and the page of each."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.views.generic import TemplateView, View

from portal.checks import confirmation_of
from portal.choices import ProfilePart
from portal.directory import SHOWN, rows_of
from portal.filters.directory import DirectoryFilter
from portal.jsonld import profile_block
from portal.publication import (
    public_listings,
    public_parts,
    public_people,
    public_picture,
    published_profile,
    published_profiles,
)
from portal.views.mixins import CityPage
from wf40.paging import paginate
from wf40.views.files import private_file

# So much of a description shows a search engine.
META = 155


def whole_address(path: str) -> str:
    """An address of ours with its host, as others quote it."""
    return settings.WF40_URL.rstrip("/") + path


class DirectoryView(CityPage, TemplateView):
    """All published profiles of a city, by name; filters and pages stand in the address."""

    template_name = "portal/directory.html"

    def get_context_data(self, **kwargs):
        """Filter, count, page; then what the rows of this page show."""
        rows = published_profiles(self.office)
        filterset = DirectoryFilter(self.request.GET, rows, municipality=self.office)
        found = filterset.qs
        page = paginate(found.order_by("sort_key", "pk").prefetch_related(*SHOWN), self.request.GET, counted=found)
        path = reverse("directory", args=[self.office.slug])
        is_asked = bool(filterset.asked)
        return super().get_context_data(**kwargs) | {
            "area": "directory",
            "filterset": filterset,
            "page": page,
            "rows": rows_of(self.office, page.rows),
            "is_asked": is_asked,
            "canonical": whole_address(f"{path}?page={page.number}" if page.number > 1 and not is_asked else path),
        }


class PublicProfile(CityPage):
    """What the pages of one profile share: it is published at this very moment, here; for all others there is no such page."""

    @cached_property
    def actor(self):
        """The published actor of the address."""
        found = published_profile(self.office, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found


class PublicProfileView(PublicProfile, TemplateView):
    """What the public reads about one actor."""

    template_name = "portal/public_profile.html"

    def get_context_data(self, **kwargs):
        """The parts, and the same for search engines."""
        actor, parts, picture = self.actor, public_parts(self.actor), public_picture(self.actor)
        own = (self.office.slug, actor.pk)
        address, picture_url = reverse("public_profile", args=own), reverse("public_picture", args=own) if picture else ""
        quoted = {"address": whole_address(address), "picture": whole_address(picture_url) if picture else ""}
        return super().get_context_data(**kwargs) | {
            "area": "",
            "actor": actor,
            "parts": parts,
            "picture": picture,
            "picture_url": picture_url,
            "people": public_people(actor),
            "listings": public_listings(self.office, [actor]).get(actor.pk, []),
            "alliance": confirmation.alliance if (confirmation := confirmation_of(actor)) else None,
            "canonical": quoted["address"],
            "description": Truncator(" ".join(parts.get(ProfilePart.DESCRIPTION, "").split())).chars(META),
            "jsonld": profile_block(actor, parts, **quoted),
        }


class PublicPictureView(PublicProfile, View):
    """The picture of a published profile, asked for anew each time: no cache keeps what was withdrawn."""

    def get(self, request, *args, **kwargs):
        """The picture under the name of the actor."""
        picture = public_picture(self.actor)
        if picture is None:
            raise Http404
        response = private_file(picture.file, str(self.actor), picture.content_type, inline=True)
        response.headers["Cache-Control"] = "no-store, private"
        return response
