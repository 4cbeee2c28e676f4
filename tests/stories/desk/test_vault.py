"""A vault opens for a reason that is kept, and what is typed into it is sealed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stories.consent import vault
from stories.consent.models import AuditEvent
from tests.factories.accounts import signed_in
from tests.stories.desk.telling import NAME, REASON

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(person):
    return reverse("open_vault", args=[person.pk, "names"])


def test_vault_opens_with_a_reason_and_the_reason_is_kept(client, officer, address):
    assert NAME not in client.get(address).content.decode()
    answer = client.post(address, {"reason": REASON})

    assert NAME in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = AuditEvent.objects.get(kind="vault.read")
    assert REASON in event.sentence
    assert NAME not in event.sentence


@pytest.mark.parametrize("reason", ["", "because"])
def test_vault_stays_closed_without_a_reason(client, officer, address, reason):
    answer = client.post(address, {"reason": reason})

    assert answer.status_code == 200
    assert NAME not in answer.content.decode()
    assert not AuditEvent.objects.filter(kind="vault.read").exists()


def test_vault_stays_closed_when_the_officer_signed_in_long_ago(client, officer, address):
    signed_in(client, ago=timedelta(minutes=11))

    answer = client.post(address, {"reason": REASON})

    assert NAME not in answer.content.decode()
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
    assert client.get(address)["Location"] == answer["Location"], "asked before a reason is typed for nothing"


def test_vault_of_an_erased_person_is_said_to_be_gone(client, officer, person, address, run_commits):
    with run_commits():
        vault.erase(person)

    assert "key is gone" in client.post(address, {"reason": REASON}).content.decode()


def opened(client, person, part) -> dict[str, str]:
    """Open a part of the vault; return what its form brings along."""
    page = client.post(reverse("open_vault", args=[person.pk, part]), {"reason": REASON})
    return {"loaded_state": page.context["form"]["loaded_state"].value()}


def test_what_is_typed_into_a_vault_is_sealed(client, officer, person):
    address = reverse("write_vault", args=[person.pk, "match_terms"])

    answer = client.post(address, {"relative": "Orsolam\nVeltrude", **opened(client, person, "match_terms")})

    assert answer.status_code == 302
    terms = dict(vault.match_terms_of_everybody())[person.pk]
    assert {"kind": "relative", "value": "Veltrude"} in terms
    assert all(b"Veltrude" not in bytes(row.sealed) for row in person.vault_parts.all())


def test_too_long_a_line_comes_back_as_it_was_typed_and_is_not_sealed(client, officer, person):
    address = reverse("write_vault", args=[person.pk, "names"])

    answer = client.post(address, {"names": "Veltrude " * 100, **opened(client, person, "names")})

    assert answer.context["form"].errors
    assert "Veltrude" in answer.content.decode()
    assert person.vault_parts.count() == 1


def test_who_finds_a_screen_left_open_writes_into_no_vault(client, officer, person, address):
    before = bytes(person.vault_parts.get(part="names").sealed)
    signed_in(client, ago=timedelta(minutes=40))

    answer = client.post(reverse("write_vault", args=[person.pk, "names"]), {"names": ""})

    assert answer.status_code == 200 and answer.context["form"].errors
    assert bytes(person.vault_parts.get(part="names").sealed) == before


@pytest.mark.parametrize("state", [None, "", "guessed"])
def test_who_finds_a_screen_left_open_writes_into_no_vault_by_sending_it_twice(client, officer, person, state):
    """What comes back tells an officer who may go on of what is stored: to anybody else it tells nothing."""
    before = bytes(person.vault_parts.get(part="names").sealed)
    signed_in(client, ago=timedelta(minutes=40))
    address = reverse("write_vault", args=[person.pk, "names"])
    sent = {"names": "Somebody else"} | ({} if state is None else {"loaded_state": state})

    answer = client.post(address, sent)
    assert "more than ten minutes" in answer.content.decode() and "Somebody else" in answer.content.decode()
    client.post(address, {"names": "", "loaded_state": answer.context["form"]["loaded_state"].value()})

    assert bytes(person.vault_parts.get(part="names").sealed) == before


def test_an_officer_who_just_signed_in_saves_over_what_was_sealed_meanwhile_once_they_were_told(
    client, officer, person
):
    address = reverse("write_vault", args=[person.pk, "names"])
    old = opened(client, person, "names")
    vault.write(person, "names", ["Somebody"])

    answer = client.post(address, {"names": NAME, **old})
    assert answer.status_code == 200
    state = {"loaded_state": answer.context["form"]["loaded_state"].value()}
    assert client.post(address, {"names": NAME, **state}).status_code == 302


def test_a_part_that_no_vault_has_is_not_found(client, officer, person):
    address = reverse("open_vault", args=[person.pk, "shoe_size"])

    assert client.get(address, follow=True).status_code == 404
