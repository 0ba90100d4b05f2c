"""What each role may do: the whole matrix, said a second time."""

import pytest

from municipalities.models import Membership
from tests import factories
from wf40.rights import TECHNICIAN, Role, rights_of

pytestmark = pytest.mark.django_db


def rights(actions, *models):
    return {f"{app}.{action}_{name}" for action in actions.split() for app, name in (model.split(".") for model in models)}


RECORDS = [f"initiatives.{name}" for name in ("actor", "actoralias", "location", "contact", "contactrole", "consultation", "followup")]
LISTS = [f"initiatives.{name}" for name in ("workfield", "tag", "consultationtopic")]
PLACES = ["municipalities.district", "municipalities.postcodedistrict"]

AROUND = [
    f"initiatives.{name}"
    for name in ("attachment", "consent", "consentrequest", "objection", "personallink", "message", "customvalue", "warningflag")
]
OFFICE_LISTS = [f"initiatives.{name}" for name in ("purpose", "purposetext", "customfield")]
KEPT = [f"initiatives.{name}" for name in ("selection", "selectionsnapshot", "snapshotrow")]
REMOVED = [f"initiatives.{name}" for name in ("actoralias", "location", "contactrole", "attachment")]
DESK = [f"desk.{name}" for name in ("round", "roundstop", "snooze", "calendarfeed", "morningmail")]
NETWORK = [f"network.{name}" for name in ("connection", "introductionside", "outcomequestion", "listing", "takenperiod")]
PORTAL_SEEN = [f"portal.{name}" for name in ("inboxentry", "remark", "profilechange", "profilecheck", "portalsettings")]
NETWORK_SEEN = [*NETWORK, *[f"network.{name}" for name in ("connectionstep", "fieldpair", "suggestiondecision")]]

READS = rights("view", *RECORDS, *LISTS, *PLACES, *AROUND, *OFFICE_LISTS, *KEPT, "municipalities.absence", *DESK[:3], *NETWORK_SEEN) | {
    *rights("view", *PORTAL_SEEN),
    "desk.view_today",
    "network.view_picture",
}
WRITES = (
    READS
    | rights("add change", *RECORDS, *AROUND, "initiatives.selection")
    | rights("delete", *REMOVED, "initiatives.selection")
    | rights("view add change", *DESK)
    | rights("view add change delete", "initiatives.draft", "municipalities.absence")
    | rights("add change", *NETWORK)
    | rights("view add delete", "network.mutedrule")
    | {"initiatives.add_selectionsnapshot", "initiatives.bulk_change_actor", "initiatives.card_contact"}
    | {"network.delete_takenperiod", "network.add_suggestiondecision"}
    | {"portal.change_inboxentry", "portal.send_profilelink", "portal.change_profilecheck"}
)
MANAGES = (
    WRITES
    | rights("add change", *LISTS, *PLACES, *OFFICE_LISTS)
    | rights("restrict", "initiatives.actor", "initiatives.contact")
    | rights("export", *[f"initiatives.{name}" for name in ("actor", "contact", "consultation", "followup")])
    | rights("view add delete", "initiatives.exporttemplate", "initiatives.exportfile")
    | rights("view undo", "initiatives.changeset")
    | rights("view change", "municipalities.municipality")
    | {
        "municipalities.manage_team",
        "municipalities.delete_postcodedistrict",
        "initiatives.release_actor",
        "initiatives.hand_over",
        "initiatives.view_restrictionentry",
        "wf40.view_duejob",
        "initiatives.view_exportentry",
        "initiatives.view_notereading",
        "initiatives.view_logreading",
        "desk.view_team_work",
        "network.add_fieldpair",
        "network.change_fieldpair",
        "network.export_connection",
        "network.export_listing",
        "network.research_connection",
        "portal.export_inboxentry",
        "portal.change_portalsettings",
    }
)
KEEPS = rights("view add change", *LISTS, *PLACES, "municipalities.municipality", "municipalities.user", "municipalities.membership") | {
    "municipalities.delete_membership",
    "municipalities.delete_postcodedistrict",
    "wf40.view_duejob",
}
MATRIX = {
    Role.READER: READS,
    Role.ADVISER: WRITES,
    Role.MANAGER: MANAGES,
    Role.RESEARCHER: {"network.research_connection"},
    TECHNICIAN: KEEPS,
}


@pytest.mark.parametrize("role", list(MATRIX), ids=str)
def test_role_has_exactly_its_rights(role):
    assert set(rights_of(role)) == MATRIX[role]


@pytest.mark.parametrize("role", [Role.READER, Role.ADVISER, Role.MANAGER, Role.RESEARCHER], ids=str)
def test_person_has_the_rights_of_their_role_in_their_city_alone(role, wuppertal, witten):
    user = factories.make_user(wuppertal, role)
    everything = set().union(*MATRIX.values())
    assert {right for right in everything if user.has_perm(right, wuppertal)} == MATRIX[role]
    assert {right for right in everything if user.has_perm(right, witten)} == set()


def test_right_is_answered_for_a_row_by_its_city(wuppertal, witten, wuppertal_adviser):
    here, there = factories.make_actor(wuppertal), factories.make_actor(witten)
    assert [wuppertal_adviser.has_perm("initiatives.change_actor", row) for row in (here, there)] == [True, False]


def test_technician_keeps_the_installation_and_sees_no_record(technician, wuppertal):
    everything = set().union(*MATRIX.values())
    assert {right for right in everything if technician.has_perm(right, wuppertal)} == KEEPS
    assert {right for right in everything if technician.has_perm(right)} == KEEPS


def test_technician_who_also_works_in_a_city_has_both(technician, wuppertal, witten):
    factories.make_membership(technician, wuppertal, Role.READER)
    assert technician.has_perm("initiatives.view_actor", wuppertal)
    assert not technician.has_perm("initiatives.view_actor", witten)
    assert technician.has_perm("municipalities.add_user", witten)


def test_nobody_gets_a_right_that_nobody_granted(wuppertal, technician, wuppertal_manager):
    for user in (technician, wuppertal_manager):
        assert not user.has_perm("auth.add_group", wuppertal)
        assert not user.has_perm("initiatives.delete_actor", wuppertal)
        assert not user.has_perm("", wuppertal)


@pytest.mark.parametrize("what", ["person", "membership"])
def test_switched_off_means_no_right(what, wuppertal):
    user = factories.make_user(wuppertal, Role.MANAGER)
    if what == "person":
        type(user).objects.update(is_active=False)
    else:
        Membership.objects.update(is_active=False)
    fresh = type(user).objects.get(pk=user.pk)
    assert not any(fresh.has_perm(right, wuppertal) for right in MANAGES)
    assert not fresh.has_module_perms("initiatives")
    assert not fresh.is_staff


def test_technician_who_was_switched_off_has_no_right(technician, wuppertal):
    technician.is_active = False
    assert not any(technician.has_perm(right, wuppertal) for right in KEEPS)


def test_admin_opens_for_everybody_but_researchers(wuppertal, researcher, technician, wuppertal_reader):
    nobody = factories.make_user(name="Ohne Rolle")
    assert [user.is_staff for user in (wuppertal_reader, technician, researcher, nobody)] == [True, True, False, False]


def test_admin_shows_an_app_to_those_with_a_right_in_it(wuppertal_reader, technician, researcher):
    shown = {
        user.name: [app for app in ("initiatives", "municipalities", "auth") if user.has_module_perms(app)]
        for user in (wuppertal_reader, technician, researcher)
    }
    assert list(shown.values()) == [["initiatives", "municipalities"], ["initiatives", "municipalities"], []]


def test_all_rights_of_an_adviser_are_needed(wuppertal, wuppertal_adviser):
    assert wuppertal_adviser.has_perms(["initiatives.view_actor", "initiatives.change_actor"], wuppertal)
    assert not wuppertal_adviser.has_perms(["initiatives.view_actor", "initiatives.export_actor"], wuppertal)
