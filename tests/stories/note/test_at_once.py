"""Several at the same moment, each on a connection of their own: one result, one reference, no error page."""

import pytest

from stories.consent import codes
from stories.consent.choices import AskedBy, Status, TakedownMode
from stories.consent.models import AuditEvent, CallRequest, Consent, StoryApproval, Takedown
from stories.models import StoryPage
from stories.takedown import take_down
from tests.factories.accounts import UserFactory
from tests.stories.note.conftest import person_with_texts
from tests.stories.note.visitor import Visitor
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(transactional_db):
    return person_with_texts()


@pytest.fixture
def ready(person):
    """`ready("hide", "hide_now")` is somebody with the person's digits, about to press the last of these.

    Keyword arguments are what they type or tick after the first.
    """
    digits = codes.issue(person, None)

    def prepare(*steps, **changes):
        visitor = Visitor()
        visitor.enter(digits)
        visitor.press(steps[0])
        for step in steps[1:-1]:
            visitor.press(step, **changes)
        sent = visitor.what_is_sent(steps[-1], **changes)
        return lambda: visitor.send(sent)

    return prepare


@pytest.mark.parametrize("mode", ["hide", "delete"])
def test_two_presses_at_once_give_one_reference(ready, mode):
    pages = together(ready(mode, f"{mode}_now"), ready(mode, f"{mode}_now"), ready(mode, f"{mode}_now"))
    assert [page.status for page in pages] == [200, 200, 200]
    assert {page.reference for page in pages} == {Takedown.objects.get().reference}


def test_the_person_and_an_officer_at_once_are_one_take_down(ready, person):
    officer = UserFactory()
    page, theirs = together(
        ready("hide", "hide_now"),
        lambda: take_down(person, mode=TakedownMode.HIDE, asked_by=AskedBy.OFFICER, actor=officer),
    )
    assert page.reference == theirs.reference == Takedown.objects.get().reference
    assert AuditEvent.objects.filter(kind="takedown.hidden").count() == 1


def test_hiding_wins_over_showing_less(ready, person):
    visits = [ready("hide", "hide_now"), ready("less", "check_less", "less_now", elements=["age"])]
    pages = together(*visits)
    assert [page.status for page in pages] == [200, 200]
    assert not StoryPage.objects.live().exists()
    assert not Consent.objects.filter(status=Status.ACTIVE).exists()


def test_showing_less_twice_at_once_makes_one_new_consent(ready, person):
    pages = together(*(ready("less", "check_less", "less_now", elements=["age"]) for _visitor in range(2)))
    assert [page.status for page in pages] == [200, 200]
    assert Consent.objects.filter(contributor=person).count() == 2


def test_a_call_asked_for_twice_at_once_is_one_wish(ready):
    pages = together(*(ready("call", "ask_for_call", message="Friday.") for _visitor in range(2)))
    assert [page.status for page in pages] == [200, 200]
    assert CallRequest.objects.count() == 1


def test_saying_yes_twice_at_once_is_one_yes(person):
    digits = codes.issue(person, None)
    visits = []
    for _visitor in range(2):
        visitor = Visitor()
        visitor.enter(digits)
        visitor.press("texts")
        key = [value for form in visitor.page.forms for name, value in form.buttons if name == "text"][1]
        visitor.press("text", key)
        visits.append((visitor, visitor.what_is_sent("say_yes")))
    pages = together(*(lambda visitor=visitor, sent=sent: visitor.send(sent) for visitor, sent in visits))
    assert ["Thank you." in page.text for page in pages] == [True, True]
    assert StoryApproval.objects.filter(consent__contributor=person, language="ar").count() == 1
