"""A network vouches for its published members, and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives.actions import assure_actor
from initiatives.links import make_link
from initiatives.models import Actor
from network.models import Connection
from portal.actions.proposals import propose
from portal.checks import confirmation_of, has_members
from portal.links import PROFILE
from portal.models import ProfileCheck
from tests import factories
from tests.pages import words
from tests.portal.conftest import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def alliance(wuppertal, actor, wuppertal_manager):
    """A network with one published member (`actor`) and others that it must not see."""
    network = factories.make_actor(wuppertal, "Netzwerk Wandel", kind="network", email="netz@x.example")
    factories.make_connection(actor, network, wuppertal_manager, kind="membership")
    factories.make_connection(factories.make_actor(wuppertal, "Geheim"), network, wuppertal_manager, kind="membership")
    friend = factories.publish(factories.make_actor(wuppertal, "Nur befreundet"), wuppertal_manager)
    factories.make_connection(friend, network, wuppertal_manager, kind="cooperation")
    network.friend = friend
    return network


@pytest.fixture
def speaker(wuppertal, alliance):
    """The browser of whoever reads the network's own address."""
    _link, url = make_link(purpose=PROFILE, municipality=wuppertal, actor=alliance, email="netz@x.example")
    return open_link(url)


def test_alliance_vouches_for_a_member_which_shows_it(alliance, actor, speaker, publish, wuppertal_manager):
    publish(actor)
    factories.publish(alliance, wuppertal_manager)
    assert has_members(alliance)
    assert not has_members(actor)
    page = words(speaker.get(reverse("own_members")))
    assert "Werkhof Muster" in page
    assert "bisher nicht bestätigt" in page
    assert "Geheim" not in page
    assert "Nur befreundet" not in page
    for _again in range(2):
        assert speaker.post(reverse("own_members"), {"one": actor.pk}).url == reverse("own_members")
    actor.refresh_from_db()
    assert (actor.assured_on, actor.assured_by) == (timezone.localdate(), None)
    check = ProfileCheck.objects.get()
    assert (check.answer, check.answered_through, check.vouched_by) == ("yes", "alliance", alliance)
    assert confirmation_of(actor).who == "bürgt: Netzwerk Wandel"
    assert "bürgt: Netzwerk Wandel" in words(speaker.get(reverse("own_members")))


def test_alliance_that_the_public_does_not_know_is_not_named(alliance, actor, speaker, publish):
    publish(actor)
    speaker.post(reverse("own_members"), {"members": [actor.pk]})
    assert confirmation_of(Actor.objects.get(pk=actor.pk)).who == "sein Verbund"


def test_confirmation_of_the_office_counts_when_it_is_newer(alliance, actor, speaker, publish, wuppertal_adviser):
    publish(actor)
    speaker.post(reverse("own_members"), {"members": [actor.pk]})
    ProfileCheck.objects.update(answered_at=timezone.now() - timedelta(days=3))
    assure_actor(user=wuppertal_adviser, actor=actor)
    assert confirmation_of(Actor.objects.get(pk=actor.pk)).through == "office"


def test_nobody_vouches_for_others(alliance, actor, speaker, publish, witten):
    # Not published, no member, of another city, no actor at all, and itself.
    strangers = [actor.pk, alliance.friend.pk, factories.make_actor(witten, "Nachbarn").pk, alliance.pk, "x", 10**30]
    speaker.post(reverse("own_members"), {"members": strangers})
    assert not ProfileCheck.objects.exists()
    publish(actor)
    Connection.objects.filter(kind="membership").update(stage="ended")
    speaker.post(reverse("own_members"), {"one": actor.pk})
    assert not ProfileCheck.objects.exists()
    assert not has_members(alliance)


def test_member_whose_own_proposal_waits_is_left_alone(alliance, actor, speaker, publish, link):
    publish(actor)
    propose(link=link, values={"phone": "0202 1"})
    assert "Eine eigene Änderung wird gerade geprüft" in words(speaker.get(reverse("own_members")))
    speaker.post(reverse("own_members"), {"one": actor.pk})
    assert not ProfileCheck.objects.exists()


def test_initiative_has_no_members_and_a_stranger_no_page(holder, client):
    assert "Keine veröffentlichten Mitglieder" in words(holder.get(reverse("own_members")))
    assert client.get(reverse("own_members")).status_code == 403
