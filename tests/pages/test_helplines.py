"""Helplines: what is refused, how they are shown, kept and exported."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from campaign_site.accounts import role_table
from campaign_site.pages.helplines import Helpline
from tests.factories.accounts import UserFactory
from tests.factories.pages import HelplineFactory, HelpPageFactory, home

pytestmark = pytest.mark.django_db

LIST = "wagtailsnippets_pages_helpline:list"


@pytest.fixture
def officer(client):
    client.force_login(UserFactory(role=role_table.PROTECTION_OFFICER))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("country", "XX"),
        ("country", "gh"),
        ("phone", "call us"),
        ("phone", "=1+1"),
        ("phone", ""),
        ("languages", "en,klingon"),
        ("reviewed_on", timezone.localdate() + timedelta(days=2)),
        ("chat_url", "javascript:alert(1)"),
    ],
)
def test_what_a_caller_could_not_use_is_refused_beside_the_field(field, value):
    helpline = HelplineFactory.build(**{field: value})
    with pytest.raises(ValidationError) as refusal:
        helpline.full_clean()
    assert set(refusal.value.message_dict) - {"__all__"} == {field}


@pytest.mark.parametrize(
    "phone", ["112", "+233 30 278 2020", "0800-90 00 (free)".replace(" (free)", ""), "116.016"]
)
def test_usual_numbers_are_accepted(phone):
    HelplineFactory.build(phone=phone).full_clean()


def test_the_database_refuses_a_line_that_cannot_be_reached():
    with pytest.raises(IntegrityError):
        HelplineFactory(phone="")


def test_names_come_in_the_readers_language():
    helpline = HelplineFactory(country="GH", languages="en, fr")
    with override("fr"):
        assert (helpline.country_name, helpline.language_names) == ("Ghana", ["anglais", "français"])
    with override("ar"):
        assert helpline.country_name == "غانا"


def test_countries_are_sorted_by_their_name_in_the_readers_language(client):
    for country in ("CH", "EG", "DE"):
        HelplineFactory(country=country)
    HelpPageFactory()
    HelpPageFactory(parent=home("fr"))
    order = {
        language: [line.country for line in client.get(f"/{language}/help/").context["helplines"]]
        for language in ("en", "fr")
    }
    assert order == {"en": ["EG", "DE", "CH"], "fr": ["DE", "EG", "CH"]}


def test_an_officer_adds_a_helpline(officer, client):
    data = {"country": "GH", "name": "Line", "phone": "055 123 45", "reviewed_on": "2026-01-02"}
    response = client.post(reverse("wagtailsnippets_pages_helpline:add"), data)
    assert response.status_code == 302
    assert Helpline.objects.get().country == "GH"


def test_a_mistake_keeps_what_was_typed(officer, client):
    data = {"country": "GH", "name": "Line", "phone": "call me", "reviewed_on": "2026-01-02"}
    response = client.post(reverse("wagtailsnippets_pages_helpline:add"), data)
    assert response.status_code == 200 and b"call me" in response.content
    assert "phone" in response.context["form"].errors and not Helpline.objects.exists()


def test_the_list_filters_and_searches(officer, client):
    HelplineFactory(country="GH", name="Accra line")
    HelplineFactory(country="KE", name="Nairobi line")

    def names(**query):
        return [line.name for line in client.get(reverse(LIST), query).context["page_obj"].object_list]

    assert names(country="GH") == ["Accra line"]
    assert names(q="Nairobi") == ["Nairobi line"]
    assert names(country="not a country") == ["Accra line", "Nairobi line"]


def test_no_cell_of_an_export_is_a_formula(officer, client):
    HelplineFactory(name='=HYPERLINK("http://example.org")', phone="+233 30 278 2020")
    text = b"".join(client.get(reverse(LIST), {"export": "csv"}).streaming_content).decode()
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["Name"].startswith("'=") and row["Phone number"] == "'+233 30 278 2020"
    book = load_workbook(io.BytesIO(b"".join(client.get(reverse(LIST), {"export": "xlsx"}).streaming_content)))
    cells = [cell for cell_row in book.active.iter_rows(min_row=2) for cell in cell_row]
    assert len(cells) == 11 and not [cell for cell in cells if cell.data_type == "f"]


def test_a_writer_does_not_reach_the_helplines(client):
    client.force_login(UserFactory(role=role_table.WRITER))
    assert client.get(reverse(LIST)).status_code == 302
