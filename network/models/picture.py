"""What is worked out of a city's network once for each of its states."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.choices import CacheKind
from wf40.constraints import one_of
from wf40.scoping import ScopedModel


class NetworkCache(ScopedModel):
    """Figures or positions of a city’s network in one state of its data: keys and numbers, no names. Thrown away when the state is past."""

    kind = models.CharField(_("kind"), max_length=10, choices=CacheKind)
    # What the numbers were worked out of: a checksum over the connections in question.
    state = models.CharField(_("state of the data"), max_length=64)
    content = models.JSONField(_("content"), default=dict)
    made_at = models.DateTimeField(_("worked out at"), default=timezone.now)

    class Meta:
        verbose_name = _("figures of the network")
        verbose_name_plural = _("figures of networks")
        ordering = ("-made_at", "-pk")
        constraints = [
            one_of("kind", CacheKind, "network_cache_kind_known"),
            models.UniqueConstraint(fields=("municipality", "kind", "state"), name="network_cache_once"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {timezone.localtime(self.made_at):%d.%m.%Y %H:%M}"
