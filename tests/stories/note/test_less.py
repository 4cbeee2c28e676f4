"""Showing less: what loses its tick is gone at once, and nothing can be added."""

import pytest

from stories.consent.choices import AskedBy, Channel, Element, Method, Purpose, Status, TakedownMode
from stories.consent.models import Consent
from stories.narrowing import narrow
from stories.takedown import take_down
from tests.stories.note.conftest import person_with_texts

pytestmark = pytest.mark.django_db


def in_force(person):
    return Consent.objects.get(contributor=person, status=Status.ACTIVE)


def test_what_loses_its_tick_is_named_first_and_then_gone(client, visitor, person):
    before = in_force(person)
    visitor.press("less")
    page = visitor.press("check_less", elements=["age"], channels=["site"])
    assert [word for word in ("Country", "Print", "Age", "Training") if word in page.words] == ["Country", "Print"]
    assert in_force(person) == before, "nothing is changed yet"

    assert "From now on less is shown." in visitor.press("less_now").text
    now = in_force(person)
    assert (now.supersedes, now.method) == (before, Method.CODE)
    assert (now.elements, now.channels) == ({Element.AGE}, {Channel.SITE})
    assert (now.purposes, now.languages) == (before.purposes, before.languages)


def test_a_language_that_loses_its_tick_is_hidden_at_once(client, visitor, person):
    address = person.stories.live().get().url
    visitor.press("less")
    visitor.press("check_less", languages=["ar"])
    assert client.get(address).status_code == 200
    visitor.press("less_now")
    assert client.get(address).status_code == 404


def test_sent_twice_it_is_taken_away_once(visitor, person):
    visitor.press("less")
    visitor.press("check_less", elements=["age"])
    sent = visitor.what_is_sent("less_now")
    assert "Done." in visitor.send(sent).text
    assert "Done." in visitor.send(sent).text
    assert Consent.objects.filter(contributor=person).count() == 2


def test_what_an_officer_took_away_meanwhile_stays_away(visitor, person):
    visitor.press("less")
    visitor.press("check_less", elements=["age"])
    narrow(in_force(person), purposes={Purpose.AWARENESS})
    visitor.press("less_now")
    now = in_force(person)
    assert (now.elements, now.purposes) == ({Element.AGE}, {Purpose.AWARENESS})


def test_where_nothing_would_be_left_it_is_shown_anew(visitor, person):
    visitor.press("less")
    visitor.press("check_less", purposes=["training"])
    narrow(in_force(person), purposes={Purpose.AWARENESS})
    page = visitor.press("less_now")
    assert "Something changed in the meantime." in page.text
    assert in_force(person).purposes == {Purpose.AWARENESS}


def test_after_hiding_there_is_nothing_to_take_away(visitor, person):
    visitor.press("less")
    visitor.press("check_less", elements=["age"])
    sent = visitor.what_is_sent("less_now")
    take_down(person, mode=TakedownMode.HIDE, asked_by=AskedBy.OFFICER)
    page = visitor.send(sent)
    assert page.status == 200
    assert "There is nothing here that can be taken away on its own." in page.text


@pytest.mark.parametrize("part", ["languages", "purposes", "channels"])
def test_one_tick_of_each_part_must_stay(visitor, person, part):
    visitor.press("less")
    page = visitor.press("check_less", **{part: None})
    assert "Keep at least one tick here." in page.text
    assert f'href="#id_{in_force(person).pk}_{part}"' in page.html
    assert f"id_{in_force(person).pk}_{part}" in page.ids


def test_all_elements_may_go(visitor, person):
    visitor.press("less")
    visitor.press("check_less", elements=None)
    visitor.press("less_now")
    assert in_force(person).elements == frozenset()


def test_nothing_taken_away_changes_nothing(visitor, person):
    visitor.press("less")
    assert "Nothing was taken away." in visitor.press("check_less").text
    assert "Nothing was taken away." in visitor.press("check_less").text
    assert Consent.objects.filter(contributor=person).count() == 1


def test_nothing_can_be_added(visitor, person):
    visitor.press("less")
    for added in ({"elements": ["age", "face"]}, {"purposes": ["press"]}, {"languages": ["fr"]}):
        for step in ("check_less", "less_now"):
            sent = visitor.what_is_sent("check_less", **added)
            visitor.send({**sent, "step": step})
    assert Consent.objects.filter(contributor=person).count() == 1


@pytest.mark.parametrize("number", ["", "0", "-1", "9" * 30, "x", "\x00", "٣"])
def test_a_consent_that_is_none_of_theirs_is_not_touched(visitor, person, number):
    other = in_force(person_with_texts())
    visitor.press("less")
    for consent in (number, str(other.pk)):
        for step in ("check_less", "less_now"):
            sent = visitor.what_is_sent("check_less", elements=["age"], agreement=consent)
            assert visitor.send({**sent, "step": step}).status == 200
    assert Consent.objects.exclude(status=Status.ACTIVE).count() == 0
