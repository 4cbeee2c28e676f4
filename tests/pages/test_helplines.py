"""Helplines: what is refused, how they are shown, kept and exported."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from openpyxl import load_workbook

from campaign_site.accounts import role_table
from campaign_site.pages.helplines import CHECKED_FOR, Helpline, spoken_languages
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
        ("phone", "112/113"),
        ("phone", "0800 123 456/457"),
        ("phone", "0116/0117"),
        ("phone", "055/123/45"),
        ("phone", ""),
        ("languages", "en,klingon"),
        ("time_zone", "Atlantis/Capital"),
        ("time_zone", "Etc/UTC"),
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
    ("phone", "called"),
    [
        ("112", "112"),
        ("116.016", "116016"),
        ("0800-90 00", "08009000"),
        ("(030) 278 20 20", "0302782020"),
        ("055/12345", "05512345"),
        ("+32 (0)2/555 12 34", "+3225551234"),
        ("+233 30 278 2020", "+233302782020"),
    ],
)
def test_a_number_as_a_country_writes_it_is_one_that_a_telephone_calls(client, phone, called):
    line = HelplineFactory.build(phone=phone)
    line.full_clean()
    line.save()
    page = client.get(HelpPageFactory().url).text
    assert f'href="tel:{called}"><bdi dir="ltr">{phone}</bdi>' in page


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
    assert len(cells) == 12 and not [cell for cell in cells if cell.data_type == "f"]


def test_a_writer_does_not_reach_the_helplines(client):
    client.force_login(UserFactory(role=role_table.WRITER))
    assert client.get(reverse(LIST)).status_code == 302


def test_languages_lead_to_the_countries_where_they_are_spoken_and_the_readers_own_is_first():
    lines = [
        HelplineFactory.build(country=country, languages=languages)
        for country, languages in (("FR", "fr,ar"), ("GH", "en"), ("MA", "ar,fr"))
    ]
    with override("fr"):
        spoken = spoken_languages(lines)
    assert [(language.code, language.name, language.is_of_page) for language in spoken] == [
        ("fr", "français", True),
        ("en", "anglais", False),
        ("ar", "arabe", False),
    ]
    assert spoken[2].own_name == "العربية"
    assert spoken[2].countries == [("FR", "France"), ("MA", "Maroc")]


def test_a_language_that_cldr_has_no_locale_for_is_listed_all_the_same():
    (language,) = spoken_languages([HelplineFactory.build(languages="ain")])
    assert (language.name, language.own_name) == ("Ainu", "")


def test_a_caller_learns_hours_with_their_time_zone_and_what_the_call_costs(client):
    hours = {"is_always_open": False, "hours": "09:00–17:00"}
    HelplineFactory(country="MX", time_zone="America/Tijuana", is_free=False, **hours)
    HelplineFactory(country="GH", is_free=True, **hours)
    page = client.get(HelpPageFactory().url).text
    assert '<bdi dir="ltr">09:00–17:00</bdi>, Mexico (Tijuana) Time<' in page
    assert '<bdi dir="ltr">09:00–17:00</bdi>, local time<' in page
    assert page.count("The call may cost money") == page.count("Free of charge") == 1


def test_what_somebody_looks_for_never_stands_in_an_address(client):
    HelplineFactory()
    address = HelpPageFactory().url
    plain = client.get(address)
    assert "<form" not in plain.text and not re.search(r'href="[^"]*[?&](?:country|language)=', plain.text)
    assert client.get(address, {"country": "GH", "language": "ar", "q": "<script>"}).content == plain.content


def test_an_old_check_is_told_to_the_reader_after_half_a_year(client):
    today = timezone.localdate()
    old = HelplineFactory(reviewed_on=today - CHECKED_FOR - timedelta(days=1))
    HelplineFactory(reviewed_on=today - CHECKED_FOR)
    assert client.get(HelpPageFactory().url).text.count("the number may have changed") == 1
    assert list(Helpline.objects.to_check_again()) == [old]


@pytest.mark.parametrize(("role", "told"), [(role_table.PROTECTION_OFFICER, True), (role_table.WRITER, False)])
def test_the_dashboard_tells_who_may_change_a_line_that_it_must_be_called_again(client, role, told):
    client.force_login(UserFactory(role=role))
    HelplineFactory(name="Old line", reviewed_on=timezone.localdate() - CHECKED_FOR - timedelta(days=1))
    HelplineFactory(name="New line", reviewed_on=timezone.localdate())
    page = client.get("/admin/").text
    assert ("Helplines to check again" in page) is ("Old line" in page) is told and "New line" not in page
    if told:
        address = re.search(r'<a href="([^"]+)"><strong>1</strong> <span>Helplines to check', page)[1]
        assert [line.name for line in client.get(address).context["page_obj"].object_list] == ["Old line"]


def test_without_a_helpline_the_page_says_so_and_leads_on(client):
    page = client.get(HelpPageFactory().url).text
    assert "The list of helplines is being checked" in page
    assert "If there is no number for your country" in page and "emergency number" in page


def test_names_and_hours_of_any_length_are_shown_whole(client):
    line = HelplineFactory(name="Ligne " * 19, hours="Lundi " * 19)
    page = client.get(HelpPageFactory().url).text
    assert line.name.strip() in page and line.hours.strip() in page
