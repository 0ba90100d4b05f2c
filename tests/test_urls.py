"""Every address × every role × GET and POST: who gets in, who is led to the sign-in, who is told no, and to whom it does not exist.

A pattern without a row in `TABLE` fails, so nobody adds a page without saying who may open it.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from desk import actions as desk_actions
from initiatives import actions
from initiatives.links import make_link
from initiatives.models import Purpose
from initiatives.office_start import start_purposes
from network import actions as network_actions
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.once]

READERS = {"reader", "adviser", "manager", "manager_here_reader_there"}
WRITERS = READERS - {"reader"}
MANAGERS = {"manager", "manager_here_reader_there"}
EVERYBODY = READERS | {"other_adviser", "researcher", "technician"}
NOBODY: set[str] = set()
SECRET = "Geheimer Kreis"


@dataclass(frozen=True)
class Row:
    """Who may open an address of Wuppertal; `subject` names the record in it; statuses are those of somebody who may."""

    may: frozenset | set
    subject: str = ""
    get: int = 200
    post: int = 200
    stranger: int = 302
    # For pages without a record somebody of another city sees the same page with their own rows.
    is_own_city_for_all: bool = False
    # To others with the same rights the record does not exist.
    is_personal: bool = False


def page(may, *, get=200, post=405):
    return Row(may, get=get, post=post, is_own_city_for_all=True)


def record(may, subject, *, get=200, post=405):
    return Row(may, subject, get, post)


def public(*, get=200, post=200):
    return Row(EVERYBODY, get=get, post=post, stranger=200)


def by_link():
    return Row(NOBODY, stranger=403)


TABLE = {
    "home": Row(EVERYBODY, get=302, post=302),
    "healthz": public(post=405),
    "account_login": public(get=302, post=302),
    "account_logout": Row(EVERYBODY, get=200, post=302),
    "account_inactive": public(post=405),
    "account_reauthenticate": Row(EVERYBODY),
    "account_change_password": Row(EVERYBODY, post=200),
    "account_reset_password": public(post=200),
    "account_reset_password_done": public(post=405),
    "account_reset_password_from_key": public(get=200, post=200),
    "account_reset_password_from_key_done": public(post=405),
    "own_account": Row(EVERYBODY),
    "mfa_index": Row(EVERYBODY, post=405),
    "mfa_authenticate": public(get=302, post=302),
    # Who has none is led to the password, or has nothing to see there.
    "mfa_reauthenticate": Row(EVERYBODY, get=302, post=302),
    "mfa_activate_totp": Row(EVERYBODY, get=302, post=302),
    "mfa_deactivate_totp": Row(EVERYBODY, get=404, post=404),
    "mfa_view_recovery_codes": Row(EVERYBODY, get=404, post=405),
    "mfa_generate_recovery_codes": Row(EVERYBODY, get=302, post=302),
    "mfa_download_recovery_codes": Row(EVERYBODY, get=404, post=404),
    "team_list": Row(MANAGERS, post=405),
    "team_invite": Row(MANAGERS),
    "team_member": record(MANAGERS, "membership"),
    "team_role": record(MANAGERS, "membership", post=200),
    "team_invite_again": record(MANAGERS, "membership", get=302, post=302),
    "team_switch_off": record(MANAGERS, "membership", post=302),
    "team_switch_on": record(MANAGERS, "membership", get=302, post=302),
    "team_reset_second_factor": record(MANAGERS, "membership", post=302),
    "choose_municipality": Row(EVERYBODY, get=405, post=302),
    "test_mail": Row(EVERYBODY - {"researcher"}, post=405),
    "office": Row(EVERYBODY, post=405),
    "team_work": Row(MANAGERS, post=405),
    "silent_list": page(READERS),
    "silent_snooze": record(WRITERS, "actor", post=200),
    "absence_list": page(READERS),
    "absence_create": page(WRITERS, post=200),
    "absence_change": record(WRITERS, "absence", post=200),
    "absence_remove": record(WRITERS, "absence", post=302),
    "clock": Row({"manager", "manager_here_reader_there", "technician"}, post=405),
    "search": page(READERS),
    "actor_list": page(READERS),
    "actor_bulk_edit": page(WRITERS, get=302, post=302),
    "actor_create": page(WRITERS, post=200),
    "actor_pick": page(READERS),
    "actor_timeline": record(READERS, "actor"),
    "contact_timeline": record(READERS, "contact"),
    "meeting_sheet": record(READERS, "actor"),
    "actor_similar": Row(WRITERS | {"other_adviser"}, get=405),
    "contact_similar": Row(WRITERS | {"other_adviser"}, get=405),
    "own_field_list": Row(MANAGERS, post=405),
    "own_field_create": Row(MANAGERS),
    "own_field_change": record(MANAGERS, "own_field", post=200),
    "actor_export": Row({"manager", "manager_here_reader_there"}, get=200, post=200),
    "contact_export": Row(MANAGERS),
    "consultation_export": Row(MANAGERS),
    "follow_up_export": Row(MANAGERS),
    "inbox_list": page(READERS),
    "inbox_detail": record(READERS, "inbox_question"),
    "inbox_decide": record(WRITERS, "inbox_proposal", get=302, post=200),
    "inbox_answer": record(WRITERS, "inbox_question", get=302, post=200),
    "inbox_note": record(WRITERS, "inbox_question", get=302, post=302),
    "inbox_assign": record(WRITERS, "inbox_question", get=302, post=302),
    "inbox_picture": record(READERS, "proposed_picture"),
    "profile_link_send": record(WRITERS, "actor", post=200),
    "profile_link_bulk": page(WRITERS, get=302, post=302),
    "profile_check_list": page(READERS),
    "profile_check_record": record(WRITERS, "profile_check", post=200),
    "inbox_export": Row(MANAGERS),
    "export_template_delete": record(MANAGERS, "export_template", get=302, post=302),
    # A file is made for one person: to another manager it does not exist.
    "export_file": Row({"manager"}, "export_file", post=405, is_personal=True),
    "export_file_fetch": Row({"manager"}, "export_file", get=302, post=302, is_personal=True),
    "contact_card": record(WRITERS, "contact", get=302, post=200),
    "actor_detail": record(READERS, "actor"),
    "actor_change": record(WRITERS, "actor", post=200),
    "actor_changes": record(READERS, "actor"),
    "actor_contact_create": record(WRITERS, "actor", post=200),
    "actor_assure": record(WRITERS, "actor", get=302, post=302),
    "actor_archive": record(WRITERS, "actor", post=200),
    "actor_unarchive": record(WRITERS, "actor", get=302, post=302),
    "actor_release": record(MANAGERS, "actor", get=302, post=302),
    "actor_release_withdraw": record(MANAGERS, "actor", get=302, post=302),
    "actor_informed": record(WRITERS, "actor", get=302, post=302),
    "contact_informed": record(WRITERS, "contact", get=302, post=302),
    "not_informed_list": page(WRITERS),
    "gap_list": page(READERS),
    "actor_matrix": page(READERS),
    "outreach": page(READERS),
    "round_list": page(READERS),
    "round_create": page(WRITERS, post=200),
    "round_detail": record(READERS, "round"),
    "round_stop": record(WRITERS, "round_stop", get=302, post=302),
    "location_create": record(WRITERS, "actor", post=200),
    "location_change": record(WRITERS, "location", post=200),
    "location_remove": record(WRITERS, "location", post=302),
    "role_create": record(WRITERS, "actor", post=200),
    "follow_up_create": record(WRITERS, "actor", post=200),
    "selection_list": page(READERS),
    "selection_create": page(WRITERS, post=200),
    "selection_change": record(WRITERS, "selection", post=200),
    "selection_keep": record(WRITERS, "selection", get=302, post=302),
    "selection_delete": record(WRITERS, "selection", post=302),
    "snapshot_list": page(READERS),
    "snapshot_create": page(WRITERS, post=200),
    "snapshot_detail": record(READERS, "snapshot"),
    "contact_list": page(READERS),
    "contact_create": page(WRITERS, post=200),
    "contact_detail": record(READERS, "contact"),
    "contact_change": record(WRITERS, "contact", post=200),
    "contact_changes": record(READERS, "contact"),
    "role_end": record(WRITERS, "role", post=302),
    "consultation_list": page(READERS),
    "consultation_figures": page(READERS),
    "outreach_figures": page(READERS),
    "consultation_create": page(WRITERS, post=200),
    "capture": page(WRITERS, post=200),
    "capture_read": page(WRITERS, get=405, post=200),
    "draft_keep": page(WRITERS, get=405, post=400),
    "draft_mail": page(WRITERS, get=405, post=204),
    # To others with the same rights the draft does not exist.
    "draft_discard": Row({"adviser"}, "draft", get=302, post=302, is_personal=True),
    "consultation_detail": record(READERS, "consultation"),
    "consultation_change": record(WRITERS, "consultation", post=200),
    "consultation_note": record(READERS, "consultation", post=200),
    "consultation_changes": record(READERS, "consultation"),
    "follow_up_list": page(READERS),
    "follow_up_change": record(WRITERS, "follow_up", post=200),
    "follow_up_finish": record(WRITERS, "follow_up", get=302, post=302),
    "follow_up_reopen": record(WRITERS, "follow_up", get=302, post=302),
    "follow_up_move": record(WRITERS, "follow_up", get=302, post=302),
    "warning_create": record(WRITERS, "actor", post=200),
    "warning_change": record(WRITERS, "warning", post=200),
    "warning_end": record(WRITERS, "warning", get=302, post=302),
    "actor_consents": record(READERS, "actor"),
    "actor_consents_ask": record(WRITERS, "actor", post=200),
    "actor_consents_record": record(WRITERS, "actor", post=200),
    "actor_consents_object": record(WRITERS, "actor", post=200),
    "actor_consents_link": record(WRITERS, "actor", get=302, post=302),
    "actor_consents_sheet": record(WRITERS, "actor", get=302, post=200),
    "contact_consents": record(READERS, "contact"),
    "contact_consents_ask": record(WRITERS, "contact", post=200),
    "contact_consents_record": record(WRITERS, "contact", post=200),
    "contact_consents_object": record(WRITERS, "contact", post=200),
    "contact_consents_link": record(WRITERS, "contact", get=302, post=302),
    "contact_consents_sheet": record(WRITERS, "contact", get=302, post=200),
    "consent_withdraw": record(WRITERS, "consent", post=200),
    "objection_lift": record(WRITERS, "objection", get=302, post=302),
    "link_revoke": record(WRITERS, "link", get=302, post=302),
    "office_pages": page(READERS),
    "purpose_list": page(READERS),
    "purpose_change": record(MANAGERS, "purpose", post=200),
    "message_list": page(READERS),
    "message_detail": record(READERS, "message"),
    "message_repeat": record(WRITERS, "message", get=302, post=302),
    "message_discard": record(WRITERS, "message", get=302, post=302),
    "actor_attachment_create": record(WRITERS, "actor", post=200),
    "contact_attachment_create": record(WRITERS, "contact", post=200),
    "attachment_file": record(READERS, "attachment"),
    "attachment_change": record(WRITERS, "attachment", post=200),
    "attachment_remove": record(WRITERS, "attachment", post=302),
    "actor_restore": record(WRITERS, "actor", get=302, post=302),
    "contact_restore": record(WRITERS, "contact", get=302, post=302),
    "consultation_restore": record(WRITERS, "consultation", get=302, post=302),
    "actor_restrict": record(MANAGERS, "actor", post=200),
    "contact_restrict": record(MANAGERS, "contact", post=200),
    "actor_lift_restriction": record(MANAGERS, "restricted_actor", post=200),
    "contact_lift_restriction": record(MANAGERS, "restricted_contact", post=200),
    "restricted_list": Row(MANAGERS, post=405),
    # A question first, the log behind it.
    "access_log": Row(MANAGERS),
    "change_set_list": page(WRITERS),
    "change_set_undo": record(MANAGERS, "change_set", post=302),
    "hand_over": record(MANAGERS, "membership", post=200),
    # The subject's own membership: the leaver opens the own package.
    "hand_over_package": record(MANAGERS | {"adviser"}, "membership", post=200),
    "own_hand_over_package": Row(WRITERS | {"other_adviser"}, get=302, post=405),
    # A token lets anybody to the button; behind it only the cookie counts, which nobody here has.
    "personal_link": public(post=302),
    "consent_answer": by_link(),
    "own_consents": by_link(),
    "application_confirm": by_link(),
    "application": Row(EVERYBODY, "city", stranger=200),
    "application_sent": Row(EVERYBODY, "city", post=405, stranger=200),
    "link_request": Row(EVERYBODY, "city", stranger=200),
    "link_request_sent": Row(EVERYBODY, "city", post=405, stranger=200),
    "inbox_application": record(WRITERS, "application", post=302),
    "directory": Row(EVERYBODY, "city", post=405, stranger=200),
    "public_profile": Row(EVERYBODY, "public_profile", post=405, stranger=200),
    # It has none.
    "public_picture": Row(EVERYBODY, "public_profile", get=404, post=405, stranger=404),
    "imprint": Row(EVERYBODY, "city", post=405, stranger=200),
    "privacy": Row(EVERYBODY, "city", post=405, stranger=200),
    "accessibility": Row(EVERYBODY, "city", post=405, stranger=200),
    "barrier_report": Row(EVERYBODY, "city", stranger=200),
    "barrier_thanks": Row(EVERYBODY, "city", post=405, stranger=200),
    "portal_settings": Row(MANAGERS),
    "own_members": by_link(),
    "own_consent_list": by_link(),
    "own_data": by_link(),
    "own_data_file": by_link(),
    "own_data_code": by_link(),
    "own_wish": Row(NOBODY, "inbox_question", stranger=403),
    "own_wish_create": Row(NOBODY, "wish_kind", stranger=403),
    "inbox_listing": record(WRITERS, "inbox_want", post=200),
    "own_profile": by_link(),
    "own_profile_change": by_link(),
    "own_preview": by_link(),
    "own_picture": by_link(),
    "own_confirm": by_link(),
    "own_pause": by_link(),
    "own_change": Row(NOBODY, "proposed_picture", stranger=403),
    "own_change_picture": Row(NOBODY, "proposed_picture", stranger=403),
    "stop_mails": by_link(),
    "outcome_answer": by_link(),
    "listing_answer": by_link(),
    "listing_list": page(READERS),
    "listing_export": Row(MANAGERS),
    "listing_create": page(WRITERS, post=200),
    "listing_detail": record(READERS, "listing"),
    "listing_change": record(WRITERS, "listing", post=200),
    "listing_changes": record(READERS, "listing"),
    "listing_state": record(WRITERS, "listing", get=302, post=302),
    "listing_from_need": record(WRITERS, "consultation", get=302, post=302),
    "taken_create": record(WRITERS, "listing", get=302, post=200),
    "taken_remove": record(WRITERS, "listing", get=302, post=302),
    "connection_list": page(READERS),
    "connection_create": page(WRITERS, post=200),
    "connection_pick": page(WRITERS),
    "connection_export": Row(MANAGERS),
    "connection_change": record(WRITERS, "introduced", post=200),
    "connection_stage": record(WRITERS, "introduced", post=200),
    "connection_changes": record(READERS, "introduced"),
    "connection_detail": record(READERS, "introduced"),
    "introduction_begin": page(WRITERS, post=200),
    "introduction_ask": record(WRITERS, "introduction_side", post=200),
    "introduction_change": record(WRITERS, "introduction_side", post=302),
    "introduction_record": record(WRITERS, "introduction_side", post=200),
    "introduction_mail": record(WRITERS, "agreed", post=200),
    "introduction_answer": by_link(),
    "far_connection_list": page(READERS),
    # Another city made it with an actor of Wuppertal; to that city it is its own connection.
    "far_connection_detail": record(READERS, "far_connection"),
    "far_connection_answer": record(WRITERS, "far_connection", get=302, post=302),
    "outcome_record": record(WRITERS, "outcome_question", post=200),
    "outcome_seen": record(WRITERS, "introduced", get=302, post=302),
    "network": page(READERS),
    "network_picture": page(READERS),
    "network_picture_data": page(READERS),
    "network_figures": page(READERS),
    "network_gaps": page(READERS),
    "network_way": page(READERS),
    "network_files": Row(MANAGERS),
    # The one page that people of research see.
    "network_research": Row(MANAGERS | {"researcher"}),
    "suggestion_list": page(READERS),
    "suggestion_decide": record(WRITERS, "pair", post=200),
    "suggestion_accept": record(WRITERS, "pair", get=302, post=302),
    "suggestion_mute": Row(WRITERS, "rule", get=302, post=302, is_own_city_for_all=True),
    "suggestion_unmute": Row(WRITERS, "rule", get=302, post=302, is_own_city_for_all=True),
    "field_pair_list": Row(MANAGERS, post=405),
    "field_pair_create": Row(MANAGERS),
    "field_pair_switch": record(MANAGERS, "field_pair", get=302, post=302),
    # A secret address lets any program to its owner's calendar.
    "calendar_feed": public(post=405),
    "own_calendar": page(WRITERS),
    "own_calendar_make": page(WRITERS, get=302, post=302),
    "own_calendar_revoke": page(WRITERS, get=302, post=302),
    "morning_mail": page(WRITERS, get=302, post=302),
}
ROLES = sorted(EVERYBODY)
CHECKS = {"count": 0}


def patterns(resolver=None, prefix=""):
    """(name, route) of every pattern outside the admin, which has a walk of its own."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                yield from patterns(pattern, route)
        else:
            yield pattern.name, route


def test_every_pattern_has_a_row_and_every_row_a_pattern():
    names = [name for name, _route in patterns()]
    assert sorted(names) == sorted(TABLE)
    assert len(names) == len(set(names))


@pytest.fixture
def world(
    wuppertal,
    witten,
    wuppertal_reader,
    wuppertal_adviser,
    wuppertal_manager,
    witten_adviser,
    manager_here_reader_there,
    researcher,
    technician,
):
    actor = factories.make_actor(wuppertal, SECRET, user=wuppertal_adviser, internal_note="Nur hier", street="Geheimer Weg")
    contact = factories.make_contact(wuppertal, "Verschwiegen", actor=actor)
    promise = {"task": "Geheimes Versprechen", "due_on": timezone.localdate() + timedelta(days=3), "assignee": wuppertal_adviser}
    consultation = factories.make_consultation(actor, wuppertal_adviser, contacts=[contact], need="Geheimer Bedarf", follow_up=promise)
    factories.make_actor(witten, "Nachbarkreis")
    start_purposes(wuppertal)
    about = {"subject": contact, "purpose": Purpose.objects.get(code="newsletter"), "channel": "paper"}
    given = actions.record_consent(user=wuppertal_adviser, given_at=timezone.now(), **about)
    holder = factories.make_actor(wuppertal, "Kreis mit Link")
    mail = {"subject": "Geheime Mail", "body": "Geheimer Text", "email": "kim@kreis.example"}
    message = actions.queue_message(purpose="service", contact=contact, actor=actor, **mail)
    file = {"kind": "document", "title": "Geheime Satzung", "content": b"Nur hier", "content_type": "text/plain"}
    attachment, _is_new = actions.add_attachment(user=wuppertal_adviser, subject=actor, **file)
    closed = [factories.make_actor(wuppertal, "Geheim und gesperrt"), factories.make_contact(wuppertal, "Verschwiegen und gesperrt")]
    for row in closed:
        actions.restrict(user=wuppertal_manager, record=row, reason="claims")
    whose = {"user": wuppertal_manager, "municipality": wuppertal}
    taken = {"slug": "akteure", "titles": ["Name"], "file_format": "xlsx", "purpose": "office", "selection": "", "row_count": 1}
    begun = actions.begin_export(**taken, **whose)
    walk = factories.make_round([actor], wuppertal_adviser, "Geheimer Rundgang")
    introduced = factories.make_introduced(actor, holder, wuppertal_adviser)
    network_actions.ask_due_outcomes(timezone.now())
    idea = factories.make_introduction(actor, holder, wuppertal_adviser, kind="exchange", reason="Geheimer Anlass")
    agreed = factories.make_introduction(actor, holder, wuppertal_adviser, kind="supply", reason="Geheimer Anlass")
    for side in ("from", "to"):
        word = {"side": side, "answer": "yes", "through": "phone", "user": wuppertal_adviser}
        network_actions.answer_introduction(connection=agreed, **word)
    neighbour = factories.make_actor(witten, "Nachbarwerk")
    far = factories.make_introduction(neighbour, factories.publish(holder, wuppertal_manager), witten_adviser)
    asked = {"actor": actor, "sender_name": "Verschwiegen", "text": "Geheime Frage"}
    proposal = factories.make_proposal(actor, {"description": "Geheimer Vorschlag"})
    drawn = {"picture": ContentFile(b"-", "Geheim.png"), "picture_type": "image/png", "proposed": {"alt_text": "Geheim", "credit": ""}}
    proposed = proposal.changes.create(municipality=wuppertal, part="picture", **drawn)
    people = {
        "reader": wuppertal_reader, "adviser": wuppertal_adviser, "manager": wuppertal_manager, "other_adviser": witten_adviser,
        "manager_here_reader_there": manager_here_reader_there, "researcher": researcher, "technician": technician,
    }  # fmt: skip
    subjects = {
        "actor": actor.pk, "contact": contact.pk, "role": contact.roles.get().pk, "consultation": consultation.pk,
        "follow_up": consultation.follow_ups.get().pk, "membership": wuppertal_adviser.memberships.get().pk,
        "own_field": factories.make_own_field(wuppertal).pk, "consent": given.pk, "objection": actions.raise_objection(**about).pk,
        "purpose": about["purpose"].pk,
        "location": actor.locations.get().pk,
        "absence": factories.make_absence(wuppertal, wuppertal_adviser, wuppertal_manager).pk,
        "token": make_link(purpose="consents", municipality=wuppertal, actor=holder)[1].split("/")[-2],
        "calendar_token": desk_actions.make_calendar_address(user=manager_here_reader_there, municipality=wuppertal, form_key="1"),
        "link": make_link(purpose="consents", municipality=wuppertal, actor=holder)[0].pk,
        "draft": actions.keep_draft(
            user=wuppertal_adviser, municipality=wuppertal, form_key=uuid.uuid4(), kind="note", text="Geheimer Entwurf", fields={}
        ).pk,
        "message": message.pk, "attachment": attachment.pk,
        "city": wuppertal.slug, "public_profile": (wuppertal.slug, holder.pk),
        "application": factories.make_entry(wuppertal, "registration", details={"name": "Geheimes Vorhaben"}).pk,
        "profile_check": factories.make_check(actor).pk,
        "export_file": actions.ask_for_file(entry=begun, office_list="actors", query="", keys=["name"], row_count=1).pk,
        "export_template": actions.keep_export_template(office_list="actors", name="Kurz", columns=["name"], **whose).pk,
        "warning": factories.make_warning(actor, wuppertal_adviser, text="Geheime Sorge").pk,
        "wish_kind": "want", "inbox_want": factories.make_entry(wuppertal, "want", **asked).pk,
        "inbox_question": factories.make_entry(wuppertal, **asked).pk, "inbox_proposal": proposal.pk, "proposed_picture": proposed.pk,
        "round": walk.pk, "round_stop": walk.stops.get().pk,
        "introduction_side": idea.sides.get(side="from").pk, "agreed": agreed.pk, "far_connection": far.pk,
        "introduced": introduced.pk, "outcome_question": introduced.outcome_questions.first().pk,
        "restricted_actor": closed[0].pk, "restricted_contact": closed[1].pk,
        "selection": actions.save_selection(
            user=wuppertal_adviser, municipality=wuppertal, office_list="actors", name="Amtsinterne Auswahl", query="", is_shared=True
        ).pk,
        "listing": factories.make_listing(actor, "Geheimer Keller", "offer").pk,
        "pair": (actor.pk, holder.pk), "rule": "listing", "field_pair": factories.make_field_pair(wuppertal).pk,
        "snapshot": actions.freeze_rows(
            user=wuppertal_adviser, municipality=wuppertal, title="Amtsinterne Liste", query="", criteria="Amtsintern", purpose="",
            rows=[(actor.pk, "in", [])],
        ).pk,
        "change_set": actions.open_change_set(user=wuppertal_manager, municipality=wuppertal, verb="import", about="liste.csv").pk,
    }  # fmt: skip
    return people, subjects, wuppertal


def address(name, row, subjects, people):
    if name == "account_reset_password_from_key":
        return reverse(name, args=["1", default_token_generator.make_token(people["reader"])])
    if name == "personal_link":
        return reverse(name, args=[subjects["token"]])
    if name == "calendar_feed":
        return reverse(name, args=[subjects["calendar_token"]])
    subject = subjects[row.subject] if row.subject else ()
    return reverse(name, args=subject if isinstance(subject, tuple) else [subject])


def expected(name, row, role, method):
    if row.is_personal and role in MANAGERS - row.may:
        return 405 if method == "post" and row.post == 405 else 404
    if role in row.may:
        return row.get if method == "get" else row.post
    if row.is_own_city_for_all and role == "other_adviser":
        return row.get if method == "get" else row.post
    if row.subject and role == "other_adviser" and not row.may <= MANAGERS:
        return 405 if method == "post" and row.post == 405 else 404
    return 403


@pytest.fixture
def sessions(world, client):
    """What the browser of each role sends: to sign in anew for each question would take a sixth of the time."""
    people, _subjects, wuppertal = world
    kept = {}
    for role in ROLES:
        client.force_login(people[role])
        if role == "manager_here_reader_there":
            session = client.session
            session["municipality"] = wuppertal.pk
            session.save()
        kept[role] = {name: morsel.value for name, morsel in client.cookies.items()}
        client.cookies.clear()
    return kept


def faults_of(name, world, client, sessions):
    """What is wrong with one address: each role and the stranger, by GET and by POST; nothing that a POST does stays."""
    people, subjects, _wuppertal = world
    row = TABLE[name]
    url = address(name, row, subjects, people)
    for role in ROLES:
        for method in ("get", "post"):
            client.cookies.clear()
            client.cookies.load(sessions[role])
            # What an answer changes, in the session too, the next question does not see.
            with transaction.atomic():
                response = getattr(client, method)(url)
                transaction.set_rollback(True)
            if response.streaming:
                b"".join(response)  # read to its end, or the file stays open
            CHECKS["count"] += 1
            if response.status_code != expected(name, row, role, method):
                yield name, role, method, response.status_code, expected(name, row, role, method)
            if role in ("other_adviser", "researcher", "technician") and any(
                word in response.content.decode() for word in (SECRET, "Verschwiegen", "Geheim", "Nur hier", "Amtsintern")
            ):
                yield name, role, method, "shows another city's words"
    client.cookies.clear()
    for method in ("get", "post"):
        with transaction.atomic():
            response = getattr(client, method)(url)
            transaction.set_rollback(True)
        CHECKS["count"] += 1
        if row.stranger == 302:
            if response.status_code != 302 or not response.url.startswith(reverse("account_login")):
                yield name, "stranger", method, response.status_code
        elif response.status_code not in (200, 302, 405, row.stranger) or SECRET in response.content.decode():
            yield name, "stranger", method, response.status_code


# The people and records of the walk are made once for a part of the addresses, not for each of them.
PARTS = 6


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_address_opens_for_its_roles_alone(part, world, client, sessions):
    assert [fault for name in sorted(TABLE)[part::PARTS] for fault in faults_of(name, world, client, sessions)] == []


def test_reader_there_sees_no_record_of_here_after_switching(world, client, witten):
    people, subjects, _wuppertal = world
    client.force_login(people["manager_here_reader_there"])
    session = client.session
    session["municipality"] = witten.pk
    session.save()
    wrong = []
    for name in sorted(name for name, row in TABLE.items() if row.subject and row.stranger != 200):
        CHECKS["count"] += 1
        response = client.get(address(name, TABLE[name], subjects, people))
        if response.status_code not in (403, 404) or SECRET in response.content.decode():
            wrong.append((name, response.status_code))
    assert wrong == []


def test_stranger_who_sends_text_gets_the_sign_in_page_with_it(world, client):
    _people, subjects, _wuppertal = world
    response = client.post(reverse("actor_change", args=[subjects["actor"]]), {"trading_name": "Lange getippt"})
    assert response.status_code == 401
    assert 'name="kept"' in response.content.decode()
    assert SECRET not in response.content.decode()
