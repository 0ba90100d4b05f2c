"""The operator's log names sign-ins and refusals with keys and addresses, and never a name, a password or a token."""

import logging

import pytest
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("wf40.security"), "propagate", True)
    caplog.set_level(logging.INFO, "wf40.security")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "wf40.security"]


def test_signing_in_wrongly_and_rightly_and_out_leaves_a_line_each(client, wuppertal_adviser, lines):
    url = reverse("account_login")
    client.post(url, {"login": wuppertal_adviser.email, "password": "falsch-geraten-1"})
    client.post(url, {"login": wuppertal_adviser.email, "password": factories.PASSWORD})
    client.post(reverse("account_logout"))
    assert [line.split(" address=")[0] for line in lines()] == ["sign-in failed", "signed in", "signed out"]
    assert f"account={wuppertal_adviser.pk}" in lines()[1]
    for secret in (wuppertal_adviser.email, wuppertal_adviser.name, "falsch-geraten-1", factories.PASSWORD):
        assert secret not in " ".join(lines())


def test_a_refused_page_leaves_a_line_with_the_account(sign_in, wuppertal_reader, lines):
    client = sign_in(wuppertal_reader)
    assert client.get(reverse("actor_create")).status_code == 403
    assert f"account={wuppertal_reader.pk} page=actor_create" in lines()[-1]


def test_a_wrong_link_leaves_a_line_without_its_token(client, wuppertal, lines):
    assert client.get(reverse("personal_link", args=["geraten-und-falsch"])).status_code == 404
    assert lines()[-1].startswith("wrong link")
    assert "geraten" not in " ".join(lines())
