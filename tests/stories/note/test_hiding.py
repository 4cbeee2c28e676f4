"""Hide, and hide and delete: two presses, at once, whatever else is out of order, with one reference."""

import pytest
from django.core import mail

from stories.consent import codes
from stories.consent.choices import AskedBy, ContributorStatus, Status, TakedownMode
from stories.consent.models import CallRequest, Consent, Takedown
from stories.models import StoryPage
from stories.takedown import take_down
from tests.factories.accounts import UserFactory
from tests.stories.note.visitor import Visitor

pytestmark = pytest.mark.django_db


def public_addresses(person):
    return [story.url for story in StoryPage.objects.for_public_display().filter(contributor=person)]


def test_hiding_takes_two_presses_and_is_there_at_once(client, visitor, person):
    (address,) = public_addresses(person)
    visitor.press("hide")
    assert "We cannot reach that copy." in visitor.page.text
    assert client.get(address).status_code == 200, "nothing is done before the second press"
    assert not Takedown.objects.exists()

    page = visitor.press("hide_now")
    takedown = Takedown.objects.get()
    assert page.text.count(f"Done. Reference {takedown.reference} .") == 1
    assert page.reference == takedown.reference
    assert (takedown.mode, takedown.asked_by, takedown.actor) == (TakedownMode.HIDE, AskedBy.PERSON, None)
    assert client.get(address).status_code == 404
    assert not StoryPage.objects.live().exists()
    assert set(Consent.objects.values_list("status", flat=True)) == {Status.WITHDRAWN}


def test_sent_twice_it_gives_the_same_reference(visitor):
    visitor.press("hide")
    sent = visitor.what_is_sent("hide_now")
    first, second = visitor.send(sent), visitor.send(sent)
    assert first.reference == second.reference != ""
    assert visitor.press("menu").has("hide")
    visitor.press("hide")
    assert visitor.press("hide_now").reference == first.reference
    assert Takedown.objects.count() == 1


def test_hiding_twice_beside_an_officer_is_one_take_down(visitor, person):
    visitor.press("hide")
    theirs = take_down(person, mode=TakedownMode.HIDE, asked_by=AskedBy.OFFICER, actor=UserFactory())
    assert visitor.press("hide_now").reference == theirs.reference


def test_the_last_page_can_be_read_in_another_language(visitor):
    visitor.press("hide")
    reference = visitor.press("hide_now").reference
    page = visitor.press("language", "ar")
    assert page.root == {"lang": "ar", "dir": "rtl"}
    assert page.reference == reference
    assert visitor.press("menu").has("delete"), "who has hidden can still have all deleted"


def test_deleting_says_first_what_cannot_be_undone_and_then_closes_the_page(visitor, person, digits, run_commits):
    visitor.press("delete")
    assert "This cannot be undone." in visitor.page.text
    assert not Takedown.objects.exists()
    sent = visitor.what_is_sent("delete_now")
    with run_commits():
        page = visitor.send(sent)
    takedown = Takedown.objects.get()
    assert (page.reference, takedown.mode) == (takedown.reference, TakedownMode.ERASE)
    assert [button for form in page.forms for button in form.buttons if button[0] == "step"] == []
    assert not StoryPage.objects.live().exists()

    assert visitor.send(sent).reference == takedown.reference, "pressed twice"
    for step in ("menu", "texts", "agreed", "less", "call"):
        closed = visitor.send({**sent, "step": step})
        assert closed.form_with("digits"), step
        assert takedown.reference not in closed.html
    assert not Visitor().enter(digits).has("hide")


def test_the_word_counts_before_the_deleting_is_done(visitor, person, digits):
    """Deleting follows after the commit and may take its time: here it has not begun."""
    visitor.press("delete")
    sent = visitor.what_is_sent("delete_now")
    page = visitor.send(sent)
    person.refresh_from_db()
    assert person.status == ContributorStatus.ACTIVE
    assert visitor.send(sent).reference == page.reference
    assert visitor.send({**sent, "step": "menu"}).form_with("digits")
    assert not Visitor().enter(digits).has("hide")
    french = visitor.send({**sent, "step": "reference", "language": "fr"})
    assert (french.root["lang"], french.reference) == ("fr", page.reference)


def test_the_reference_of_another_person_is_shown_to_nobody(visitor, person):
    from tests.stories.note.conftest import person_with_texts

    other = take_down(person_with_texts(), mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)
    sent = {**visitor.page.form_with("step", "hide").fields, "step": "reference"}
    page = visitor.send(sent)
    assert other.reference not in page.html
    assert page.has("hide")


def test_a_revoked_code_shows_no_reference(visitor, person):
    visitor.press("hide")
    sent = visitor.what_is_sent("hide_now")
    reference = visitor.send(sent).reference
    codes.revoke(person, None)
    assert reference not in visitor.send(sent).html
    assert reference not in visitor.send({**sent, "step": "reference"}).html


@pytest.mark.parametrize("mode", ["hide", "delete"])
def test_it_works_while_cache_storage_and_mail_are_away(client, visitor, person, settings, mode):
    (address,) = public_addresses(person)
    settings.CACHES = {
        "default": {
            "BACKEND": "campaign_site.delivery.caching.forgiving_cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
        }
    }
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": "/dev/null/no"},
        }
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    visitor.press(mode)
    assert visitor.press(f"{mode}_now").reference
    assert client.get(address).status_code == 404


def test_nothing_is_mailed_to_or_about_the_person(visitor, person, run_commits):
    UserFactory(role="Protection officer")
    visitor.press("hide")
    with run_commits():
        visitor.press("hide_now")
    for message in mail.outbox:
        assert person.display_name not in message.body + message.subject


def test_somebody_without_any_text_or_consent_can_still_hide_and_delete(db):
    from tests.factories.stories import ContributorFactory, story_index

    story_index()
    person = ContributorFactory()
    for mode in ("hide", "delete"):
        visitor = Visitor()
        visitor.enter(codes.issue(person, None))
        visitor.press(mode)
        assert visitor.press(f"{mode}_now").reference


def test_a_call_is_asked_for_once_however_often_it_is_sent(visitor, person):
    visitor.press("call")
    assert "Please write a few words." in visitor.press("ask_for_call").text
    visitor.press("ask_for_call", message="x" * 1001)
    assert not CallRequest.objects.exists()
    sent = visitor.what_is_sent("ask_for_call", message="Tuesday after four.\nNot at home.")
    assert "Done." in visitor.send(sent).text
    assert "Done." in visitor.send(sent).text
    assert CallRequest.objects.get().contributor == person
    assert "Tuesday" not in visitor.page.html
    assert visitor.press("language", "es").text.count("Hecho.") == 1
    assert CallRequest.objects.count() == 1


def test_what_was_agreed_stands_there_in_plain_words(visitor, person):
    page = visitor.press("agreed")
    for word in (
        "Age",
        "Country",
        "English",
        "العربية",
        "Telling the public",
        "Training",
        "This website",
        "Print",
    ):
        assert word in page.words, word
    take_down(person, mode=TakedownMode.HIDE, asked_by=AskedBy.OFFICER)
    assert "You have not agreed to anything right now" in visitor.press("language", "en").text
