"""Somebody with a mother whom nobody may read of, and the officers who keep it so."""

import pytest

from stories.consent import vault
from stories.consent.choices import VaultPartName
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory

MOTHER = "Fatima Haddad"


@pytest.fixture(autouse=True)
def _own_keyring(settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "keyring"
    settings.EVIDENCE_ROOT = tmp_path / "evidence"


@pytest.fixture
def enter():
    """`enter(person, MOTHER)` puts a term into a person's vault, in the place of what was there."""

    def put(person, *values, kind="relative"):
        terms = [{"kind": kind, "value": value} for value in values]
        vault.write(person, VaultPartName.MATCH_TERMS, terms)

    return put


@pytest.fixture
def person(db, enter):
    contributor = ContributorFactory()
    enter(contributor, MOTHER)
    return contributor


@pytest.fixture
def other(db):
    return ContributorFactory()


@pytest.fixture
def officer(db):
    return UserFactory(role="Protection officer")
