"""The desk's lists: by code only, found however a code is typed, taken out by those who may, each time kept."""

import csv
import io

import pytest
from django.urls import reverse

from stories.consent import calls
from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import AuditEvent, Consent, Takedown
from stories.models import StoryPage
from stories.takedown import take_down
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory
from tests.stories.reviewing import handed_in

pytestmark = pytest.mark.django_db

LISTS = ["story_list", "consent", "contributor", "takedown", "call"]
STORIES = "/admin/story_list/"


def rows(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


@pytest.fixture(scope="module")
def two(written_once):
    """Two people with everything that a list could show of them: a take-down, and a public story."""
    with written_once():
        hidden = StoryFactory(live=True)
        takedown = take_down(hidden.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
        story = StoryFactory(
            live=True, headline="The long way home", contributor__display_name="Amina of the river"
        )
        calls.ask(story.contributor, "After nine in the evening")
    return takedown, story


@pytest.fixture
def takedown(two, db):
    return Takedown.objects.get(pk=two[0].pk)


@pytest.fixture
def told(two, db):
    return StoryPage.objects.get(pk=two[1].pk)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_and_its_export_show_codes_and_neither_names_nor_headlines(client, officer, told, name):
    address = reverse(f"{name}:index")
    texts = [client.get(address).content.decode(), client.get(address, {"export": "csv"}).getvalue().decode()]
    everything = [column.name for column in client.get(address).context["view"].every_column]
    texts.append(client.get(address, {"columns": everything}).content.decode())

    assert told.contributor.code in texts[0] or name == "takedown"
    for text in texts:
        assert "long way home" not in text and "Amina" not in text and "After nine" not in text


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("typed", ["{}", "{} ", "small", "spaced", "bare"])
def test_a_code_is_found_however_it_is_typed(client, officer, told, takedown, name, typed):
    code = takedown.contributor.code if name == "takedown" else told.contributor.code
    bare = code.removeprefix("AV-")
    query = {"small": code.lower(), "spaced": " ".join(code.replace("-", "")), "bare": bare}.get(typed, code)

    found = client.get(reverse(f"{name}:index"), {"q": query}).context["object_list"]

    assert {getattr(row, "contributor", row).code for row in found} == {code}


@pytest.mark.parametrize("name", LISTS)
def test_an_export_is_an_audit_event_without_a_value(client, officer, told, name):
    client.get(reverse(f"{name}:index"), {"export": "csv"})

    event = AuditEvent.objects.latest("sequence")

    assert event.kind == "list.exported" and event.actor == str(officer)
    assert told.contributor.code not in event.sentence + event.subject
    assert "rows, csv" in event.sentence


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "role", ["Writer", "Reviewer", "Translator", "Administrator", "Press officer", "superuser"]
)
def test_nobody_else_takes_a_list_with_them(client, told, name, role):
    client.force_login(UserFactory(is_superuser=True) if role == "superuser" else UserFactory(role=role))
    events = AuditEvent.objects.count()

    answer = client.get(reverse(f"{name}:index"), {"export": "csv"})

    assert answer.status_code == 302 and told.contributor.code not in answer.getvalue().decode()
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("Writer", True),
        ("Reviewer", True),
        ("Translator", True),
        ("Administrator", False),
        ("Press officer", False),
    ],
)
def test_the_list_of_stories_is_for_whoever_holds_a_right_on_them(client, told, role, sees):
    client.force_login(UserFactory(role=role))

    assert (client.get(STORIES).status_code == 200) is sees
    assert (STORIES in client.get("/admin/").content.decode()) is sees


def test_stories_are_found_by_what_waits_and_by_where_they_stand(client, reviewer, told):
    client.force_login(reviewer)
    waiting, draft = handed_in(), StoryFactory()

    def found(**query):
        return {story.pk for story in client.get(STORIES, query).context["object_list"]}

    hidden = found(state="hidden")
    assert found(waits="review") == found(state="review") == {waiting.pk}
    assert found(waits="person") == set()
    assert found(state=["draft", "public"]) == {draft.pk, told.pk} and len(hidden) == 1
    assert found(uncovered="true") == {draft.pk} | hidden


def test_a_code_leads_into_the_editor_only_whom_it_lets_in(client, told):
    waiting = handed_in()
    for role, ways in (("Reviewer", {waiting}), ("Protection officer", {told, waiting}), ("Writer", set())):
        client.force_login(UserFactory(role=role))
        page = client.get(STORIES).content.decode()
        addresses = {story: reverse("wagtailadmin_pages:edit", args=[story.pk]) for story in (told, waiting)}

        assert {story for story, address in addresses.items() if f'href="{address}"' in page} == ways
        assert {story for story, address in addresses.items() if client.get(address).status_code == 200} == ways


def test_who_may_hide_is_led_from_a_public_story_to_hiding_it(client, told):
    waiting = handed_in()
    for role, ways in (("Reviewer", {told}), ("Protection officer", {told}), ("Writer", set())):
        client.force_login(UserFactory(role=role))
        page = client.get(STORIES).content.decode()
        addresses = {story: reverse("wagtailadmin_pages:unpublish", args=[story.pk]) for story in (told, waiting)}

        assert {story for story, address in addresses.items() if f'href="{address}"' in page} == ways
        assert client.get(addresses[told]).status_code == (200 if ways else 302)


def test_a_filter_in_force_says_yes_or_no(client, told):
    client.force_login(UserFactory(role="Reviewer"))
    for value, word in (("true", "Yes"), ("false", "No")):
        page = client.get(STORIES, {"uncovered": value})
        assert [active.value for active in page.context["active_filters"]] == [word]


def test_consents_say_what_they_cover_in_words(client, officer, told):
    (row,) = [
        row
        for row in rows(client.get("/admin/consent/", {"export": "csv"}))
        if row["Code"] == told.contributor.code
    ]

    assert row["Purposes"] == "Telling the public" and row["Languages"] == "English, العربية"
    assert row["Valid until"] == str(Consent.objects.get(contributor=told.contributor).valid_until)


def test_open_takedowns_and_calls_are_found(client, officer, told, takedown):
    assert client.get("/admin/takedown/", {"is_open": "true"}).context["object_list"].get() == takedown
    assert (
        client.get("/admin/takedown/", {"q": f" {takedown.reference} "}).context["object_list"].get() == takedown
    )
    assert not client.get("/admin/takedown/", {"is_open": "false"}).context["object_list"]

    call = told.contributor.call_requests.get()
    page = client.get("/admin/call/", {"is_open": "true"}).content.decode()
    assert reverse("read_call", args=[call.pk]) in page
