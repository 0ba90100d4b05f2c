"""The pages of kept selections and of frozen lists, as people use them."""

import pytest
from django.test import Client
from django.urls import reverse

from initiatives import actions
from initiatives.models import Actor, Purpose, Selection, SelectionSnapshot, SnapshotRow
from initiatives.office_start import start_purposes
from tests import factories
from tests.pages import typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def keep(wuppertal, wuppertal_adviser):
    """Keeps a selection of initiatives."""

    def do(name="Unsere Initiativen", query="kind=initiatives", *, user=wuppertal_adviser, is_shared=True, office_list="actors"):
        said = {"office_list": office_list, "name": name, "query": query, "is_shared": is_shared}
        return actions.save_selection(user=user, municipality=wuppertal, **said)

    return do


def heading(answer):
    return answer.content.decode().split("<h1>")[1].split("</h1>")[0]


def test_adviser_keeps_a_filtered_list_under_the_name_that_is_proposed(sign_in, wuppertal, wuppertal_adviser):
    district = factories.make_district(wuppertal)
    client = sign_in(wuppertal_adviser)
    address = f"?kind=initiatives&district={district.pk}&sort=-last&page=2"
    page = client.get(reverse("actor_list") + address)
    assert heading(page) == "Initiativen in Elberfeld"
    form = client.get(page.context["shelf"].new_url)
    sent = typed(form)
    assert sent["name"] == ["Initiativen in Elberfeld"]
    answer = client.post(form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], sent, follow=True)
    selection = Selection.objects.get()
    assert (selection.query, selection.is_shared, selection.owner) == (
        f"kind=initiatives&district={district.pk}&sort=-last",
        True,
        wuppertal_adviser,
    )
    assert heading(answer) == "Initiativen in Elberfeld"
    assert answer.context["shelf"].current == selection
    assert "Auswahl für das ganze Büro" in words(answer)
    again = client.post(form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"], sent)
    assert (again.status_code, Selection.objects.count()) == (302, 1)


def test_taken_name_is_said_at_the_field_and_what_was_typed_stays(sign_in, keep, second_adviser):
    keep()
    client = sign_in(second_adviser)
    sent = {"name": "Unsere Initiativen", "is_shared": "1"}
    answer = client.post(reverse("selection_create") + "?liste=actors&kind=enterprises", sent)
    assert answer.status_code == 200
    assert "Es gibt schon eine Auswahl dieses Namens." in words(answer)
    assert typed(answer)["name"] == ["Unsere Initiativen"]
    assert client.get(reverse("selection_create") + "?liste=gibtesnicht").status_code == 404


def test_all_four_lists_show_their_selections_and_mark_the_open_one(sign_in, keep, wuppertal_reader):
    client = sign_in(wuppertal_reader)
    for office_list, name in (
        ("actors", "actor_list"),
        ("contacts", "contact_list"),
        ("consultations", "consultation_list"),
        ("follow_ups", "follow_up_list"),
    ):
        kept = [keep(f"{name} {number}", "", office_list=office_list) for number in range(8)]
        keep("Geheim", "", office_list=office_list, is_shared=False)
        shelf = client.get(reverse(name), {"auswahl": kept[7].pk}).context["shelf"]
        assert [tab.name for tab in shelf.tabs] == [row.name for row in [*kept[:5], kept[7]]], name
        assert [tab.name for tab in shelf.more] == [row.name for row in kept[5:7]]
        assert [tab.name for tab in shelf.tabs if tab.is_current] == [kept[7].name]
        answer = client.get(reverse(name), {"auswahl": kept[7].pk})
        assert heading(answer) == kept[7].name
        # Readers keep, change and freeze nothing.
        for button in ("Auswahl speichern", "Auswahl bearbeiten", "Liste einfrieren", "Geheim"):
            assert button not in words(answer)


def test_changed_filters_of_an_opened_selection_are_kept_or_become_a_new_one(sign_in, keep, wuppertal_adviser, second_adviser):
    selection = keep()
    client = sign_in(second_adviser)
    changed = f"?kind=enterprises&auswahl={selection.pk}"
    page = client.get(reverse("actor_list") + changed)
    assert heading(page) == "Unternehmen"
    assert "geändert: Unsere Initiativen" in words(page)
    assert f'name="auswahl" value="{selection.pk}"' in page.content.decode()
    shelf = page.context["shelf"]
    assert "liste=actors" in shelf.new_url
    sent = {"query": shelf.query, "seen": shelf.seen}
    # Meanwhile a colleague gives it other filters: nothing is overwritten, the changed list stays on the screen.
    actions.change_selection(selection=selection, values={"query": "kind=network"})
    answer = client.post(reverse("selection_keep", args=[selection.pk]), sent, follow=True)
    assert "inzwischen von jemand anderem geändert" in words(answer)
    assert answer.request["QUERY_STRING"] == f"kind=enterprises&auswahl={selection.pk}"
    selection.refresh_from_db()
    assert selection.query == "kind=network"
    answer = client.post(
        reverse("selection_keep", args=[selection.pk]), {"query": "kind=enterprises&page=3&evil=1", "seen": answer.context["shelf"].seen}
    )
    selection.refresh_from_db()
    assert (answer.status_code, selection.query, selection.owner) == (302, "kind=enterprises", wuppertal_adviser)


def test_filter_that_went_is_said_when_the_selection_is_opened(sign_in, keep, wuppertal, wuppertal_adviser):
    tag = factories.make_tag(wuppertal)
    selection = keep(query=f"kind=initiatives&tag={tag.pk}")
    tag.delete()
    page = sign_in(wuppertal_adviser).get(f"{reverse('actor_list')}?{selection.query}&auswahl={selection.pk}")
    assert "Dieser Filter gilt nicht mehr: Schlagwörter" in words(page)
    assert page.context["shelf"].is_changed


def test_private_selection_is_its_owners_alone(sign_in, keep, wuppertal_adviser, wuppertal_manager):
    private, shared = keep("Nur meine", is_shared=False), keep()
    manager = sign_in(wuppertal_manager)
    assert "Nur meine" not in words(manager.get(reverse("selection_list")))
    for name in ("selection_change", "selection_delete"):
        assert manager.get(reverse(name, args=[private.pk])).status_code == 404
    assert manager.post(reverse("selection_keep", args=[private.pk])).status_code == 404
    # A shared one is changed by everybody who may, but only its owner keeps it to themselves again.
    sent = {"name": "Alle Initiativen", "is_shared": "0"}
    assert manager.post(reverse("selection_change", args=[shared.pk]), sent).status_code == 302
    shared.refresh_from_db()
    assert (shared.name, shared.is_shared) == ("Alle Initiativen", True)
    owner = Client()
    owner.force_login(wuppertal_adviser)
    assert "Nur meine" in words(owner.get(reverse("selection_list")))
    owner.post(reverse("selection_change", args=[shared.pk]), sent)
    shared.refresh_from_db()
    assert not shared.is_shared


def test_list_of_selections_says_them_in_words_and_deleting_keeps_what_was_frozen(sign_in, keep, wuppertal, wuppertal_adviser):
    selection = keep("Elberfelder Kreis", "kind=initiatives&no_contact=12")
    factories.make_actor(wuppertal, "Anton")
    client = sign_in(wuppertal_adviser)
    page = words(client.get(reverse("selection_list")))
    assert "Elberfelder Kreis Initiativen ohne Kontakt seit 12 Monaten für das ganze Büro" in page
    client.post(f"{reverse('snapshot_create')}?kind=initiatives&no_contact=12&auswahl={selection.pk}", {"title": "Kreis", "purpose": ""})
    assert SelectionSnapshot.objects.get().selection == selection
    assert "Eine Liste, die daraus eingefroren wurde, bleibt." in words(client.get(reverse("selection_delete", args=[selection.pk])))
    client.post(reverse("selection_delete", args=[selection.pk]))
    assert (Selection.objects.count(), SelectionSnapshot.objects.get().selection) == (0, None)


@pytest.fixture
def frozen(sign_in, wuppertal, wuppertal_adviser):
    """A list frozen for an invitation, on which two may be invited and one objected; and the client of who did it."""
    start_purposes(wuppertal)
    actors = {name: factories.make_actor(wuppertal, name) for name in ("Anton", "Berta", "Cäsar")}
    factories.make_actor(wuppertal, "Dora", kind="enterprise")
    invitation = Purpose.objects.get(code="invitation")
    actions.raise_objection(user=wuppertal_adviser, subject=actors["Berta"], purpose=invitation, channel="paper")
    client = sign_in(wuppertal_adviser)
    address = f"{reverse('snapshot_create')}?kind=initiatives"
    answer = client.post(address, typed(client.get(address), purpose="invitation"), follow=True)
    return client, answer, actors


def test_frozen_list_shows_who_was_in_who_was_left_out_and_that_nobody_touched_it(frozen):
    _client, answer, _actors = frozen
    page = words(answer)
    assert heading(answer) == "Initiativen"
    tabs = {tab["label"]: tab["count"] for tab in answer.context["tabs"]}
    assert tabs == {
        "Alle Zeilen": 3, "dabei": 2, "ausgelassen": 1, "Seitdem dazugekommen": 0, "Seitdem weggefallen": 0, "Heute anders beurteilt": 0,
    }  # fmt: skip
    assert [(line.name, line.verdict, line.today) for line in answer.context["lines"]][0] == ("Anton", "dabei", "dabei")
    assert answer.context["lines"][1].reasons.startswith("Widerspruch vom ")
    assert "Einladung" in page
    assert " stimmt " in page
    SnapshotRow.objects.filter(verdict="out").update(verdict="in")
    assert " stimmt nicht " in words(answer.client.get(answer.request["PATH_INFO"]))


def test_frozen_list_says_what_became_of_it(frozen, wuppertal, wuppertal_adviser, wuppertal_manager):
    client, answer, actors = frozen
    address = answer.request["PATH_INFO"]
    factories.make_actor(wuppertal, "Emil")
    actions.archive_actor(user=wuppertal_adviser, actor=actors["Cäsar"], reason="dissolved")
    actions.lift_objection(user=wuppertal_adviser, objection=actors["Berta"].objections.get())
    actions.restrict(user=wuppertal_manager, record=actors["Anton"], reason="claims")
    shown = {
        key: [(line.name, line.today) for line in client.get(address, {"zeige": key}).context["lines"]]
        for key in ("dazu", "weg", "anders", "out")
    }
    assert shown == {
        "dazu": [("Emil", "dabei")],
        "weg": [("Daten eingeschränkt (Art.\u00a018)", "nicht dabei"), ("Cäsar", "nicht dabei")],
        "anders": [("Berta", "dabei")],
        "out": [("Berta", "dabei")],
    }
    for query in ("", "?zeige=weg", "?zeige=gibtesnicht", "?akteur=Anton", f"?akteur={actors['Anton'].pk}"):
        assert "Anton" not in words(client.get(address + query)).replace("„Anton“", "").replace("value", "")
    assert words(client.get(address, {"akteur": "Anton"})).count("„Anton“") == 1
    for name in ("snapshot_list", "selection_list"):
        assert "Anton" not in words(client.get(reverse(name)))


def test_somebody_looks_up_why_an_actor_is_in_it_or_not(frozen):
    client, answer, actors = frozen
    address = answer.request["PATH_INFO"]
    Actor.objects.filter(pk=actors["Anton"].pk).update(kind="enterprise")
    said = words(client.get(address, {"akteur": "Dora"}))
    assert "Dora Damals: nicht dabei Heute: nicht dabei Passt heute nicht: Art: alle Initiativen" in said
    said = words(client.get(address, {"akteur": str(actors["Anton"].pk)}))
    assert "Anton Damals: dabei (Art: alle Initiativen; Bestand: aktuell; " in said
    assert "Passt heute nicht: Art: alle Initiativen" in said
    assert "Kein Akteur heißt „Zacharias“." in words(client.get(address, {"akteur": "Zacharias"}))


def test_frozen_list_of_another_city_does_not_exist(frozen, witten_manager):
    _client, answer, _actors = frozen
    other = Client()
    other.force_login(witten_manager)
    assert other.get(answer.request["PATH_INFO"]).status_code == 404
    assert "Initiativen" not in words(other.get(reverse("snapshot_list"))).split("Hinweis")[0].split("Noch keine")[0]


QUERIES = {"selection_list": 7, "snapshot_list": 5, "snapshot_detail": 13, "snapshot_detail?zeige=dazu": 13, "snapshot_create": 8}


@pytest.mark.parametrize("asked", sorted(QUERIES))
def test_pages_take_a_fixed_number_of_queries(asked, frozen, keep, wuppertal, wuppertal_adviser, django_assert_num_queries):
    client, answer, _actors = frozen
    district = factories.make_district(wuppertal)
    name, _mark, query = asked.partition("?")
    address = reverse(name, args=answer.request["PATH_INFO"].strip("/").split("/")[-1:] if name == "snapshot_detail" else [])
    for number in range(3):
        keep(f"Auswahl {number}", f"kind=initiatives&district={district.pk}")
        keep(f"Auswahl {number}", "state=due", office_list="follow_ups")
        late = factories.make_actor(wuppertal, f"Später {number}")
        said = {"user": wuppertal_adviser, "municipality": wuppertal, "query": "", "criteria": "", "purpose": ""}
        actions.freeze_rows(title=f"Liste {number}", rows=[(late.pk, "in", [])], **said)
        if number != 1:
            with django_assert_num_queries(QUERIES[asked]):
                client.get(f"{address}?{query}")
