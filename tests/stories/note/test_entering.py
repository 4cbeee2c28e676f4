"""The sixteen digits: every way to type them opens the page, and nothing tells why it does not open."""

import re

import pytest
import time_machine

from campaign_site.delivery.models import RateCount
from stories.consent import codes
from stories.consent.attempts import PER_NETWORK
from stories.consent.models import AccessCode, AuditEvent
from tests.stories.note.conftest import person_with_texts
from tests.stories.note.visitor import Visitor

pytestmark = pytest.mark.django_db

MENU = "hide"
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def wrong(digits):
    """Return sixteen digits of which only the last is wrong."""
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def without_digits(page):
    """Return the page without what was typed, which it gives back."""
    return re.sub(r'(name="digits" value=")[^"]*', r"\1", page.html)


@pytest.mark.parametrize(
    "typed",
    [
        lambda digits: digits,
        lambda digits: f"  {codes.in_groups(digits)} ",
        lambda digits: codes.in_groups(digits).replace(" ", "-"),
        lambda digits: codes.in_groups(digits).replace(" ", "\u00a0–"),
        lambda digits: digits.translate(ARABIC),
        lambda digits: f"\u200f{codes.in_groups(digits.translate(PERSIAN))}\u200e",
    ],
    ids=["plain", "groups", "dashes", "other spaces and dashes", "Arabic", "Persian, with marks of direction"],
)
def test_the_digits_open_the_page_however_they_are_typed(digits, typed):
    assert Visitor().enter(typed(digits)).has(MENU)


def test_wrong_old_and_unknown_digits_get_the_same_answer_as_a_person_who_is_slowed(person, digits):
    new = codes.issue(person, None)
    revoked = person_with_texts()
    codes_of_another = codes.issue(revoked, None)
    codes.revoke(revoked, None)
    answers = {}
    for number, (name, typed) in enumerate(
        {"wrong": wrong(new), "old": digits, "revoked": codes_of_another, "guessed": "0000000000000000"}.items()
    ):
        page = Visitor().enter(typed, REMOTE_ADDR=f"203.0.{number}.1")
        assert page.status == 200
        assert not page.has(MENU)
        answers[name] = without_digits(page)

    for _try in range(PER_NETWORK + 1):
        Visitor().enter(wrong(new), REMOTE_ADDR="198.51.100.7")
    slowed = Visitor().enter(new, REMOTE_ADDR="198.51.100.7")
    assert not slowed.has(MENU), "the right digits, after too many wrong ones"
    answers["slowed"] = without_digits(slowed)

    assert len(set(answers.values())) == 1
    assert Visitor().enter(new, REMOTE_ADDR="203.0.113.1").has(MENU), "somebody elsewhere is not kept out"


def test_headers_and_length_of_a_refusal_tell_nothing_either(person, digits):
    refused = Visitor().enter(wrong(digits)).response
    for _try in range(PER_NETWORK):
        Visitor().enter(wrong(digits))
    slowed = Visitor().enter(digits).response
    assert dict(refused.headers) == dict(slowed.headers)
    assert len(refused.content) == len(slowed.content)


def test_the_address_that_counts_is_the_one_the_proxy_saw(digits, settings):
    settings.TRUSTED_PROXIES = 1
    for _try in range(PER_NETWORK + 1):
        Visitor(**{"X-Forwarded-For": "198.51.100.7"}).enter(wrong(digits))
    assert not Visitor(**{"X-Forwarded-For": "1.1.1.1, 198.51.100.9"}).enter(digits).has(MENU)
    assert Visitor(**{"X-Forwarded-For": "203.0.113.20"}).enter(digits).has(MENU)


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("", 0),
        ("123", 3),
        ("12345678901234567", 17),
        ("no digits", 0),
        ("1" * 100_000, 200),
        ("\x00\ud7ff<script>alert(1)</script>", 1),
    ],
)
def test_a_wrong_number_of_digits_is_said_and_costs_no_try(digits, typed, counted):
    page = Visitor().enter(typed)
    assert f"We counted {counted}." in page.text
    assert page.status == 200
    assert "<script" not in page.html
    assert not RateCount.objects.exists()


def test_what_was_typed_stays_so_that_one_digit_can_be_mended(digits):
    page = Visitor().enter(wrong(digits))
    assert page.form_with("digits").fields["digits"] == [codes.in_groups(wrong(digits))]
    assert 'aria-invalid="true"' in page.html
    assert 'href="#id_digits"' in page.html


def test_the_right_digits_are_not_written_back(visitor, digits):
    assert digits not in visitor.page.html
    assert codes.in_groups(digits) not in visitor.page.html


def test_opening_the_address_asks_the_database_nothing_and_changes_nothing(digits, django_assert_num_queries):
    with django_assert_num_queries(0):
        for query in ("", "?step=hide_now", "?digits=" + digits, "?token=x&step=delete_now"):
            assert Visitor().client.get(f"/note/{query}").status_code == 200


def test_the_page_speaks_the_browsers_language_then_the_one_chosen_then_the_persons(person):
    person.language = "es"
    person.save()
    digits = codes.issue(person, None)
    assert Visitor("fr-CH, fr;q=0.9").page.root["lang"] == "fr"
    assert Visitor("sw").page.root["lang"] == "en"

    visitor = Visitor("fr")
    assert visitor.enter(digits).root["lang"] == "es"

    visitor = Visitor("fr")
    assert visitor.press("language", "ar").root == {"lang": "ar", "dir": "rtl"}
    assert visitor.enter("12").root["lang"] == "ar"
    assert visitor.enter(digits).root["lang"] == "ar", "chosen here and now"
    assert visitor.press("hide").root["lang"] == "ar"
    assert visitor.press("language", "fr").text.startswith("Note Aller au contenu")
    assert visitor.page.has("hide_now"), "the same page, in another language"


@pytest.mark.parametrize("language", ["xx", "", "en-gb", "../en", "\x00"])
def test_a_language_that_is_none_is_not_taken(visitor, language):
    page = visitor.send({**visitor.what_is_sent("menu"), "language": language} if visitor.page.has("menu") else {})
    assert page.root["lang"] == "en"


class TestTheToken:
    """What stands in the page instead of a cookie."""

    def token(self, visitor):
        return visitor.page.form_with("step", "hide").fields["token"][0]

    def opens(self, token, step="hide"):
        page = Visitor().send({"token": token, "step": step})
        assert page.status == 200
        return page.has("hide_now")

    def test_it_opens_for_a_quarter_of_an_hour_after_the_last_page(self, digits):
        with time_machine.travel("2026-03-01T10:00Z", tick=False) as clock:
            visitor = Visitor()
            visitor.enter(digits)
            first = self.token(visitor)
            clock.shift(14 * 60)
            visitor.press("call")
            visitor.press("menu")
            second = self.token(visitor)
            clock.shift(2 * 60)
            assert not self.opens(first)
            assert self.opens(second)
            clock.shift(15 * 60)
            assert not self.opens(second)

    def test_it_opens_for_two_hours_at_most(self, digits):
        with time_machine.travel("2026-03-01T10:00Z", tick=False) as clock:
            visitor = Visitor()
            visitor.enter(digits)
            for _quarter in range(12):
                assert visitor.press("menu" if visitor.page.has("menu") else "call").status == 200
                clock.shift(10 * 60)
            assert not visitor.press("menu" if visitor.page.has("menu") else "call").has("ask_for_call")

    def test_it_opens_nothing_once_the_code_is_revoked_or_renewed(self, visitor, person):
        token = self.token(visitor)
        assert self.opens(token)
        codes.issue(person, None)
        assert not self.opens(token)

    def test_it_is_bound_to_its_person(self, visitor, person):
        from stories.note.tokens import Sitting

        other = person_with_texts()
        codes.issue(other, None)
        mine, theirs = (AccessCode.objects.get(contributor=somebody) for somebody in (person, other))
        assert self.opens(Sitting(mine.pk, person.pk, self.now()).token())
        assert not self.opens(Sitting(mine.pk, other.pk, self.now()).token())
        assert not self.opens(Sitting(theirs.pk, person.pk, self.now()).token())

    def test_what_was_signed_for_another_purpose_opens_nothing(self, person, digits):
        from django.core import signing

        code = AccessCode.objects.get(contributor=person)
        values = [code.pk, person.pk, self.now()]
        for salt in ("guarded-form", "django.core.signing", "stories.note.other"):
            assert not self.opens(signing.dumps(values, salt=salt))

    def test_an_altered_one_opens_nothing_and_says_nothing(self, visitor):
        token = self.token(visitor)
        closed = Visitor().send({"token": "", "step": "hide"}).html
        for place in range(0, len(token), 3):
            altered = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
            assert Visitor().send({"token": altered, "step": "hide"}).html == closed
        for nonsense in ("x", "a:b:c", "\x00", "é" * 5000, token + "=", "🙂:🙂:🙂"):
            assert Visitor().send({"token": nonsense, "step": "delete_now"}).html == closed

    def test_it_stands_in_no_address_and_names_nobody(self, visitor, person):
        page = visitor.page
        assert page.html.count(self.token(visitor)) == len(page.forms), "in the forms, and nowhere else"
        assert 'action="/note/"' in page.html
        for telling in (person.code, person.display_name, str(person.uid)):
            assert telling not in page.html

    def now(self):
        import time

        return int(time.time())


def test_guessing_leaves_no_event_that_could_be_read_as_the_persons(person, digits):
    before = AuditEvent.objects.count()
    Visitor().enter(wrong(digits))
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("step", ["", "nothing", "__class__", "menu\x00", "HIDE_NOW"])
def test_a_step_that_is_none_shows_the_menu(visitor, step):
    sent = {**visitor.page.form_with("step", "hide").fields, "step": step}
    assert visitor.send(sent).has(MENU)
