"""Our own pages for what goes wrong, with the right status and in words."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.logs_errors
def test_form_larger_than_any_of_ours_is_answered_with_413(sign_in, wuppertal_adviser):
    text = "trading_name=" + "x" * 3_000_000
    answer = sign_in(wuppertal_adviser).post(reverse("actor_create"), text, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "413.html" in [template.name for template in answer.templates]


def test_nul_byte_in_an_address_is_answered_with_400(sign_in, wuppertal_adviser):
    assert sign_in(wuppertal_adviser).get(reverse("actor_list") + "?q=%00").status_code == 400


def test_number_that_no_database_could_hold_is_answered_with_404(sign_in, wuppertal_adviser):
    assert sign_in(wuppertal_adviser).get("/buero/akteure/" + "9" * 30 + "/").status_code == 404
