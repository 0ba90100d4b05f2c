"""What our templates need beyond Django's own tags."""

from django import template

register = template.Library()


@register.filter
def pick(mapping, key):
    """An entry of a mapping whose key stands in a variable."""
    return mapping.get(key)
