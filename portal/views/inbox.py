"""The inbox as a list, and the list as a file."""

from django.urls import reverse
from django.utils.translation import gettext as _

from initiatives.choices import OfficeList
from initiatives.views.exports import ExportView
from initiatives.views.lists import RegisterListPage
from portal.figures import answer_times
from portal.filters.inbox import ME
from wf40.filters import NOBODY


class InboxListView(RegisterListPage):
    """What initiatives and citizens ask of the office, and how quickly it answers."""

    right = "portal.view_inboxentry"
    office_list = OfficeList.INBOX
    template_name = "portal/inbox_list.html"

    def get_context_data(self, **kwargs):
        """With the usual views of the list, the figures, and where initiatives come in."""
        user, municipality = self.request.user, self.request.municipality
        return super().get_context_data(**kwargs) | {
            "tabs": self._tabs(),
            "figures": answer_times(user, municipality),
            "may_send_links": user.has_perm("portal.send_profilelink", municipality),
            "public_url": reverse("directory", args=[municipality.slug]),
        }

    def _tabs(self) -> list[dict]:
        """The whole office's, one's own, nobody's, what is late, what is done."""
        asked = self.request.GET
        now = (asked.get("state") or "to_do", asked.get("assignee") or "")
        tabs = (
            (_("To do"), "?", ("to_do", "")),
            (_("Mine"), f"?assignee={ME}", ("to_do", ME)),
            (_("Nobody’s yet"), f"?assignee={NOBODY}", ("to_do", NOBODY)),
            (_("Overdue"), "?state=late", ("late", "")),
            (_("Done"), "?state=done&sort=-done", ("done", "")),
        )
        return [{"label": label, "url": url, "is_current": now == which} for label, url, which in tabs]


class InboxExportView(ExportView):
    """The inbox as a file."""

    office_list = OfficeList.INBOX
