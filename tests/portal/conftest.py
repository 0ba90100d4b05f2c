"""The cast of the portal: a cooperative whose chair holds a link to its profile, and an office that reads its inbox."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.actions import record_consent, release_actor
from initiatives.links import make_link
from initiatives.models import Purpose
from initiatives.office_start import start_purposes
from portal.links import PROFILE
from tests import factories


def open_link(link_url, **answer):
    """A browser that came in by a personal link."""
    client = Client()
    path = link_url[link_url.index("/link/") :]
    assert client.get(path).status_code == 200
    assert client.post(path, answer).status_code == 302
    return client


@pytest.fixture
def actor(wuppertal):
    """An initiative of Wuppertal, whose office pursues the usual purposes."""
    start_purposes(wuppertal)
    return factories.make_actor(wuppertal, "Werkhof Muster", email="hof@x.example", description="Wir reparieren.", postcode="42103")


@pytest.fixture
def chair(wuppertal, actor):
    """The person who speaks for it."""
    return factories.make_contact(wuppertal, "Muster", given_name="Kim", email="kim@x.example", actor=actor)


@pytest.fixture
def link(wuppertal, actor, chair):
    """The chair's link to the profile, as a mail carried it."""
    made, url = make_link(purpose=PROFILE, municipality=wuppertal, actor=actor, contact=chair, email="kim@x.example")
    made.url = url
    return made


@pytest.fixture
def holder(link):
    """The chair's browser."""
    return open_link(link.url)


@pytest.fixture
def publish(wuppertal_manager):
    """Publishes an actor: with the consent, released by the management."""

    def step(actor, *more):
        for code in ("publish_profile", *more):
            purpose = Purpose.objects.get(municipality=actor.municipality, code=code)
            record_consent(user=wuppertal_manager, subject=actor, purpose=purpose, channel="paper", given_at=timezone.now())
        release_actor(user=wuppertal_manager, actor=actor)
        return actor

    return step


@pytest.fixture
def own_page(holder):
    """The own profile as its holder reads it."""
    return lambda name="own_profile", *args: holder.get(reverse(name, args=args))
