"""The link by which people answer whether they want to be introduced."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wf40.registry import LinkPurpose, link_purposes


def declare() -> None:
    """Tell the registry."""
    link_purposes.register(
        LinkPurpose(
            "introduction",
            gettext_lazy("Question about an introduction"),
            "introduction_answer",
            lambda link: _(
                "The office would like to introduce you to somebody. On the next page you read what it is about, and say yes or no."
            ),
            days=60,
            position=40,
        )
    )
