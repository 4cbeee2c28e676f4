"""Officers enter the words that stand for a person's elements; nobody reads the own word back from the screen."""

import pytest
from django.urls import reverse

from stories.consent.models import Slot
from stories.words import own_word
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory

pytestmark = pytest.mark.django_db

WORD, OTHERWISE = "Velmoruna", "a town in the north"


@pytest.fixture
def address():
    return reverse("change_words", args=[ContributorFactory().pk, "en", "city"])


def test_words_are_kept_sealed_and_never_shown_again(client, officer, address):
    answer = client.post(address, {"value": WORD, "otherwise": OTHERWISE})

    slot = Slot.objects.get()
    assert answer.status_code == 302
    assert (own_word(slot, slot.contributor), slot.otherwise) == (WORD, OTHERWISE)
    for page in (address, answer["Location"]):
        assert WORD not in client.get(page).content.decode()


def test_other_words_can_be_changed_without_typing_the_own_word_again(client, officer, address):
    client.post(address, {"value": WORD, "otherwise": OTHERWISE})
    client.post(address, {"value": "", "otherwise": "a place by the sea"})

    slot = Slot.objects.get()
    assert (own_word(slot, slot.contributor), slot.otherwise) == (WORD, "a place by the sea")


def test_own_word_is_removed_only_when_that_is_ticked(client, officer, address):
    client.post(address, {"value": WORD, "otherwise": OTHERWISE})
    client.post(address, {"value": "", "otherwise": OTHERWISE, "is_removed": "on"})

    assert own_word(Slot.objects.get(), Slot.objects.get().contributor) is None


def test_words_that_give_the_own_word_away_are_refused_beside_the_field(client, officer, address):
    answer = client.post(address, {"value": WORD, "otherwise": f"near {WORD}"})

    assert "otherwise" in answer.context["form"].errors
    assert not Slot.objects.exists()


@pytest.mark.parametrize("tail", ["xx/city/", "en/face/", "en/nothing/"])
def test_unknown_language_or_element_is_not_found(client, officer, tail):
    person = ContributorFactory()

    answer = client.get(f"{reverse('person_words', args=[person.pk])}{tail}", follow=True)

    assert answer.status_code == 404


@pytest.mark.parametrize("role", ["Writer", "Reviewer", "Translator", "Administrator"])
def test_nobody_else_sets_or_lists_words(client, officer, address, role):
    client.force_login(UserFactory(role=role))

    answer = client.post(address, {"value": WORD, "otherwise": OTHERWISE})

    assert answer.status_code in (302, 403)
    assert not Slot.objects.exists()
