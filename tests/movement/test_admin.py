"""Who stands with survivors, as the house's own people see it."""

import pytest
from wagtail.models import ModelLogEntry

from campaign_site.lists.spreadsheets import EXPORTED
from campaign_site.movement.models import MovementSettings
from campaign_site.movement.viewsets import CommitmentViewSet
from tests.factories.accounts import UserFactory
from tests.factories.movement import CommitmentFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/commitment/"


@pytest.fixture
def sign_in(client):
    """`sign_in("Writer")`: the client of somebody with that role."""

    def signing_in(role: str):
        client.force_login(UserFactory(role=role))
        return client

    return signing_in


def test_an_administrator_reads_names_and_countries_and_nothing_of_who_did_not_confirm(sign_in):
    CommitmentFactory(confirmed=True, first_name="Akosua", address="akosua@example.org")
    waiting = CommitmentFactory(first_name="Yaa", address="yaa@example.org")
    page = sign_in("Administrator").get(LIST).content.decode()
    assert "Akosua" in page and "Ghana" in page
    assert "Yaa" not in page and "example.org" not in page and waiting.address_hash not in page


def test_the_list_is_searched_filtered_and_taken_along_which_is_kept(sign_in):
    CommitmentFactory(confirmed=True, first_name="Akosua")
    CommitmentFactory(confirmed=True, first_name="Kofi", country="TG")
    client = sign_in("Administrator")
    assert "Kofi" not in client.get(LIST, {"q": "kosu"}).content.decode()
    assert "Akosua" not in client.get(LIST, {"country": "TG"}).content.decode()
    sheet = b"".join(client.get(LIST, {"export": "csv"}).streaming_content).decode()
    assert "Kofi" in sheet and "Togo" in sheet and "@" not in sheet
    (entry,) = ModelLogEntry.objects.filter(action=EXPORTED)
    assert entry.data["rows"] == 2 and "Kofi" not in str(entry.data)


@pytest.mark.parametrize(
    "role", ["Writer", "Protection officer", "Reviewer", "Press officer", "Fundraising officer", "Translator"]
)
def test_nobody_else_reads_the_list(sign_in, role):
    CommitmentFactory(confirmed=True, first_name="Akosua")
    answer = sign_in(role).get(LIST, follow=True)
    assert "Akosua" not in answer.content.decode()


@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_not_even_a_superuser_changes_what_somebody_signed(action):
    policy = CommitmentViewSet().permission_policy
    assert not policy.user_has_permission(UserFactory(is_superuser=True), action)


def test_names_are_hidden_until_somebody_decides_to_show_them():
    assert MovementSettings().shows_names is False
