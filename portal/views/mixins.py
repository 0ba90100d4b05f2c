"""What the public pages share: a city by its name in the address, or the holder of a link to a profile."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property

from initiatives.views.links import ByLink
from municipalities.models import Municipality
from portal.links import PROFILE, opens_profile
from portal.site import city_of, site_of


@method_decorator(login_not_required, name="dispatch")
class CityPage:
    """A public page of a city (`city` in the address); 404 for a city that has none. `is_law` pages stay when it switches the
    others off: an imprint is owed as long as there is a sign-in page."""

    is_law = False

    def dispatch(self, request, *args, **kwargs):
        """The city, whoever asks."""
        request.office_shown = self.office
        if not (self.site.is_open or self.is_law):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def office(self) -> Municipality:
        """The city of the address."""
        return city_of(self.kwargs["city"])

    @cached_property
    def site(self):
        """What the city says about its public pages."""
        return site_of(self.office)

    def get_context_data(self, **kwargs):
        """With the city and its settings."""
        return super().get_context_data(**kwargs) | {"office": self.office, "site": self.site}


class OwnPage(ByLink):
    """A page of the own profile: its holder came in by a personal link, serves the actor, and the actor stands in the lists.

    `self.link.actor` is the actor, `self.link.contact` the person (none for the organisation's own address).
    """

    link_kind = PROFILE

    def refused(self, link) -> str:
        """Who has left the actor meanwhile, or whose actor left the lists, is told to ask the office."""
        return "" if opens_profile(link) else "closed"

    def get_context_data(self, **kwargs):
        """With the actor and the settings of its city."""
        context = super().get_context_data(**kwargs)
        return context | {"actor": self.link.actor, "site": site_of(self.link.municipality)}
