"""Model fields that several apps use."""

from django.core.validators import URLValidator
from django.db import models


class WebsiteField(models.URLField):
    """A website: http or https only, and https where somebody types no scheme."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def formfield(self, **kwargs):
        """Django asks to say which scheme is meant."""
        return super().formfield(**{"assume_scheme": "https", **kwargs})
