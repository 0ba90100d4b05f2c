"""The tables: nothing waits to be migrated, an empty database comes up, and the database itself refuses rows that make no sense."""

import copy
import os
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models.base import ModelState

from desk.models import CalendarFeed, MorningMail, Round, RoundStop, Snooze
from initiatives.models import (
    ActorAlias,
    Attachment,
    ChangeSet,
    Consent,
    ConsentRequest,
    ContactRole,
    CustomField,
    CustomValue,
    Draft,
    ExportEntry,
    ExportFile,
    ExportTemplate,
    FollowUp,
    Location,
    LogReading,
    Message,
    NoteReading,
    Objection,
    PersonalLink,
    Purpose,
    PurposeText,
    RestrictionEntry,
    SearchEntry,
    Selection,
    SelectionSnapshot,
    SnapshotRow,
    WarningFlag,
)
from municipalities.models import Absence, Membership, PostcodeDistrict
from network.models import (
    Connection,
    ConnectionStep,
    FieldPair,
    IntroductionSide,
    Listing,
    MutedRule,
    NetworkCache,
    OutcomeQuestion,
    SuggestionDecision,
    TakenPeriod,
)
from portal.models import AccessCode, InboxEntry, PortalSettings, ProfileChange, ProfileCheck, Remark
from tests import factories
from wf40.scoping import is_scoped

pytestmark = pytest.mark.django_db
OURS = [config.label for config in apps.get_app_configs() if config.path.startswith(str(settings.BASE_DIR)) and ".venv" not in config.path]


def own_models():
    """Our models, without the histories and proxies that follow from them."""
    return [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy and not model.__name__.startswith("Historical")
    ]


@pytest.mark.on_postgresql  # the pass that goes through the migrations
def test_no_model_change_waits_for_a_migration():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.on_postgresql
def test_every_migration_is_applied():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert executor.loader.detect_conflicts() == {}


@pytest.mark.once
def test_an_empty_folder_becomes_a_working_installation(installed):
    environment = os.environ | {
        "WF40_MODE": "demo",
        "WF40_VAR": str(installed),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "wf40.settings",
    }
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0); call_command('createcachetable', verbosity=0); call_command('check')\n"
        "from initiatives.models import Actor; assert Actor.objects.count() == 0\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert (installed / "wf40.sqlite3").exists()


def test_every_list_of_rows_is_ordered_to_the_end():
    """Equal rows keep their order, so that pages do not overlap."""
    assert [model._meta.label for model in own_models() if model._meta.ordering and model._meta.ordering[-1] not in ("pk", "-pk")] == []


def test_every_row_of_a_city_names_its_city():
    loose = {"municipalities.Municipality", "municipalities.User", "wf40.DueJob"}
    assert {model._meta.label for model in own_models() if not is_scoped(model)} == loose
    assert [model._meta.label for model in own_models() if is_scoped(model) and model._meta.get_field("municipality").null] == []


# --- the database refuses ----------------------------------------------------------------------------------
@pytest.fixture
def rows(wuppertal, wuppertal_adviser, second_adviser):
    """One good row of each kind."""
    key = {"form_key": uuid.uuid4()}
    actor = factories.make_actor(wuppertal, "Werkhof", aliases=["Hofwerk"], street="Hauptstraße")
    contact = factories.make_contact(wuppertal, "Muster", actor=actor)
    talk = factories.make_consultation(actor, wuppertal_adviser)
    promise = factories.make_follow_up(actor, wuppertal_adviser)
    for record in (actor, contact, talk, promise):
        type(record).objects.filter(pk=record.pk).update(**key)
        record.refresh_from_db()
    district = factories.make_district(wuppertal)
    found = [
        wuppertal,
        wuppertal_adviser,
        Membership.objects.get(user=wuppertal_adviser),
        district,
        actor,
        contact,
        talk,
        promise,
        PostcodeDistrict.objects.create(municipality=wuppertal, postcode="42103", district=district),
        ActorAlias.objects.get(),
        Location.objects.get(),
        ContactRole.objects.get(),
        factories.make_work_field(wuppertal),
        factories.make_tag(wuppertal),
        factories.make_topic(wuppertal),
        NoteReading.objects.create(municipality=wuppertal, consultation=talk, reader=wuppertal_adviser),
    ]
    now, city = datetime.now(tz=UTC), {"municipality": wuppertal}
    purpose = Purpose.objects.create(code="newsletter", label="Rundbrief", legal_basis="6_1_a", **city)
    text = PurposeText.objects.create(purpose=purpose, number=1, text="Ja.", **city)
    own_field = CustomField.objects.create(code="mitglieder", label="Mitglieder", kind="number", **city)
    form_key = uuid.uuid4()
    found += [
        purpose,
        text,
        ConsentRequest.objects.create(contact=contact, email="kim@cafe.example", **city),
        Consent.objects.create(purpose=purpose, text=text, contact=contact, channel="paper", confirmed_at=now, **city),
        Objection.objects.create(purpose=purpose, contact=contact, channel="oral", **city),
        Message.objects.create(
            purpose=purpose, contact=contact, email="kim@cafe.example", subject="a", body="b", once_key="einmal", **city
        ),
        PersonalLink.objects.create(contact=contact, purpose="stop", token_hash="0" * 64, **city),
        Attachment.objects.create(
            contact=contact, title="Bogen", file="x", content_type="application/pdf", size=1, sha256="0", form_key=form_key, **city
        ),
        own_field,
        CustomValue.objects.create(actor=actor, field=own_field, value="12", number=12, **city),
        ChangeSet.objects.create(verb="import", **city),
        RestrictionEntry.objects.create(
            record_kind="contact", record_key=contact.pk, is_restricted=True, reason="claims", entered_by=wuppertal_adviser, **city
        ),
    ]
    selection = Selection.objects.create(office_list="actors", name="Alle", owner=wuppertal_adviser, **city)
    snapshot = SelectionSnapshot.objects.create(title="Alle", **city)
    entry = ExportEntry.objects.create(
        exported_by=wuppertal_adviser, slug="a", file_format="csv", purpose="office", columns="a", row_count=1, **city
    )
    found += [
        selection,
        snapshot,
        SnapshotRow.objects.create(snapshot=snapshot, actor=actor, actor_key=actor.pk, verdict="in", **city),
        SearchEntry.objects.create(kind="other", record_key=1, right="a", title="a", names="a", folded_names="a", folded_title="a", **city),
        ExportTemplate.objects.create(office_list="actors", name="Serienbrief", columns="name", **city),
        ExportFile.objects.create(
            made_for=wuppertal_adviser, entry=entry, office_list="actors", columns="a", purpose="office", file_format="csv", **city
        ),
    ]
    own, walk = (
        {"owner": wuppertal_adviser} | city,
        Round.objects.create(title="Ölberg", form_key=form_key, owner=wuppertal_adviser, **city),
    )
    found += [
        WarningFlag.objects.create(actor=actor, kind="closing", **city),
        Draft.objects.create(form_key=form_key, **own),
        LogReading.objects.create(reader=wuppertal_adviser, reason="Nachfrage", **city),
        Absence.objects.create(
            person=wuppertal_adviser, covered_by=second_adviser, first_day=date(2026, 1, 5), last_day=date(2026, 1, 9), **city
        ),
        CalendarFeed.objects.create(token_hash="0" * 64, **own),
        MorningMail.objects.create(**own),
        walk,
        RoundStop.objects.create(round=walk, actor=actor, position=1, **city),
        Snooze.objects.create(actor=actor, until=date(2026, 5, 1), reason="Elternzeit", **city),
    ]
    other, now = factories.make_actor(wuppertal, "Kühlhaus"), datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
    connection = Connection.objects.create(from_actor=actor, to_actor=other, kind="supply", **city)
    listing = Listing.objects.create(actor=actor, title="Kühlraum", form_key=form_key, **city)
    needed, given = factories.make_work_field(wuppertal, "Reparieren", "repair"), factories.make_work_field(wuppertal, "Räume", "rooms")
    found += [
        connection,
        ConnectionStep.objects.create(connection=connection, stage="idea", **city),
        IntroductionSide.objects.create(connection=connection, side="from", **city),
        OutcomeQuestion.objects.create(connection=connection, round=1, side="from", asked_at=now, **city),
        listing,
        TakenPeriod.objects.create(listing=listing, first_day=date(2026, 3, 1), last_day=date(2026, 3, 8), **city),
        FieldPair.objects.create(seeking=needed, giving=given, **city),
        SuggestionDecision.objects.create(first_actor=actor, second_actor=other, verdict="accepted", score=5, **city),
        MutedRule.objects.create(rule="district", **own),
        NetworkCache.objects.create(kind="layout", state="0" * 64, **city),
    ]
    entry = InboxEntry.objects.create(kind="proposal", actor=actor, due_on=date(2026, 1, 21), form_key=form_key, **city)
    found += [
        entry,
        Remark.objects.create(entry=entry, text="Wie lange?", **city),
        ProfileChange.objects.create(entry=entry, part="phone", before="", proposed="0202 1", **city),
        ProfileCheck.objects.create(actor=actor, asked_at=now, **city),
        AccessCode.objects.create(link=PersonalLink.objects.get(), **city),
        PortalSettings.objects.create(**city),
    ]
    return {type(row).__name__: row for row in found}


AGAIN = "the same row once more"
NOW = datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
LONG_AGO = date(1989, 12, 31)
# What each constraint refuses: values written over the good row, or the row a second time with only these values changed.
BAD = {
    "inbox_kind_known": [("InboxEntry", {"kind": "spam"})],
    "inbox_state_known": [("InboxEntry", {"state": "lost"})],
    "inbox_result_known": [("InboxEntry", {"state": "done", "done_at": NOW, "result": "lost"})],
    "inbox_proof_known": [("InboxEntry", {"proof": "feeling"})],
    "inbox_done_whole": [("InboxEntry", {"state": "done"}), ("InboxEntry", {"result": "accepted"}), ("InboxEntry", {"done_at": NOW})],
    "inbox_unconfirmed_application": [("InboxEntry", {"state": "unconfirmed"})],
    "inbox_about_an_actor": [("InboxEntry", {"actor": None})],
    "inbox_form_sent_once": [("InboxEntry", AGAIN)],
    "remark_not_empty": [("Remark", {"text": ""})],
    "remark_of_one_side": [("Remark", {"is_of_office": False, "written_by": "somebody"})],
    "profile_change_part_known": [("ProfileChange", {"part": "shoe"})],
    "profile_change_state_known": [("ProfileChange", {"state": "lost", "decided_at": NOW})],
    "profile_change_part_once": [("ProfileChange", AGAIN)],
    "profile_change_decided_whole": [("ProfileChange", {"state": "approved"}), ("ProfileChange", {"decided_at": NOW})],
    "profile_change_written_when_cleared": [("ProfileChange", {"written": "0202 1"})],
    "profile_check_answer_known": [("ProfileCheck", {"answer": "maybe", "answered_at": NOW, "answered_through": "link"})],
    "profile_check_answered_whole": [("ProfileCheck", {"answer": "yes"}), ("ProfileCheck", {"answered_through": "link"})],
    "profile_check_asked_or_said": [("ProfileCheck", {"asked_at": None})],
    "one_open_profile_check": [("ProfileCheck", AGAIN)],
    "access_code_sent_whole": [("AccessCode", {"code_hash": "0"})],
    "access_code_used_after_sending": [("AccessCode", {"used_at": NOW})],
    "portal_conformity_known": [("PortalSettings", {"conformity": "superb"})],
    "portal_assessment_known": [("PortalSettings", {"assessment": "dream"})],
    "portal_answer_days_plausible": [("PortalSettings", {"answer_days": 0}), ("PortalSettings", {"answer_days": 31})],
    "portal_settings_once_per_city": [("PortalSettings", AGAIN)],
    "municipality_state_known": [("Municipality", {"state": "17"}), ("Municipality", {"state": ""})],
    "district_code_once_per_city": [("District", AGAIN)],
    "postcode_once_per_city": [("PostcodeDistrict", AGAIN)],
    "user_email_once": [("User", {"email": "UPPER"})],
    "user_theme_known": [("User", {"theme": "pink"})],
    "one_role_per_person_and_city": [("Membership", AGAIN)],
    "membership_role_known": [("Membership", {"role": "owner"}), ("Membership", {"role": ""})],
    "actor_kind_known": [("Actor", {"kind": "ufo"}), ("Actor", {"kind": ""})],
    "actor_life_cycle_known": [("Actor", {"life_cycle": "eternal"})],
    "actor_legal_form_known": [("Actor", {"legal_form": "gmbh-und-so"})],
    "actor_has_a_name": [("Actor", {"trading_name": ""})],
    "actor_form_sent_once": [("Actor", AGAIN)],
    "alias_once_per_actor": [("ActorAlias", AGAIN)],
    "alias_not_empty": [("ActorAlias", {"name": ""})],
    "contact_salutation_known": [("Contact", {"salutation": "lord"})],
    "contact_has_a_name": [("Contact", {"family_name": ""})],
    "contact_form_sent_once": [("Contact", AGAIN)],
    "one_role_per_actor_and_person": [("ContactRole", AGAIN)],
    "consultation_channel_known": [("Consultation", {"channel": "fax"})],
    "consultation_outcome_known": [("Consultation", {"outcome": "won"})],
    "consultation_minutes_of_a_day": [("Consultation", {"minutes": 0}), ("Consultation", {"minutes": 1441})],
    "consultation_day_plausible": [("Consultation", {"held_on": LONG_AGO})],
    "consultation_form_sent_once": [("Consultation", AGAIN)],
    "follow_up_day_plausible": [("FollowUp", {"due_on": LONG_AGO})],
    "follow_up_done_by_needs_done_at": [("FollowUp", {"done_by": "somebody"})],
    "follow_up_done_note_needs_done_at": [("FollowUp", {"done_note": "am Telefon"})],
    "follow_up_says_what": [("FollowUp", {"task": ""})],
    "follow_up_form_sent_once": [("FollowUp", AGAIN)],
    "location_precision_known": [("Location", {"precision": "near", "latitude": 51.0, "longitude": 7.0})],
    "location_point_whole_or_none": [
        ("Location", {"latitude": 51.0}),
        ("Location", {"longitude": 7.0}),
        ("Location", {"latitude": 51.0, "longitude": 7.0}),
        ("Location", {"precision": "exact"}),
        ("Location", {"latitude": 51.0, "precision": "exact"}),
        ("Location", {"longitude": 7.0, "precision": "exact"}),
        ("Location", {"latitude": 90.5, "longitude": 7.0, "precision": "exact"}),
        ("Location", {"latitude": 51.0, "longitude": -180.5, "precision": "city"}),
    ],
    "one_main_place_per_actor": [("Location", AGAIN)],
    "workfield_code_once_per_city": [("WorkField", AGAIN)],
    "workfield_scheme_known": [("WorkField", {"scheme": "own"})],
    "tag_code_once_per_city": [("Tag", AGAIN)],
    "topic_code_once_per_city": [("ConsultationTopic", AGAIN)],
    "export_purpose_known": [],
    "export_stage_known": [],
    "export_begins_once": [],
    "selection_list_known": [("Selection", {"office_list": "cars"})],
    "selection_has_a_name": [("Selection", {"name": ""})],
    "selection_name_once_per_office": [],
    "selection_name_once_per_person": [],
    "snapshot_purpose_known": [("SelectionSnapshot", {"purpose": "fun"})],
    "snapshot_verdict_known": [("SnapshotRow", {"verdict": "maybe"})],
    "snapshot_actor_once": [("SnapshotRow", AGAIN)],
    "search_entry_once_per_record": [("SearchEntry", AGAIN)],
    "export_template_list_known": [("ExportTemplate", {"office_list": "cars"})],
    "export_template_whole": [("ExportTemplate", {"name": ""}), ("ExportTemplate", {"columns": ""})],
    "export_template_name_once": [("ExportTemplate", AGAIN)],
    "export_file_list_known": [("ExportFile", {"office_list": "cars"})],
    "export_file_purpose_known": [("ExportFile", {"purpose": "fun"})],
    "export_file_state_known": [("ExportFile", {"state": "lost"})],
    "actor_register_kind_known": [("Actor", {"register_kind": "Z"})],
    "actor_industry_known": [("Actor", {"industry": "piracy"})],
    "actor_size_class_known": [("Actor", {"size_class": "giant"})],
    "actor_common_good_known": [("Actor", {"common_good_report": "half"})],
    "actor_common_good_year_of_report": [("Actor", {"common_good_year": 2024})],
    "actor_archived_with_reason": [("Actor", {"archived_at": NOW}), ("Actor", {"archive_reason": "moved"})],
    "actor_release_whole": [("Actor", {"released_by": "somebody"})],
    "actor_restriction_whole": [("Actor", {"restricted_at": NOW}), ("Actor", {"restriction_reason": "claims"})],
    "contact_channel_known": [("Contact", {"preferred_channel": "pigeon"})],
    "contact_restriction_whole": [("Contact", {"restricted_at": NOW}), ("Contact", {"restriction_reason": "claims"})],
    "change_set_verb_known": [("ChangeSet", {"verb": "magic"})],
    "change_set_undone_whole": [("ChangeSet", {"undone_by": "somebody"})],
    "purpose_code_once_per_city": [("Purpose", AGAIN)],
    "purpose_basis_known": [("Purpose", {"legal_basis": "6_1_z"})],
    "purpose_on_consent_needs_consent": [("Purpose", {"needs_consent": False})],
    "purpose_text_version_once": [("PurposeText", AGAIN)],
    "purpose_text_not_empty": [("PurposeText", {"text": ""})],
    "consent_request_about_one": [("ConsentRequest", {"contact": None})],
    "consent_about_one": [("Consent", {"contact": None})],
    "consent_channel_known": [("Consent", {"channel": "telepathy"})],
    "consent_given_before_withdrawn": [("Consent", {"confirmed_at": None, "withdrawn_at": NOW, "withdrawn_channel": "paper"})],
    "consent_declined_or_given": [("Consent", {"declined_at": NOW})],
    "consent_withdrawal_whole": [("Consent", {"withdrawn_at": NOW}), ("Consent", {"withdrawn_channel": "paper"})],
    "consent_by_word_has_note": [("Consent", {"channel": "oral"})],
    "consent_by_link_has_address": [("Consent", {"channel": "double_opt_in"})],
    "one_consent_of_actor_in_force": [],
    "one_consent_of_person_in_force": [("Consent", AGAIN)],
    "objection_about_one": [("Objection", {"contact": None})],
    "objection_channel_known": [("Objection", {"channel": "telepathy"})],
    "objection_lifted_whole": [("Objection", {"lifted_by": "somebody"})],
    "one_objection_of_actor_in_force": [],
    "one_objection_of_person_in_force": [("Objection", AGAIN)],
    "message_state_known": [("Message", {"state": "lost"})],
    "message_sent_has_time": [("Message", {"state": "sent"})],
    "message_sending_has_time": [("Message", {"state": "sending"})],
    "message_queued_once": [("Message", AGAIN)],
    "link_about_somebody": [("PersonalLink", {"contact": None})],
    "attachment_about_one": [("Attachment", {"contact": None})],
    "attachment_kind_known": [("Attachment", {"kind": "secret"})],
    "attachment_has_title": [("Attachment", {"title": ""})],
    "attachment_form_sent_once": [("Attachment", AGAIN)],
    "custom_field_code_once_per_city": [("CustomField", AGAIN)],
    "custom_field_kind_known": [("CustomField", {"kind": "colour"})],
    "custom_choice_has_options": [("CustomField", {"kind": "choice"})],
    "custom_value_once_per_actor": [("CustomValue", AGAIN)],
    "custom_value_not_empty": [("CustomValue", {"value": ""})],
    "restriction_kind_known": [],
    "restriction_has_ground": [],
    "warning_kind_known": [("WarningFlag", {"kind": "rain"})],
    "warning_ended_whole": [("WarningFlag", {"ended_by": "somebody"})],
    "warning_in_force_once": [("WarningFlag", AGAIN)],
    "warning_form_sent_once": [],
    "draft_kind_known": [("Draft", {"kind": "poem"})],
    "draft_once_per_form": [("Draft", AGAIN)],
    "log_reading_says_why": [],
    "absence_ends_after_it_begins": [("Absence", {"last_day": date(2026, 1, 4)})],
    "absence_covered_by_another": [("Absence", {"person": "somebody"})],
    "calendar_feed_one_in_force": [],
    "morning_mail_once": [("MorningMail", AGAIN)],
    "round_has_a_title": [("Round", {"title": ""})],
    "round_day_plausible": [("Round", {"held_on": LONG_AGO})],
    "round_form_sent_once": [("Round", AGAIN)],
    "round_stop_result_known": [("RoundStop", {"result": "seen", "answered_at": NOW})],
    "round_stop_once": [("RoundStop", AGAIN)],
    "round_stop_answered_whole": [("RoundStop", {"result": "met"}), ("RoundStop", {"answered_at": NOW})],
    "snooze_says_why": [("Snooze", {"reason": ""})],
    "connection_kind_known": [("Connection", {"kind": "love"})],
    "connection_stage_known": [("Connection", {"stage": "won"})],
    "connection_origin_known": [("Connection", {"origin": "heaven"})],
    "connection_attribution_known": [("Connection", {"attribution": "all"})],
    "connection_first_asked_known": [("Connection", {"first_asked": "both"})],
    "connection_joins_two": [("Connection", {"to_actor": "from_actor"})],
    "connection_once_while_it_runs": [("Connection", AGAIN)],
    "connection_pair_once_while_it_runs": [],
    "connection_introduced_after_two_yeses": [
        ("Connection", {"introduced_at": NOW}),
        ("Connection", {"introduced_at": NOW, "from_agreed_at": NOW}),
        ("Connection", {"introduced_at": NOW, "to_agreed_at": NOW}),
    ],
    "connection_introduced_has_time": [("Connection", {"stage": "introduced", "from_agreed_at": NOW, "to_agreed_at": NOW})],
    "connection_agreed_by_both": [("Connection", {"stage": "agreed", "from_agreed_at": NOW})],
    "connection_ends_after_its_start": [("Connection", {"started_on": date(2026, 5, 2), "ended_on": date(2026, 5, 1)})],
    "connection_start_plausible": [("Connection", {"started_on": LONG_AGO})],
    "connection_form_sent_once": [],
    "connection_step_stage_known": [("ConnectionStep", {"stage": "won"})],
    "introduction_side_known": [("IntroductionSide", {"side": "both"})],
    "introduction_answer_known": [("IntroductionSide", {"answer": "hm", "answered_at": NOW, "answered_through": "phone"})],
    "introduction_side_once": [("IntroductionSide", AGAIN)],
    "introduction_answered_whole": [
        ("IntroductionSide", {"answer": "yes"}),
        ("IntroductionSide", {"answer": "yes", "answered_at": NOW}),
        ("IntroductionSide", {"answered_at": NOW}),
    ],
    "outcome_side_known": [("OutcomeQuestion", {"side": "both"})],
    "outcome_answer_known": [("OutcomeQuestion", {"answer": "hm", "answered_at": NOW, "answered_through": "phone"})],
    "outcome_round_known": [("OutcomeQuestion", {"round": 0}), ("OutcomeQuestion", {"round": 4})],
    "outcome_asked_once": [("OutcomeQuestion", AGAIN)],
    "outcome_answered_whole": [("OutcomeQuestion", {"answer": "yes"}), ("OutcomeQuestion", {"answered_through": "link"})],
    "listing_exchange_known": [("Listing", {"exchange_type": "gift"})],
    "listing_item_known": [("Listing", {"item_type": "ufo"})],
    "listing_terms_known": [("Listing", {"transaction_type": "steal"})],
    "listing_unit_known": [("Listing", {"unit": "ell"})],
    "listing_visibility_known": [("Listing", {"visibility": "secret"})],
    "listing_state_known": [("Listing", {"state": "lost"})],
    "listing_has_a_title": [("Listing", {"title": ""})],
    "listing_amount_plausible": [("Listing", {"amount": -1})],
    "listing_ends_after_its_start": [("Listing", {"available_from": date(2026, 5, 2), "available_to": date(2026, 5, 1)})],
    "listing_point_whole": [("Listing", {"latitude": 51.0}), ("Listing", {"latitude": 90.5, "longitude": 7.0})],
    "listing_form_sent_once": [("Listing", AGAIN)],
    "taken_period_in_order": [("TakenPeriod", {"last_day": date(2026, 2, 28)})],
    "field_pair_once": [("FieldPair", AGAIN)],
    "suggestion_verdict_known": [("SuggestionDecision", {"verdict": "maybe"})],
    "suggestion_in_one_order": [("SuggestionDecision", {"second_actor": "first_actor"})],
    "suggestion_rejected_with_reason": [("SuggestionDecision", {"verdict": "rejected"})],
    "suggestion_snoozed_until": [("SuggestionDecision", {"verdict": "snoozed"})],
    "muted_rule_once": [("MutedRule", AGAIN)],
    "network_cache_kind_known": [("NetworkCache", {"kind": "dream"})],
    "network_cache_once": [("NetworkCache", AGAIN)],
}
# Tried where the rows are made: their tables refuse every change, or the row is one about an actor.
TRIED_AT_CREATION = {
    "export_purpose_known",
    "export_stage_known",
    "export_begins_once",
    "selection_name_once_per_office",
    "selection_name_once_per_person",
    "one_consent_of_actor_in_force",
    "one_objection_of_actor_in_force",
    "restriction_kind_known",
    "restriction_has_ground",
    "warning_form_sent_once",
    "log_reading_says_why",
    "calendar_feed_one_in_force",
    "connection_pair_once_while_it_runs",
    "connection_form_sent_once",
}


def constraints():
    return {constraint.name: constraint for model in own_models() for constraint in model._meta.constraints}


def test_every_constraint_is_tried():
    assert sorted(constraints()) == sorted(BAD)


def refusal(name, row, change):
    """What the database says to a bad row, in a savepoint; nothing if it takes it."""
    try:
        with transaction.atomic():
            rows = type(row).objects
            rows.bulk_create([row]) if change == AGAIN else rows.filter(pk=row.pk).update(**change)
            transaction.set_rollback(True)
    except IntegrityError as refused:
        return str(refused)
    return ""


def test_database_refuses_every_bad_row(rows, second_adviser):
    """One test for all, since the rows of a city are made anew for each."""
    taken = []
    for name, kind, change in [(name, *case) for name, cases in BAD.items() for case in cases]:
        row = copy.copy(rows[kind])
        if change == AGAIN:
            row.pk, row._state = None, ModelState()
        elif name in ("connection_joins_two", "suggestion_in_one_order"):
            change = {field: getattr(row, other) for field, other in change.items()}
        elif "somebody" in change.values():
            change = {field: second_adviser if value == "somebody" else value for field, value in change.items()}
        elif change.get("email") == "UPPER":
            row, change = second_adviser, {"email": row.email.upper()}
        said = refusal(name, row, change)
        names = [name]
        if name == "location_precision_known":
            # Each refuses an unknown precision; which of them speaks first is the database's business.
            names.append("location_point_whole_or_none")
        is_named = connection.vendor == "postgresql" or isinstance(constraints()[name], models.CheckConstraint)
        if not said or (is_named and not any(entry in said for entry in names)):
            taken.append((name, kind, change, said))
    assert taken == []


def test_the_others_are_tried_below():
    assert {name for name, cases in BAD.items() if not cases} == TRIED_AT_CREATION


@pytest.mark.parametrize("name", sorted(TRIED_AT_CREATION))
def test_database_refuses_at_creation(name, rows):
    now, city = NOW, {"municipality": rows["Actor"].municipality}
    about = {"actor": rows["Actor"], "purpose": rows["Purpose"]} | city
    log = {"record_key": 1, "is_restricted": True, "entered_by": rows["User"]} | city
    pair = (rows["Connection"].from_actor, rows["Connection"].to_actor)
    export = {"exported_by": rows["User"], "slug": "akteure", "file_format": "csv", "columns": "Name", "row_count": 1} | city
    make = {
        "export_purpose_known": lambda: ExportEntry.objects.create(purpose="curiosity", **export),
        "export_stage_known": lambda: ExportEntry.objects.create(purpose="office", stage="lost", **export),
        "export_begins_once": lambda: ExportEntry.objects.create(
            purpose="office", stage="begun", begun=ExportEntry.objects.get(), **export
        ),
        "selection_name_once_per_office": lambda: Selection.objects.create(office_list="actors", name="Alle", **city),
        "selection_name_once_per_person": lambda: [
            Selection.objects.create(office_list="actors", name="Meine", owner=rows["User"], is_shared=False, **city)
            for _number in range(2)
        ],
        "one_consent_of_actor_in_force": lambda: [
            Consent.objects.create(text=rows["PurposeText"], channel="paper", confirmed_at=now, **about) for _number in range(2)
        ],
        "one_objection_of_actor_in_force": lambda: [Objection.objects.create(channel="paper", **about) for _number in range(2)],
        "restriction_kind_known": lambda: RestrictionEntry.objects.create(record_kind="city", reason="claims", **log),
        "restriction_has_ground": lambda: RestrictionEntry.objects.create(record_kind="actor", **log),
        "warning_form_sent_once": lambda: [
            WarningFlag.objects.create(actor=rows["Actor"], kind=kind, form_key=uuid.UUID(int=1), **city) for kind in ("moving", "crisis")
        ],
        "log_reading_says_why": lambda: LogReading.objects.create(reader=rows["User"], reason="", **city),
        "calendar_feed_one_in_force": lambda: CalendarFeed.objects.create(owner=rows["User"], token_hash="1" * 64, **city),
        "connection_pair_once_while_it_runs": lambda: [
            Connection.objects.create(from_actor=one, to_actor=other, **city) for one, other in (pair, reversed(pair))
        ],
        "connection_form_sent_once": lambda: [
            Connection.objects.create(from_actor=pair[0], to_actor=pair[1], kind=kind, form_key=uuid.UUID(int=1), **city)
            for kind in ("mentoring", "expertise")
        ],
    }[name]
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make()
    if connection.vendor == "postgresql" or isinstance(constraints()[name], models.CheckConstraint):
        assert name in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("Location", {"latitude": 51.0, "longitude": 7.0, "precision": "exact"}),
        ("Location", {"latitude": -90.0, "longitude": 180.0, "precision": "city"}),
        ("Consultation", {"minutes": None}),
        ("Consultation", {"minutes": 1440}),
        ("FollowUp", {"done_at": datetime(2026, 1, 14, 9, 30, tzinfo=UTC)}),
        ("Contact", {"salutation": ""}),
        ("Actor", {"legal_form": ""}),
    ],
    ids=str,
)
def test_database_takes_what_is_right(kind, change, rows):
    assert type(rows[kind]).objects.filter(pk=rows[kind].pk).update(**change) == 1


def test_rows_without_form_key_may_be_many(wuppertal, wuppertal_adviser):
    actor = factories.make_actor(wuppertal)
    assert [factories.make_follow_up(actor, wuppertal_adviser).form_key for _number in range(2)] == [None, None]
    assert FollowUp.objects.count() == 2


@pytest.mark.parametrize("column", ["name", "slug", "ags"])
def test_two_cities_differ(column, wuppertal, witten):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(witten).objects.filter(pk=witten.pk).update(**{column: getattr(wuppertal, column)})


def test_a_city_with_rows_cannot_be_deleted(wuppertal):
    factories.make_actor(wuppertal)
    with pytest.raises(models.ProtectedError):
        wuppertal.delete()
