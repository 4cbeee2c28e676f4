"""The numbers: only what is confirmed, a country and a name from five on, a minute old at most."""

import pytest
from django.utils import translation

from campaign_site.movement import signing
from campaign_site.movement.counting import LEAST, standing
from campaign_site.movement.models import Commitment, MovementSettings
from tests.factories.movement import CommitmentFactory
from tests.movement.visitor import in_days, newest_link, press, send

pytestmark = pytest.mark.django_db


def people(number: int, **fields) -> None:
    CommitmentFactory.create_batch(number, confirmed=True, **fields)


def test_what_nobody_confirmed_counts_nowhere():
    CommitmentFactory.create_batch(LEAST, may_show_name=True)
    assert standing() == (0, [], 0, [])


def test_a_country_is_shown_from_five_people_on_so_that_nobody_is_singled_out():
    people(LEAST, country="GH")
    people(LEAST - 1, country="TV")
    numbers = standing()
    assert numbers.places == [("Ghana", LEAST)]
    assert (numbers.total, numbers.elsewhere, numbers.most) == (2 * LEAST - 1, LEAST - 1, LEAST)


def test_countries_stand_by_number_then_by_name_in_the_readers_language():
    for country, number in (("GH", 5), ("EG", 5), ("PH", 6)):
        people(number, country=country)
    with translation.override("fr"):
        assert [place.name for place in standing().places] == ["Philippines", "Égypte", "Ghana"]


def test_a_first_name_is_shown_only_of_those_who_agreed_and_from_five_on():
    people(LEAST, first_name="Ama", may_show_name=True)
    people(LEAST - 1, first_name="Esi", may_show_name=True)
    people(1, first_name="Esi")
    people(LEAST, first_name="Yaw")
    assert standing().names == ["Ama"]


def test_names_are_shown_when_editors_say_so_without_those_that_they_leave_out():
    found = ["Ama", "Insult", "Esi"]
    assert MovementSettings(shows_names=False).shown_of(found) == []
    assert MovementSettings(shows_names=True, hidden_names=" insult \n\n").shown_of(found) == ["Ama", "Esi"]


def test_reading_again_within_a_minute_asks_the_database_nothing(django_assert_num_queries):
    people(LEAST)
    standing()
    with django_assert_num_queries(0):
        standing()


def test_who_confirms_or_takes_it_back_is_in_the_next_number(client, run_commits):
    assert standing().total == 0
    send(client, run_commits)
    press(client, run_commits, newest_link())
    assert standing().total == 1
    press(client, run_commits, newest_link())
    assert standing().total == 0


def test_clearing_away_takes_what_waited_too_long_and_nothing_else():
    people(1)
    CommitmentFactory()
    with in_days(6):
        assert signing.forget_unconfirmed() == 0
        CommitmentFactory()
    with in_days(8):
        assert (signing.forget_unconfirmed(), signing.forget_unconfirmed()) == (1, 0)
    assert Commitment.objects.count() == 2
