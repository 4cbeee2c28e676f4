"""Bad input: the error stands beside the field, what was typed stays, nothing is saved."""

import html
import re

import pytest

from donations.amounts import parse_amount
from donations.currencies import CURRENCIES
from donations.models import Pledge, ProgrammePage
from tests.donations.supporter import fill_in, pledge_through
from tests.factories.donations import ProgrammePageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def only(written_once):
    with written_once():
        return ProgrammePageFactory()


@pytest.fixture
def programme(only, db):
    return ProgrammePage.objects.get(pk=only.pk)


@pytest.mark.parametrize(
    ("amount", "currency", "says"),
    [
        ("1e9", "EUR", "could not read"),
        ("NaN", "EUR", "could not read"),
        ("Infinity", "EUR", "could not read"),
        ("−1", "EUR", "above nothing"),
        ("٣٫٥", "EUR", "smallest amount is 5\xa0EUR"),
        ("9" * 40, "EUR", "largest amount"),
        ("0.001", "KWD", "smallest amount is 2\xa0KWD"),
        ("10.505", "JPY", "Do you mean 10,505\xa0JPY? Please type “10505”."),
        ("1,000", "EUR", "Do you mean 1,000.00\xa0EUR? Please type “1000”."),
        ("2.525", "KWD", "Do you mean 2,525.000\xa0KWD or 2.525\xa0KWD? Please type “2525” or “02.525”."),
        ("10.000", "KWD", "Please type “10000” or “10”."),
        ("1,000.5", "JPY", "more decimals"),
        ("", "EUR", "Enter an amount."),
        ("ten", "EUR", "could not read"),
    ],
)
def test_odd_amounts_are_answered_beside_the_field(client, programme, amount, currency, says):
    response = client.post("/en/pledge/", fill_in(client, programme, amount=amount, currency=currency))
    page = html.unescape(response.content.decode())
    assert response.status_code == 400 and says in str(response.context["form"].errors["amount"].as_text())
    assert ('aria-invalid="true"' in page and f'name="amount" value="{amount}"' in page) or not amount
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("currency", CURRENCIES)
def test_what_the_form_suggests_is_taken_as_it_stands(client, programme, currency, language):
    page = client.get(f"/{language}/pledge/", {"currency": currency}).content.decode()
    rule, suggested = CURRENCIES[currency], re.findall(r'<bdi class="amount">([^<]+)</bdi>', page)
    expected = [*rule.suggested, rule.minimum]
    assert [parse_amount(text, currency).minor for text in suggested] == expected
    (example,) = re.findall(r'id="id_amount_helptext">([^<]+)', page)
    for number in re.findall(r"\d+(?:[.,٫]\d+)?", example):
        parse_amount(number, currency, smallest=1)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("currency", CURRENCIES)
@pytest.mark.parametrize("typed", ["1", "9" * 12])
def test_the_limit_that_an_error_names_is_taken_as_it_stands(client, programme, currency, language, typed):
    answers = fill_in(client, programme, amount=typed, currency=currency)
    errors = client.post(f"/{language}/pledge/", answers).context["form"].errors["amount"]
    (limit,) = re.findall(rf"[\d.,٫]+\s{currency}", errors[0])
    rule = CURRENCIES[currency]
    assert parse_amount(limit, currency).minor == (rule.minimum if typed == "1" else rule.maximum)


@pytest.mark.parametrize(("amount", "minor"), [("10,5", 1050), ("١٠٫٥", 1050), ("1\u202f000", 100000)])
def test_usual_ways_to_write_lead_to_the_pledge(client, programme, amount, minor):
    assert pledge_through(client, programme, amount=amount).status_code == 303
    assert Pledge.objects.get().minor == minor


@pytest.mark.parametrize("field", ["name", "dedication", "email", "amount", "programme", "rhythm", "language"])
@pytest.mark.parametrize(
    "text", ["a\x00b", "a\ufffdb", "\u202egnp.exe", "x" * 1_000_000], ids=["nul", "broken", "override", "1 MB"]
)
def test_texts_that_cannot_be_kept_are_answered_and_never_fail(client, programme, field, text):
    answers = {**fill_in(client, programme), field: text}
    response = client.post("/en/pledge/", answers)
    assert response.status_code == 400
    assert field in response.context["form"].errors
    assert client.post("/en/pledge/check/", answers).status_code == 400
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("field", ["name", "dedication", "email", "amount", "stamp", "website"])
def test_attacker_cannot_smuggle_a_lone_surrogate_in_by_naming_another_charset(client, programme, field):
    answers = fill_in(client, programme)
    parts = [f'--B\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in answers.items()]
    parts.append(f'--B\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n+2AA-\r\n--B--\r\n')
    body = "".join(parts).encode()
    response = client.generic(
        "POST", "/en/pledge/", body, content_type="multipart/form-data; boundary=B; charset=utf-7"
    )
    assert response.status_code == 400
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("parts", ["", "1", "61", "-3", "2.5", "x", "9" * 40])
def test_impossible_numbers_of_parts_are_answered_beside_the_field(client, programme, parts):
    response = client.post("/en/pledge/", fill_in(client, programme, rhythm="instalments", instalments=parts))
    assert response.status_code == 400 and "instalments" in response.context["form"].errors
    label = re.search(r'<label for="id_instalments">(.*?)</label>', response.content.decode(), re.DOTALL)
    assert "optional" not in label[1], "it is demanded just now"


def test_parts_may_not_become_smaller_than_the_smallest_gift(client, programme):
    answers = fill_in(client, programme, amount="50", rhythm="instalments", instalments="11")
    errors = client.post("/en/pledge/", answers).context["form"].errors
    assert "at least 5\xa0EUR" in errors["instalments"].as_text()
    assert client.post("/en/pledge/", {**answers, "instalments": "١٠"}).status_code == 200


def test_parts_are_left_aside_unless_they_were_chosen(client, programme):
    pledge_through(client, programme, rhythm="monthly", instalments="12")
    assert Pledge.objects.get().instalments == 1


def test_a_form_of_yesterday_asks_to_check_and_keeps_the_answers(client, programme, time_machine_at):
    answers = fill_in(client, programme, amount="64.20")
    with time_machine_at(days=2):
        response = client.post("/en/pledge/", answers)
    assert response.status_code == 400 and 'value="64.20"' in response.content.decode()


@pytest.mark.parametrize("missing", ["stamp", "programme", "currency", "rhythm", "email", "language"])
def test_a_post_without_a_field_is_answered(client, programme, missing):
    answers = fill_in(client, programme)
    del answers[missing]
    assert client.post("/en/pledge/check/", answers).status_code == 400
    assert not Pledge.objects.exists()


def test_nothing_is_chosen_for_the_supporter(client, programme):
    form = client.get("/en/pledge/").context["form"]
    assert form["rhythm"].value() == "once" and not form["show_name"].value() and not form["amount"].value()


def test_a_withdrawn_programme_takes_no_pledge(client, programme):
    answers = fill_in(client, programme)
    programme.unpublish()
    assert client.post("/en/pledge/check/", answers).status_code == 400


def test_a_name_stays_anonymous_unless_the_supporter_says_otherwise(client, programme):
    pledge_through(client, programme, name="Ada")
    pledge_through(client, programme, show_name="on")
    assert list(Pledge.objects.values_list("is_anonymous", flat=True)) == [True, True]


def test_amounts_in_another_currency_are_one_link_away(client, programme):
    page = client.get("/en/pledge/", {"programme": programme.slug}).content.decode()
    assert "In EUR, many people give" in page
    (link,) = re.findall(r'href="(\?currency=JPY[^"]*)"', page)
    there = client.get("/en/pledge/" + link.replace("&amp;", "&"))
    assert "In JPY, many people give" in there.content.decode()
    assert there.context["form"]["programme"].value() == programme.slug
