"""The dashboard: each role sees what waits for it, each number is that of the list it leads to, and no other."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign_site.accounts.role_table import ROLES
from stories.consent import calls
from stories.consent.choices import AskedBy, TakedownMode
from stories.takedown import take_down
from tests.factories.accounts import UserFactory
from tests.factories.donations import PledgeFactory, ProgrammePageFactory
from tests.factories.many_stories import multiply
from tests.factories.pages import ContentPageFactory, HelplineFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import StoryFactory, active_consent
from tests.stories.reviewing import hand_in, handed_in

HOME = "/admin/"
NUMBER = re.compile(r'<a href="([^"]+)"><strong>([\d,]+)</strong> <span>([^<]+)</span>')
OF_STORIES = {"Reviews that wait for me": 1, "Take-downs to finish": 1, "Consents that end within 60 days": 1}
# The home page stands in every language from the start, in the words of none.
OF_TRANSLATIONS = {"Translations out of date": 0, "Translations not begun": 1}
OF_TRANSFERS = {"Bank transfers to look at": 0, "Decisions that wait for a second officer": 0}
OF_HELPLINES = {"Helplines to check again": 1}
LACKING = "Pages that lack a language"
EXPECTED = {
    "Writer": {},
    "Protection officer": {
        **OF_STORIES, **OF_HELPLINES, "Texts to read to the person": 1,
        "Calls asked for": 1, "Findings of the identity check": 0
    },
    "Reviewer": OF_STORIES,
    "Press officer": {"Releases under embargo": 1, "Pages to approve": 1},
    "Fundraising officer": {"Pledges not confirmed": 1, **OF_TRANSFERS},
    "Translator": {"Releases under embargo": 1, LACKING: 13, **OF_TRANSLATIONS},
    "Administrator": {
        "Releases under embargo": 1, "Pages to approve": 1, LACKING: 9, **OF_TRANSLATIONS, **OF_HELPLINES
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def world(written_once):
    """One of everything that waits, and beside it some that does not."""
    with written_once():
        writer = UserFactory(role="Writer")
        story = handed_in(owner=writer)
        hand_in(StoryFactory(consented=True, owner=UserFactory(role="Reviewer")))
        hand_in(StoryFactory(consented=True), found_safe=True)
        soon = timezone.now().date() + timedelta(days=59)
        active_consent(valid_until=soon)
        gone = StoryFactory(live=True)
        take_down(gone.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
        calls.ask(story.contributor, "After nine in the evening")
        HelplineFactory(reviewed_on=timezone.localdate() - timedelta(days=400))
        HelplineFactory(reviewed_on=timezone.localdate())
        PledgeFactory(), PledgeFactory(confirmed=True)
        PressReleasePageFactory(embargo_until=timezone.now() + timedelta(days=3)), PressReleasePageFactory()
        for page in (ContentPageFactory(live=False), PressReleasePageFactory(live=False)):
            page.save_revision()
            page.get_workflow().start(page, None)
    return writer


def numbers_on(page: str) -> dict[str, tuple[int, str]]:
    """Return each number by what stands below it, with the address that it leads to."""
    found = NUMBER.findall(page)
    return {label: (int(count.replace(",", "")), url.replace("&amp;", "&")) for url, count, label in found}


def listed(client, address: str) -> int:
    """Return how many rows the list has in all."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    decisions = answer.context.get("decisions")
    return answer.context["paginator"].count if decisions is None else len(decisions)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_each_role_sees_its_own_numbers_and_each_is_that_of_its_list(client, world, role):
    client.force_login(UserFactory(role=role))
    numbers = numbers_on(client.get(HOME).content.decode())
    counts = {label: count for label, (count, _url) in numbers.items()}

    assert counts == EXPECTED[role]
    for label, (count, url) in numbers.items():
        assert listed(client, url) == count, label


@pytest.mark.django_db
def test_a_writer_sees_what_they_write_and_what_they_handed_in(client, world):
    StoryFactory(owner=world)
    client.force_login(world)
    numbers = numbers_on(client.get(HOME).content.decode())

    assert {label: count for label, (count, _url) in numbers.items()} == {
        "Stories that I am writing": 1, "What I handed in": 1
    }  # fmt: skip
    assert [listed(client, url) for _count, url in numbers.values()] == [1, 1]


@pytest.mark.django_db
def test_nobody_without_a_role_sees_a_number(client, world):
    client.force_login(UserFactory(is_superuser=True))
    page = client.get(HOME).content.decode()

    assert set(numbers_on(page)) == {
        "Releases under embargo",
        "Pledges not confirmed",
        LACKING,
        *OF_HELPLINES,
        *OF_TRANSFERS,
        *OF_TRANSLATIONS,
    }
    assert "Take-downs" not in page


@pytest.mark.django_db
def test_the_number_of_the_software_and_of_its_pages_is_gone(client, world):
    client.force_login(UserFactory(role="Administrator"))
    main = client.get(HOME).content.decode().partition("<main")[2]

    assert "editor guide" not in main and "w-summary" not in main


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "drawn"),
    [
        ("Reviewer", {"Stories made public", "Take-downs"}),
        ("Writer", {"Stories made public"}),
        ("Fundraising officer", {"Pledges made", "Pledges confirmed"}),
        ("Press officer", {"Releases published"}),
    ],
)
def test_the_weeks_are_drawn_for_those_who_may_list_them_with_a_table_beside(client, world, role, drawn):
    client.force_login(UserFactory(role=role))
    page = client.get(HOME).content.decode()
    chart = page.partition('<figure class="weeks">')[2].partition("</figure>")[0]
    heads = set(re.findall(r'<th scope="col">([^<]+)</th>', chart))

    assert heads == {"Week from", *drawn}
    assert chart.count('<th scope="row">') == 12
    assert "<rect" in chart and 'role="img"' in chart and "style=" not in chart


@pytest.mark.django_db
def test_the_dashboard_asks_no_more_for_many_than_for_few(client, world):
    """Wagtail's own asks several queries for each page that waits."""
    users = {role.name: UserFactory(role=role.name) for role in ROLES}

    def queries(user) -> int:
        client.force_login(user)
        client.get(HOME)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(HOME).status_code == 200
        return len(captured)

    def after_more(count) -> dict[str, int]:
        for owner in [world, *users.values()] * count:
            handed_in(owner=owner)
            StoryFactory(owner=owner).save_revision(user=owner, log_action=True)
            for page in (ContentPageFactory(live=False), PressReleasePageFactory(live=False)):
                page.save_revision(user=owner)
                page.get_workflow().start(page, owner)
        PledgeFactory.create_batch(count, programme=ProgrammePageFactory())
        multiply(StoryFactory(live=True), 20 * count)
        return {role: queries(user) for role, user in users.items()}

    few, many = after_more(1), after_more(2)

    assert {role: (few[role], asked) for role, asked in many.items() if not asked <= few[role] <= 25} == {}
