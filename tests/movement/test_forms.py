"""Whatever is sent is answered: errors stand beside the field, what was typed is kept, nothing is echoed raw."""

from urllib.parse import urlencode

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign_site.movement.models import Commitment
from tests.movement.visitor import SIGN, fill_in, send

pytestmark = pytest.mark.django_db

ODD = [
    "<script>alert(1)</script>", "Ama\x00", "\x07", "\u202eamA", "\ud800", "A" * 41, "A" * 100_000, "055 123 45",
    "💙", "{{ 7 * 7 }}", "'; DROP TABLE x; --", "ﷺ" * 40, "Z" + "\u0301" * 30,
]  # fmt: skip


def post(client, **changes):
    answers = {name: value.encode("utf-8", "surrogatepass") for name, value in fill_in(client, **changes).items()}
    form = "application/x-www-form-urlencoded"
    return client.post(SIGN, urlencode(answers), content_type=form, HTTP_SEC_FETCH_SITE="same-origin")


@pytest.mark.parametrize("name", ODD, ids=range(len(ODD)))
def test_what_is_no_name_is_refused_beside_the_field_and_never_shown_as_markup(client, name):
    answer = post(client, first_name=name)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "<script>" not in page and 'aria-invalid="true"' in page and 'href="#id_first_name"' in page
    assert not Commitment.objects.exists() and not mail.outbox


@pytest.mark.parametrize("name", ["Élodie", "أمينة", "明", "Jean-Luc", "ǃXóõ", "O’Brien"])
def test_a_name_in_any_script_is_kept_as_it_was_written(client, run_commits, name):
    assert send(client, run_commits, first_name=name).status_code == 303
    assert Commitment.objects.get().first_name == name


@pytest.mark.parametrize("country", ["", "XX", "gh", "GHA", "<b>", "EU", "\x00"])
def test_only_a_country_of_the_list_is_taken(client, country):
    assert post(client, country=country).status_code == 400
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ama",
        "ama@",
        "ama@b",
        "a@b.example\nBcc: c@d.example",
        "a" * 300 + "@b.example",
        "a@b.example, c@d.example",
    ],
)
def test_what_is_no_mail_address_is_refused_and_gets_no_mail(client, email):
    assert post(client, email=email).status_code == 400
    assert not mail.outbox


def test_what_was_typed_is_kept_and_nothing_is_agreed_to_beforehand(client):
    assert "checked" not in client.get(SIGN).content.decode()
    page = post(client, first_name="Ama2", country="TG", show_name="on").content.decode()
    assert 'value="Ama2"' in page and 'value="ama@example.org"' in page and "checked" in page
    assert '<option value="TG" selected>' in page


def test_countries_stand_in_the_readers_language_and_order(client):
    page = client.get("/fr/stand/sign/").content.decode()
    assert page.index(">Égypte<") < page.index(">Espagne<") < page.index(">Ghana<")
    assert ">غانا<" in client.get("/ar/stand/sign/").content.decode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=80), country=st.text(max_size=5), email=st.text(max_size=60))
def test_whatever_is_typed_is_answered(client, name, country, email):
    assert post(client, first_name=name, country=country, email=email).status_code in {303, 400, 429}
