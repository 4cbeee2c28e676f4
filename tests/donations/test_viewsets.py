"""What officers may see, and that nobody may touch."""

import csv
import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from donations.models import Pledge
from tests.donations.officers import sign_in
from tests.factories.donations import BankAccountFactory, PledgeFactory, ProgrammePageFactory, programmes

pytestmark = pytest.mark.django_db

LIST = "/admin/pledge/"


@pytest.fixture
def officer(client):
    return sign_in(client, "view_pledge", "export_pledge")


def test_an_officer_sees_filters_and_opens_pledges(officer):
    shown, hidden = PledgeFactory(confirmed=True), PledgeFactory(currency="KWD")
    page = officer.get(LIST).content.decode()
    assert shown.reference_for_people in page and hidden.reference_for_people in page and "50.00\xa0EUR" in page
    page = officer.get(LIST, {"currency": "EUR", "status": "active"}).content.decode()
    assert shown.reference_for_people in page and hidden.reference_for_people not in page
    assert shown.reference_for_people in officer.get(LIST, {"q": shown.reference}).content.decode()
    assert "supporter@example.org" in officer.get(f"{LIST}inspect/{shown.pk}/").content.decode()


def test_a_row_is_one_line_with_one_link_and_no_menu_of_its_own(officer):
    pledge = PledgeFactory(confirmed=True)
    (rows,) = re.findall(r"<tbody>(.*?)</tbody>", officer.get(LIST).content.decode(), re.DOTALL)
    assert re.findall(r'href="([^"]*)"', rows) == [f"{LIST}inspect/{pledge.pk}/"]
    assert "w-dropdown" not in rows


@pytest.fixture
def in_two_languages():
    """A programme in English and in French."""
    english = ProgrammePageFactory(title="Harbour")
    french = ProgrammePageFactory(
        title="Maison sûre", parent=programmes("fr"), translation_key=english.translation_key
    )
    return english, french


@pytest.mark.parametrize(("language", "title"), [("en", "Harbour"), ("fr", "Maison sûre"), ("ar", "Harbour")])
def test_a_programme_is_offered_once_in_the_officers_language_and_finds_the_pledges_of_each(
    officer, in_two_languages, language, title
):
    made = [PledgeFactory(programme=page) for page in in_two_languages]
    other = PledgeFactory()
    user = get_user_model().objects.get(pk=officer.session["_auth_user_id"])
    UserProfile.objects.create(user=user, preferred_language=language)
    key = str(in_two_languages[0].translation_key)
    found = officer.get(LIST, {"programme": key})
    shown = found.content.decode()
    offered = re.findall(rf'<option value="{key}"[^>]*>([^<]*)<', shown)
    assert offered == [title]
    assert {pledge.pk for pledge in found.context["object_list"]} == {pledge.pk for pledge in made}
    # In the choice, among the filters in force, and once in each row.
    assert shown.count(title) == 4 and other.reference_for_people not in shown
    assert not officer.get(LIST, {"programme": "nothing"}).context["filters"].is_valid()


def test_a_pledge_is_found_by_reference_address_or_part_of_a_name(officer):
    wanted = PledgeFactory(name="Nadia Haddad", email="Nadia@Example.org")
    PledgeFactory(email="somebody@example.org")
    spaced = f"{wanted.reference[:4]} {wanted.reference[4:9]}-{wanted.reference[9:]}".lower()
    for typed in (wanted.reference, spaced, "nadia@example.ORG", "hadd", wanted.reference[4:12]):
        found = officer.get(LIST, {"q": typed}).context["object_list"]
        assert [pledge.pk for pledge in found] == [wanted.pk], typed
    for typed in ("nadia@example.net", "RF18539007547034", "%", "_"):
        assert not officer.get(LIST, {"q": typed}).context["object_list"], typed


@pytest.mark.parametrize("path", ["", "?export=csv", "?export=xlsx", "inspect/{pk}/"])
def test_an_editor_without_the_permission_sees_no_pledge(client, path):
    pledge = PledgeFactory()
    sign_in(client)
    response = client.get(LIST + path.format(pk=pledge.pk), follow=True)
    assert response.redirect_chain
    body = response.getvalue().decode(errors="replace")
    assert (
        pledge.reference not in body
        and pledge.reference_for_people not in body
        and "supporter@example.org" not in body
    )


def test_a_stranger_is_sent_to_sign_in(client):
    assert "login" in client.get(LIST)["Location"]


@pytest.mark.parametrize("path", ["new/", "edit/{pk}/", "delete/{pk}/"])
@pytest.mark.parametrize("flags", [{}, {"is_superuser": True}], ids=["officer", "superuser"])
def test_nobody_changes_a_pledge_in_the_admin(client, path, flags):
    pledge = PledgeFactory()
    sign_in(client, "view_pledge", **flags)
    before = list(Pledge.objects.values())
    for send in (client.get, client.post):
        response = send(LIST + path.format(pk=pledge.pk))
        assert response.status_code in {302, 403} and response.get("Location", "/admin/") == "/admin/"
    assert list(Pledge.objects.values()) == before


def test_exports_hold_text_where_a_formula_was_typed(officer):
    PledgeFactory(name="=cmd|' /C calc'!A0", dedication="+1", email="@sum@example.org", confirmed=True)
    exported = officer.get(LIST, {"export": "csv"}).getvalue().decode()
    (row,) = csv.DictReader(io.StringIO(exported))
    assert row["Name"] == "'=cmd|' /C calc'!A0" and row["Dedication"] == "'+1"
    assert row["Email address"].startswith("'@") and row["Amount"] == "50.00"
    sheet = load_workbook(io.BytesIO(officer.get(LIST, {"export": "xlsx"}).getvalue())).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@"]


def test_the_list_asks_as_often_for_1000_pledges_as_for_10(officer):
    programmes = ProgrammePageFactory.create_batch(5)

    def add(count):
        Pledge.objects.bulk_create(
            PledgeFactory.build(programme=programmes[number % 5], reference=f"R{Pledge.objects.count()}-{number}")
            for number in range(count)
        )

    def queries(**query):
        officer.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            response = officer.get(LIST, query)
            assert response.getvalue()
        return len(captured)

    add(10)
    few, few_exported = queries(), queries(export="csv")
    add(990)
    assert queries() == few and queries(export="csv") == few_exported


def test_accounts_are_kept_by_those_who_may(client):
    account = BankAccountFactory()
    sign_in(client, "view_pledge")
    assert client.get(f"/admin/bankaccount/edit/{account.pk}/").status_code == 302
    sign_in(client, "change_bankaccount", "view_bankaccount")
    assert account.bank in client.get("/admin/bankaccount/").content.decode()
    answer = client.post(
        f"/admin/bankaccount/edit/{account.pk}/",
        {"currency": "EUR", "holder": "H", "number": "DE00", "bic": "COBADEFFXXX", "bank": "B"},
    )
    assert answer.status_code == 200 and "This IBAN is not valid" in answer.content.decode()
