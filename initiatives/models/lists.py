"""The lists that a city keeps: Wf4.0 fields, tags, topics."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from initiatives.choices import FieldScheme
from initiatives.models.record import ListRow
from wf40.constraints import one_of


class WorkField(ListRow):
    """A field of Wirtschaftsförderung 4.0, in one of the two schemes, with sub-fields below it."""

    scheme = models.CharField(_("scheme"), max_length=20, choices=FieldScheme)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to"))

    class Meta:
        verbose_name = _("work field")
        verbose_name_plural = _("work fields")
        ordering = ("scheme", "position", "label", "pk")
        constraints = [
            models.UniqueConstraint(fields=("municipality", "scheme", "code"), name="workfield_code_once_per_city"),
            one_of("scheme", FieldScheme, "workfield_scheme_known"),
        ]


class Tag(ListRow):
    """A keyword of the office."""

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("position", "label", "pk")
        constraints = [models.UniqueConstraint(fields=("municipality", "code"), name="tag_code_once_per_city")]


class ConsultationTopic(ListRow):
    """What a consultation was about, with the words by which the office's notes tell it."""

    words = models.TextField(
        _("words that tell it"),
        blank=True,
        max_length=4000,
        help_text=_("One per line. A note that contains one of them is about this topic; a star stands for any letters: *raum, förder*."),
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("position", "label", "pk")
        constraints = [models.UniqueConstraint(fields=("municipality", "code"), name="topic_code_once_per_city")]
