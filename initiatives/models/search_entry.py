"""What the search box looks in."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wf40.scoping import ScopedModel


class SearchEntry(ScopedModel):
    """One record as the search knows it: its names, the text around them, both folded, and the right that its reader needs.

    Triggers carry the folded columns into the trigram index of the database (`initiatives/migrations/_triggers.py`).
    """

    kind = models.CharField(_("kind"), max_length=30)
    record_key = models.PositiveBigIntegerField()
    right = models.CharField(max_length=80)
    title = models.CharField(_("name"), max_length=300)
    # One name or piece of text a line, as people wrote it, so that a hit can say what fitted.
    names = models.TextField(_("names"))
    text = models.TextField(_("text"), blank=True)
    folded_names = models.TextField()
    folded_text = models.TextField(blank=True)
    # The name folded, for what begins like the words that are typed.
    folded_title = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ("folded_title", "pk")
        constraints = [models.UniqueConstraint(fields=("kind", "record_key"), name="search_entry_once_per_record")]
        indexes = [models.Index("municipality", "folded_title", "id", name="search_entry_by_title")]

    def __str__(self):
        return self.title
