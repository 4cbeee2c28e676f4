"""Whoever may publish a page is offered that, whoever may not hands it in; nobody is sent to moderators."""

import pytest
from django.urls import reverse

from campaign_site.accounts.roles import sync_roles
from tests.factories.accounts import UserFactory
from tests.factories.donations import programmes
from tests.factories.pages import ContentPageFactory, home
from tests.factories.stories import story_index

pytestmark = pytest.mark.django_db
PUBLISH, HAND_IN = "action-publish", "action-submit"


def offered(client, role, address) -> set[str]:
    """Return which of the two buttons the form has for somebody with this role."""
    client.force_login(UserFactory(role=role))
    form = client.get(address).content.decode()
    assert "Save draft" in form and "oderators" not in form
    return {button for button in (PUBLISH, HAND_IN) if f'name="{button}"' in form}


@pytest.mark.parametrize(
    ("role", "make", "buttons"),
    [
        ("Administrator", programmes, {PUBLISH}),
        ("Fundraising officer", programmes, {PUBLISH}),
        ("Administrator", lambda: ContentPageFactory(parent=home("fr")), {PUBLISH}),
        ("Translator", lambda: ContentPageFactory(parent=home("fr")), {HAND_IN}),
        ("Translator", lambda: story_index("fr"), {HAND_IN}),
    ],
    ids=["index", "index of programmes", "text", "translation", "translation of an index"],
)
def test_a_page_is_published_by_who_may_and_handed_in_by_who_may_not(client, role, make, buttons):
    page = make()
    sync_roles()
    assert offered(client, role, reverse("wagtailadmin_pages:edit", args=[page.pk])) == buttons


@pytest.mark.parametrize(("role", "buttons"), [("Administrator", {PUBLISH}), ("Translator", {HAND_IN})])
def test_so_is_a_new_one(client, role, buttons):
    address = reverse("wagtailadmin_pages:add", args=["pages", "contentpage", home("fr").pk])
    assert offered(client, role, address) == buttons


def test_who_hands_in_a_page_can_take_it_back_and_an_administrator_approves_it(client):
    page = ContentPageFactory(parent=home("fr"), live=False)
    page.save_revision()
    page.get_workflow().start(page, translator := UserFactory(role="Translator"))
    client.force_login(translator)
    assert (
        "action-cancel-workflow" in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    )

    administrator, state = UserFactory(role="Administrator"), page.current_workflow_task_state
    client.force_login(administrator)
    client.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]))
    page.refresh_from_db()
    assert page.live
