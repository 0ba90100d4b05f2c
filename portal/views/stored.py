"""All that is stored, for the holder of a link who typed the code: as a page and as a file."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.generic import TemplateView

from portal.stored import MOST, stored_sections
from portal.views.codes import BehindCode


class OwnDataView(BehindCode, TemplateView):
    """What the office holds about the initiative and the person, section by section."""

    template_name = "portal/own_data.html"
    # The same as a file that programs read.
    is_file = False

    def get_context_data(self, **kwargs):
        """With the sections."""
        more = {"sections": stored_sections(self.link), "most": MOST, "area": "profile"}
        return super().get_context_data(**more | kwargs)

    def render_to_response(self, context, **response_kwargs):
        """The page, or the file."""
        if not self.is_file:
            return super().render_to_response(context, **response_kwargs)
        now = timezone.localtime()
        content = {
            "office": context["office"].office_name,
            "made_at": now.isoformat(timespec="seconds"),
            "sections": [
                {"title": section.title, "rows": [{"label": label, "value": value} for label, value in section.rows]}
                for section in context["sections"]
            ],
        }
        response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
        response.headers["Content-Disposition"] = f'attachment; filename="eigene-daten-{now:%Y-%m-%d}.json"'
        return response
