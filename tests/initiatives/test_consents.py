"""What the office may do with somebody's data and why; consents and objections as staff enter them, with times that are proof."""

from datetime import timedelta
from itertools import product

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import Actor, Consent, ConsentRequest, Contact, Message, Objection, PersonalLink, Purpose, PurposeText
from initiatives.office_start import start_purposes
from initiatives.rules import may_process, purpose_states
from tests import factories
from tests.pages import typed, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(wuppertal):
    start_purposes(wuppertal)
    return wuppertal


@pytest.fixture
def newsletter(office):
    return Purpose.objects.get(code="newsletter")


@pytest.fixture
def invitation(office):
    return Purpose.objects.get(code="invitation")


@pytest.fixture
def kim(office):
    """Somebody who serves no actor."""
    return factories.make_contact(office, "Vorlage", email="kim@cafe.example")


def page_of(subject, name="consents"):
    return reverse(f"{subject._meta.model_name}_{name}", args=[subject.pk])


def on_paper(subject, purpose, user=None, given_at=None):
    return actions.record_consent(user=user, subject=subject, purpose=purpose, channel="paper", given_at=given_at or timezone.now())


# --- may the office? ---------------------------------------------------------------------------------------
def test_reason_is_the_first_thing_that_forbids(office, newsletter, invitation, wuppertal_manager):
    actor = factories.make_actor(office, "Werkhof", email="hof@werkhof.example")

    def reasons():
        return [may_process(actor, purpose)[1].code for purpose in ("newsletter", "invitation")]

    assert reasons() == ["no_consent", "basis"]
    actions.request_consents(user=wuppertal_manager, subject=actor, purposes=[newsletter])
    assert reasons() == ["asked", "basis"]
    given = [on_paper(actor, purpose) for purpose in (newsletter, invitation)]
    assert reasons() == ["consent", "consent"]
    for consent in given:
        actions.withdraw_consent(consent=consent, channel="email")
    assert reasons() == ["withdrawn", "withdrawn"]
    for purpose in (newsletter, invitation):
        actions.raise_objection(subject=actor, purpose=purpose, channel="email")
    assert reasons() == ["objection", "objection"]
    Purpose.objects.update(is_active=False)
    assert reasons() == ["purpose_off", "purpose_off"]
    actions.archive_actor(user=wuppertal_manager, actor=actor, reason="dissolved")
    assert reasons() == ["archived", "archived"]
    actions.restrict(user=wuppertal_manager, record=actor, reason="contested")
    assert reasons() == ["restricted", "restricted"]
    assert not any(may_process(actor, purpose).yes for purpose in ("newsletter", "invitation"))
    assert may_process(actor, "gibtesnicht")[1].code == "restricted"


STEPS = ("archived", "off", "objected", "asked", "given", "withdrawn")


@pytest.mark.parametrize("kind", ["actor", "contact"])
@pytest.mark.parametrize("code", ["newsletter", "invitation"])
def test_list_of_the_allowed_holds_exactly_those_whom_the_rule_allows(kind, code, office, wuppertal_manager):
    """Every combination of what may have happened, as the list's SQL, as the rule and as the page of states."""
    purpose = Purpose.objects.get(code=code)
    make = factories.make_actor if kind == "actor" else factories.make_contact
    happened = {}
    for number, chosen in enumerate(product((False, True), repeat=len(STEPS) + 1)):
        done = dict(zip((*STEPS, "restricted"), chosen, strict=True))
        if done["off"] or (done["archived"] and kind == "contact") or (done["withdrawn"] and done["given"] and number % 2):
            continue
        subject = make(office, f"Nummer {number}", email=f"nummer{number}@werkhof.example")
        if done["asked"]:
            Consent.objects.create(municipality=office, purpose=purpose, text=purpose.text, channel="double_opt_in", **{kind: subject})
        for step in ("withdrawn", "given"):
            if done[step]:
                consent = on_paper(subject, purpose)
                Consent.objects.filter(pk=consent.pk).update(recorded_at=timezone.now() - timedelta(days=1))
                if step == "withdrawn":
                    actions.withdraw_consent(consent=consent, channel="paper")
        if done["objected"]:
            actions.raise_objection(subject=subject, purpose=purpose, channel="paper")
        if done["archived"]:
            actions.archive_actor(user=wuppertal_manager, actor=subject, reason="dissolved")
        if done["restricted"]:
            actions.restrict(user=wuppertal_manager, record=subject, reason="contested")
        happened[subject.pk] = done
    model = Actor if kind == "actor" else Contact
    for is_active in (True, False):
        Purpose.objects.filter(pk=purpose.pk).update(is_active=is_active)
        decided = {row.pk: may_process(row, code) for row in model.objects.all()}
        allowed = {pk for pk, decision in decided.items() if decision.yes}
        assert set(model.objects.allowed_for(code).values_list("pk", flat=True)) == allowed
        assert bool(allowed) is is_active
        shown = {row.pk: {state.purpose.code: state.decision for state in purpose_states(row)}.get(code) for row in model.objects.all()}
        assert shown == (decided if is_active else dict.fromkeys(decided))
    assert len(happened) >= 20


# --- entering ----------------------------------------------------------------------------------------------
def test_adviser_enters_a_consent_on_paper_with_its_day(office, kim, newsletter, wuppertal_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(page_of(kim, "consents_record") + f"?zweck={newsletter.pk}"))
    assert form["purpose"] == [str(newsletter.pk)]
    response = client.post(
        page_of(kim, "consents_record"), form | {"channel": "paper", "given_on": "14.03.2024", "note": "Bogen im Ordner"}
    )
    assert (response.status_code, response.url) == (302, page_of(kim))
    row = Consent.objects.get()
    assert (row.contact, row.channel, row.recorded_by, row.text.number, row.is_in_force) == (kim, "paper", wuppertal_adviser, 1, True)
    assert f"{timezone.localtime(row.confirmed_at):%d.%m.%Y}" == "14.03.2024"
    page = words(client.get(page_of(kim)))
    entered = f"{timezone.localtime(row.recorded_at):%d.%m.%Y, %H:%M:%S}"
    missing = [part for part in ("14.03.2024", entered, "Bogen im Ordner", str(wuppertal_adviser)) if part not in page]
    assert missing == []


def test_consent_entered_twice_is_one(kim, newsletter, wuppertal_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    form = {"purpose": newsletter.pk, "channel": "oral", "note": "Am Telefon zu Ada"}
    for _twice in range(2):
        assert client.post(page_of(kim, "consents_record"), form).status_code == 302
    assert Consent.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"given_on": "{tomorrow}"}, "given_on"),
        ({"given_on": "{today}", "given_at": "{later}"}, "given_at"),
        ({"given_at": "{later}"}, "given_at"),
        ({"given_on": "01.01.0001"}, "given_on"),
        ({"channel": "oral"}, "note"),
        ({"channel": "double_opt_in"}, "channel"),
        ({"purpose": ""}, "purpose"),
        ({"version": "2"}, "version"),
        ({"version": "²"}, "version"),
    ],
    ids=str,
)
def test_impossible_consent_is_refused_at_its_field(sent, field, kim, newsletter, wuppertal_adviser, sign_in, monkeypatch):
    noon = timezone.localtime().replace(hour=12, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    moments = {"tomorrow": f"{noon + timedelta(days=1):%d.%m.%Y}", "today": f"{noon:%d.%m.%Y}", "later": "12:01"}
    form = {"purpose": newsletter.pk, "channel": "paper"} | {key: value.format(**moments) for key, value in sent.items()}
    answer = sign_in(wuppertal_adviser).post(page_of(kim, "consents_record"), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    assert Consent.objects.count() == 0


@pytest.mark.parametrize("later_step", ["withdrawn", "objected", "given"])
def test_old_sheet_does_not_undo_what_was_said_later(later_step, kim, newsletter, wuppertal_adviser, sign_in):
    if later_step == "objected":
        actions.raise_objection(subject=kim, purpose=newsletter, channel="email")
    else:
        consent = on_paper(kim, newsletter)
        if later_step == "withdrawn":
            actions.withdraw_consent(consent=consent, channel="email")
    before = list(Consent.objects.values())
    client = sign_in(wuppertal_adviser)
    form = {"purpose": newsletter.pk, "channel": "paper", "given_on": "14.03.2024"}
    answer = client.post(page_of(kim, "consents_record"), form)
    assert list(answer.context["form"].errors) == ["given_on"]
    assert list(Consent.objects.values()) == before
    # A consent of now counts, and lifts the objection.
    assert client.post(page_of(kim, "consents_record"), form | {"given_on": "", "note": "Neuer Bogen"}).status_code == 302
    assert may_process(kim, "newsletter").yes
    assert Objection.objects.in_force().count() == 0


def test_sheet_in_an_older_version_is_entered_as_such(kim, newsletter, wuppertal_adviser, sign_in):
    actions.write_text(user=wuppertal_adviser, purpose=newsletter, text="Ich möchte den Newsletter und Einladungen.")
    sign_in(wuppertal_adviser).post(page_of(kim, "consents_record"), {"purpose": newsletter.pk, "channel": "paper", "version": "1"})
    assert Consent.objects.get().text.number == 1


def test_proof_is_a_file_of_the_same_person_marked_as_proof(office, kim, newsletter, wuppertal_adviser, sign_in):
    other = factories.make_contact(office, "Andere")
    files = {
        name: actions.add_attachment(
            user=wuppertal_adviser, subject=subject, kind=kind, title=name, content=b"%PDF-1.4", content_type="application/pdf"
        )[0]
        for name, subject, kind in (("Bogen", kim, "proof"), ("Satzung", kim, "document"), ("Fremder Bogen", other, "proof"))
    }
    client = sign_in(wuppertal_adviser)
    url, form = page_of(kim, "consents_record"), {"purpose": newsletter.pk, "channel": "paper"}
    for name in ("Satzung", "Fremder Bogen"):
        answer = client.post(url, form | {"proof": files[name].pk})
        assert list(answer.context["form"].errors) == ["proof"]
        assert name not in words(client.get(url))
    client.post(url, form | {"proof": files["Bogen"].pk})
    assert Consent.objects.get().proof == files["Bogen"]
    assert "Bogen" in words(client.get(page_of(kim)))


def test_newer_consent_replaces_the_older_one_and_the_history_says_so(kim, newsletter, wuppertal_adviser, sign_in):
    on_paper(kim, newsletter, wuppertal_adviser, timezone.now() - timedelta(days=400))
    actions.record_consent(
        user=wuppertal_adviser, subject=kim, purpose=newsletter, channel="oral", given_at=timezone.now(), note="Am Telefon zu Ada"
    )
    history = sign_in(wuppertal_adviser).get(page_of(kim)).context["history"]
    assert len(history) == 3
    assert len({event.what for event in history}) == 2
    assert Consent.objects.in_force().get().channel == "oral"


def test_adviser_enters_withdrawal_and_objection_and_lifts_it(kim, newsletter, invitation, wuppertal_adviser, sign_in):
    client, consent = sign_in(wuppertal_adviser), on_paper(kim, newsletter)
    client.post(reverse("consent_withdraw", args=[consent.pk]), {"channel": "oral", "note": "Angerufen"})
    consent.refresh_from_db()
    assert (consent.is_in_force, consent.withdrawn_by, consent.withdrawn_channel) == (False, wuppertal_adviser, "oral")
    form = {"purpose": invitation.pk, "channel": "email", "note": "Mail vom Montag"}
    for _twice in range(2):
        client.post(page_of(kim, "consents_object"), form)
    objection = Objection.objects.get()
    assert (objection.contact, objection.recorded_by, objection.note) == (kim, wuppertal_adviser, "Mail vom Montag")
    assert not may_process(kim, "invitation").yes
    client.get(reverse("objection_lift", args=[objection.pk]))
    assert not may_process(kim, "invitation").yes
    client.post(reverse("objection_lift", args=[objection.pk]))
    assert may_process(kim, "invitation").yes
    page = words(client.get(page_of(kim)))
    assert all(part in page for part in ("Mail vom Montag", f"{timezone.localtime(consent.withdrawn_at):%d.%m.%Y, %H:%M:%S}"))


# --- asking by mail ----------------------------------------------------------------------------------------
def test_several_consents_are_asked_for_in_one_mail_once(kim, office, wuppertal_adviser, sign_in, django_capture_on_commit_callbacks):
    chosen = Purpose.objects.filter(code__in=["newsletter", "publish_person"])
    client = sign_in(wuppertal_adviser)
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(page_of(kim, "consents_ask"), {"purposes": [row.pk for row in chosen]}).status_code == 302
    assert [message.to for message in mail.outbox] == [["kim@cafe.example"]]
    assert all(row.label in mail.outbox[0].body for row in chosen)
    assert sorted(Consent.objects.values_list("purpose__code", flat=True)) == ["newsletter", "publish_person"]
    assert ConsentRequest.objects.get().asked_by == wuppertal_adviser
    # Somebody else's question for one more purpose does not ask anew what is being asked.
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(kim, "consents_ask"), {"purposes": [*(row.pk for row in chosen), Purpose.objects.get(code="publish_photo").pk]})
    assert len(mail.outbox) == 2
    assert chosen[0].label not in mail.outbox[1].body


def test_nobody_is_asked_who_has_no_address_or_wants_no_mail(office, kim, newsletter, wuppertal_adviser, sign_in):
    client = sign_in(wuppertal_adviser)
    actions.raise_objection(subject=kim, purpose=Purpose.objects.get(code="service"), channel="paper")
    for subject in (kim, factories.make_contact(office, "Ohnemail"), factories.make_actor(office, "Werkhof")):
        assert page_of(subject, "consents_ask") not in client.get(page_of(subject)).content.decode()
        answer = client.post(page_of(subject, "consents_ask"), {"purposes": [newsletter.pk]})
        assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["__all__"])
        client.post(page_of(subject, "consents_link"))
    assert (Consent.objects.count(), ConsentRequest.objects.count(), Message.objects.count()) == (0, 0, 0)


def test_what_is_given_or_belongs_to_another_city_is_not_asked_for(kim, newsletter, witten, wuppertal_adviser, sign_in):
    start_purposes(witten)
    on_paper(kim, newsletter)
    client, foreign = sign_in(wuppertal_adviser), Purpose.objects.get(municipality=witten, code="publish_person")
    for purpose in (newsletter, foreign):
        answer = client.post(page_of(kim, "consents_ask"), {"purposes": [purpose.pk]})
        assert list(answer.context["form"].errors) == ["purposes"]
        for name in ("consents_record", "consents_object"):
            answer = client.post(page_of(kim, name), {"purpose": foreign.pk, "channel": "paper"})
            assert list(answer.context["form"].errors) == ["purpose"]
    assert ConsentRequest.objects.count() == 0


def test_own_link_is_mailed_once_per_page(kim, wuppertal_adviser, sign_in, django_capture_on_commit_callbacks):
    client = sign_in(wuppertal_adviser)
    key = client.get(page_of(kim)).context["form_key"]
    for sent in ({"form_key": key}, {"form_key": key}, {"form_key": "a\x00b"}):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(page_of(kim, "consents_link"), sent).status_code == 302
    assert len(mail.outbox) == 2
    assert PersonalLink.objects.filter(purpose="consents", email="kim@cafe.example", contact=kim).count() == 2


# --- the sheet ---------------------------------------------------------------------------------------------
def test_sheet_is_made_by_the_button_alone_with_every_consent_and_its_link(office, kim, wuppertal_adviser, sign_in):
    office.controller = "Stadt Wuppertal, Johannes-Rau-Platz 1"
    office.save()
    client = sign_in(wuppertal_adviser)
    assert client.get(page_of(kim, "consents_sheet")).status_code == 302
    assert PersonalLink.objects.count() == 0
    page = client.post(page_of(kim, "consents_sheet"))
    link, text = PersonalLink.objects.get(), page.content.decode()
    assert (link.purpose, link.contact, link.email, link.created_by) == ("consents", kim, "", wuppertal_adviser)
    needed = PurposeText.objects.filter(purpose__needs_consent=True)
    assert all(row.text in text for row in needed)
    assert PurposeText.objects.get(purpose__code="invitation").text not in text
    assert all(part in text for part in ("Johannes-Rau-Platz 1", "data:image/svg+xml;base64,", "/link/"))


# --- who may -----------------------------------------------------------------------------------------------
NAMES = ["consents", "consents_ask", "consents_record", "consents_object", "consents_link", "consents_sheet"]


def test_consents_of_another_city_and_of_restricted_people_do_not_exist(
    office, kim, newsletter, invitation, wuppertal_manager, witten_manager, sign_in
):
    actor = factories.make_actor(office, "Werkhof")
    rows = [("consent_withdraw", on_paper(subject, newsletter).pk) for subject in (kim, actor)]
    rows += [
        ("objection_lift", actions.raise_objection(subject=subject, purpose=invitation, channel="paper").pk) for subject in (kim, actor)
    ]
    urls = [page_of(subject, name) for subject in (kim, actor) for name in NAMES] + [reverse(name, args=[pk]) for name, pk in rows]

    def refused(user):
        client = Client()
        client.force_login(user)
        sent = {"channel": "paper", "purpose": newsletter.pk, "purposes": [newsletter.pk]}
        return {answer.status_code for url in urls for answer in (client.get(url), client.post(url, sent))}

    before = list(Consent.objects.values()), list(Objection.objects.values())
    assert refused(witten_manager) == {404, 405}
    for subject in (kim, actor):
        actions.restrict(user=wuppertal_manager, record=subject, reason="contested")
    assert refused(wuppertal_manager) == {404, 405}
    assert (list(Consent.objects.values()), list(Objection.objects.values()), PersonalLink.objects.count()) == (*before, 0)


def test_reader_sees_consents_and_enters_none(kim, newsletter, wuppertal_reader, sign_in):
    consent, client = on_paper(kim, newsletter), sign_in(wuppertal_reader)
    page = client.get(page_of(kim))
    assert page.status_code == 200
    main = page.content.decode().split("<main")[1]
    assert "<form" not in main
    assert reverse("consent_withdraw", args=[consent.pk]) not in main
    assert {client.post(page_of(kim, name)).status_code for name in NAMES[1:]} == {403}


@pytest.mark.parametrize("kind", ["actor", "contact"])
def test_page_of_actor_and_person_shows_what_is_allowed_and_leads_to_the_consents(kind, office, kim, newsletter, wuppertal_reader, sign_in):
    subject = kim if kind == "contact" else factories.make_actor(office, "Werkhof")
    on_paper(subject, newsletter)
    page = sign_in(wuppertal_reader).get(subject.get_absolute_url())
    assert page_of(subject) in page.content.decode()
    assert f"{timezone.localdate():%d.%m.%Y}" in words(page).split("Newsletter per E-Mail")[1][:40]


@pytest.mark.parametrize("count", [1, 3])
def test_page_of_consents_asks_the_database_the_same_number_of_times(
    count, kim, newsletter, invitation, wuppertal_adviser, sign_in, django_assert_num_queries
):
    for _number in range(count):
        actions.withdraw_consent(consent=on_paper(kim, newsletter, wuppertal_adviser, timezone.now()), channel="paper")
        objection = actions.raise_objection(subject=kim, purpose=invitation, channel="paper", user=wuppertal_adviser)
        actions.lift_objection(user=wuppertal_adviser, objection=objection)
    client = sign_in(wuppertal_adviser)
    client.get(page_of(kim))
    with django_assert_num_queries(11):
        client.get(page_of(kim))


# --- purposes ----------------------------------------------------------------------------------------------
def test_manager_rewords_a_consent_and_consents_given_keep_their_version(kim, newsletter, wuppertal_manager, sign_in):
    on_paper(kim, newsletter)
    client, url = sign_in(wuppertal_manager), reverse("purpose_change", args=[newsletter.pk])
    form = typed(client.get(url))
    assert client.post(url, form).status_code == 302
    assert newsletter.texts.count() == 1
    assert client.post(url, form | {"text": "Ich möchte Post.\r\nViel Post.", "label": "Rundbrief"}).status_code == 302
    newsletter.refresh_from_db()
    assert (newsletter.label, newsletter.text.number, newsletter.text.text, newsletter.text.written_by) == (
        "Rundbrief",
        2,
        "Ich möchte Post.\nViel Post.",
        wuppertal_manager,
    )
    assert Consent.objects.get().text.number == 1
    assert [(row.number, row.consent_count) for row in client.get(url).context["versions"]] == [(2, 0), (1, 1)]


def test_second_manager_sees_the_first_ones_change_before_it_is_overwritten(newsletter, wuppertal_manager, sign_in):
    client, url = sign_in(wuppertal_manager), reverse("purpose_change", args=[newsletter.pk])
    form = typed(client.get(url))
    actions.write_text(user=None, purpose=newsletter, text="Fassung der Kollegin")
    answer = client.post(url, form | {"text": "Meine Fassung", "label": "Rundbrief"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["__all__"])
    assert all(part in words(answer) for part in ("Fassung der Kollegin", "Meine Fassung"))
    assert newsletter.texts.count() == 2
    again = typed(answer)
    assert client.post(url, again).status_code == 302
    newsletter.refresh_from_db()
    assert (newsletter.label, newsletter.text.text) == ("Rundbrief", "Meine Fassung")


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"text": " "}, "text"), ({"label": ""}, "label"), ({"needs_consent": []}, "needs_consent"), ({"base": "quatsch"}, "__all__")],
    ids=["text", "label", "needs", "base"],
)
def test_wrong_purpose_is_refused_and_stays_as_it_was(sent, field, newsletter, wuppertal_manager, sign_in):
    client, url = sign_in(wuppertal_manager), reverse("purpose_change", args=[newsletter.pk])
    answer = client.post(url, typed(client.get(url)) | sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, [field])
    newsletter.refresh_from_db()
    assert (newsletter.label, newsletter.needs_consent, newsletter.texts.count()) == ("Newsletter per E-Mail", True, 1)


def test_reader_sees_the_purposes_of_the_own_city_with_their_consents(kim, newsletter, witten, wuppertal_reader, sign_in):
    start_purposes(witten)
    Purpose.objects.filter(municipality=witten).update(label="Zweck von Witten")
    on_paper(kim, newsletter)
    client = sign_in(wuppertal_reader)
    page = client.get(reverse("purpose_list"))
    assert "Zweck von Witten" not in words(page)
    assert {purpose.code: purpose.consent_count for purpose, _text in page.context["lines"]}["newsletter"] == 1
    assert client.get(reverse("purpose_change", args=[newsletter.pk])).status_code == 403
    assert reverse("purpose_list") in client.get(reverse("office_pages")).content.decode()
