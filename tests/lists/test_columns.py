"""Readers choose the columns of a list in its address; an export follows, and is noted without any value."""

import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from campaign_site.lists.spreadsheets import EXPORTED
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/pledge/"


@pytest.fixture
def officer(client):
    user = UserFactory(role="Fundraising officer")
    client.force_login(user)
    return user


def rows(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def test_the_table_shows_what_was_ticked_and_the_first_column_always(client, officer):
    PledgeFactory(email="dana@example.org")

    assert "dana@example.org" not in client.get(LIST).content.decode()
    page = client.get(LIST, {"columns": ["email", "no such column"]})

    assert [column.name for column in page.context["table"].columns.values()] == ["reference", "email"]
    assert "dana@example.org" in page.content.decode()


def test_the_choice_keeps_filters_and_outlives_a_search(client, officer):
    page = client.get(LIST, {"columns": "email", "status": "active", "q": "d", "p": "2"}).content.decode()
    choice = page.partition('<details class="column-choice')[2].partition("</details>")[0]
    search = page.partition("data-search-form")[2].partition("</form>")[0]

    assert '<input type="hidden" name="status" value="active">' in choice and 'name="q" value="d"' in choice
    assert 'name="p"' not in choice
    assert '<input type="hidden" name="columns" value="email">' in search


def test_what_stands_in_the_address_cannot_write_into_the_page(client, officer):
    page = client.get(LIST, {"columns": '"><b>', '"><i>': '"><u>'}).content.decode()

    assert '"><b>' not in page and '"><i>' not in page and '"><u>' not in page


def test_an_export_has_the_chosen_columns_and_else_all(client, officer):
    PledgeFactory(name="Dana", email="dana@example.org")

    (chosen,) = rows(client.get(LIST, {"export": "csv", "columns": "email"}))
    (everything,) = rows(client.get(LIST, {"export": "csv"}))

    assert list(chosen) == ["Reference", "Email address"]
    assert everything["Name"] == "Dana" and everything["Status"] == "Not yet confirmed"


def test_amounts_and_days_are_numbers_and_days_in_a_workbook(client, officer):
    PledgeFactory(name="=1+1")
    sheet = load_workbook(io.BytesIO(client.get(LIST, {"export": "xlsx"}).getvalue())).active
    headings, cells = ([*row] for row in sheet.iter_rows())
    kinds = {heading.value: cell.data_type for heading, cell in zip(headings, cells, strict=True)}

    assert kinds["Amount"] == "n" and kinds["Made on"] == "d" and kinds["Name"] == "s"


def test_an_export_is_in_the_language_of_who_takes_it(client, officer):
    UserProfile.objects.create(user=officer, preferred_language="fr")
    PledgeFactory()

    (row,) = rows(client.get(LIST, {"export": "csv", "columns": "status"}))

    assert list(row.values())[1] == "Pas encore confirmée"


def test_who_took_which_list_is_kept_and_none_of_its_values(client, officer):
    PledgeFactory.create_batch(3, email="dana@example.org")
    client.get(LIST, {"export": "xlsx", "q": "dana"})

    entry = ModelLogEntry.objects.get(action=EXPORTED)

    assert entry.user == officer
    assert entry.data == {"list": "pledges", "rows": 3, "kind": "xlsx"}
    assert "Exported a list: pledges, 3 rows, xlsx" in entry.message


def test_an_officer_who_may_see_but_not_export_is_offered_none_and_gets_none(client):
    user = UserFactory()
    client.force_login(user)

    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_pledge"]))
    pledge = PledgeFactory()

    assert "export=csv" not in client.get(LIST).content.decode()
    answer = client.get(LIST, {"export": "csv"})

    assert answer.status_code == 302 and answer["Location"] == reverse("wagtailadmin_home")
    assert pledge.reference not in answer.getvalue().decode()
    assert not ModelLogEntry.objects.filter(action=EXPORTED).exists()


def test_a_reference_is_found_with_spaces_and_small_letters(client, officer):
    pledge, other = PledgeFactory.create_batch(2)
    page = client.get(LIST, {"q": pledge.reference_for_people.lower()}).content.decode()

    assert pledge.reference_for_people in page and other.reference_for_people not in page
