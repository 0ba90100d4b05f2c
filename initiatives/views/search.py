"""The search over all that an office keeps: its page, and the answer under the box while somebody types."""

from django.apps import apps
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.vary import vary_on_headers
from django.views.generic import TemplateView

from initiatives.search import search
from wf40.registry import search_sources
from wf40.views.mixins import OfficeView

UNDER_THE_BOX = 8
ON_THE_PAGE = 50
# Longer than any name; the box takes no more either.
LETTERS_AT_MOST = 200


@method_decorator(vary_on_headers("HX-Request"), name="dispatch")
class SearchView(OfficeView, TemplateView):
    """What was found, best first: a page of its own, or the few lines under the box if the page's script asks."""

    template_name = "initiatives/search.html"
    answer_template_name = "initiatives/_search_answer.html"

    @property
    def sources(self):
        """The kinds of records that this person may look for here."""
        user, municipality = self.request.user, self.request.municipality
        return [source for source in search_sources if municipality and user.has_perm(source.right, municipality)]

    def may_enter(self) -> bool:
        """Whoever may look for at least one kind."""
        return bool(self.sources)

    def get_template_names(self):
        """The whole page, or the answer alone."""
        return [self.answer_template_name if self.request.htmx else self.template_name]

    def get_context_data(self, **kwargs):
        """One search; `kind` in the address narrows the page down."""
        user, municipality, asked = self.request.user, self.request.municipality, self.request.GET
        words = asked.get("q", "").strip()[:LETTERS_AT_MOST].strip()
        sources = self.sources
        kind = asked.get("kind", "")
        kind = kind if kind in {source.key for source in sources} else ""
        limit = UNDER_THE_BOX if self.request.htmx else ON_THE_PAGE
        return super().get_context_data(**kwargs) | {
            "words": words,
            "kind": kind,
            "kinds": [{"key": source.key, "label": capfirst(apps.get_model(source.model)._meta.verbose_name_plural)} for source in sources],
            "results": search(user, municipality, words, limit=limit, kinds=[kind] if kind else None),
            "may_add": user.has_perm("initiatives.add_actor", municipality),
        }
