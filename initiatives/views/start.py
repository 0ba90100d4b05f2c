"""Where staff arrive."""

from django.shortcuts import redirect
from django.views.generic import TemplateView


class StartView(TemplateView):
    """The actors of the chosen city; who may not see them is told what there is for them."""

    template_name = "initiatives/start.html"

    def get(self, request, *args, **kwargs):
        """On to the list for those who have one."""
        if request.municipality and request.user.has_perm("initiatives.view_actor", request.municipality):
            return redirect("actor_list")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Which of the cases it is."""
        return super().get_context_data(**kwargs) | {"memberships": self.request.user.active_memberships}
