"""The vault gives plain text to whoever may, just signed in and says why, and to nobody else."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from stories.consent import vault
from stories.consent.access import Access, NotPermitted, ReasonMissing, SignInTooOld
from stories.consent.choices import MatchKind, VaultPartName
from stories.consent.envelope import Unreadable, new_key
from stories.consent.models import AuditEvent, VaultPart
from stories.consent.shapes import WrongShape, pack, unpack
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory
from tests.stories.consent.reader import asks, officer

pytestmark = pytest.mark.django_db

NAMES, CONTACT, TERMS = VaultPartName.NAMES, VaultPartName.CONTACT, VaultPartName.MATCH_TERMS
DATA = {
    NAMES: ["Zahra Haddad", "زهراء حداد"],
    CONTACT: {
        "how": "phone",
        "number_or_address": "+49 170 5550199",
        "safe_times": "Sundays",
        "rule": "Say: the shop",
    },
    TERMS: [{"kind": "relative", "value": "Uncle Karim"}, {"kind": "place", "value": "Wadi Qasr"}],
}
NEEDLES = ["Zahra", "Haddad", "زهراء", "5550199", "Karim", "Qasr"]


@pytest.fixture
def person():
    """A person whose vault holds all three parts."""
    contributor = ContributorFactory()
    for part, data in DATA.items():
        vault.write(contributor, part, data)
    return contributor


def reads():
    return AuditEvent.objects.filter(kind="vault.read")


@pytest.mark.parametrize("part", VaultPartName)
def test_officer_reads_what_was_written_and_it_is_written_down(person, part):
    access = asks()
    assert vault.read(person, part, access=access) == DATA[part]
    event = reads().get()
    assert (event.actor, event.subject) == (str(access.user), person.code)
    assert access.reason in event.sentence
    assert part.value in event.sentence


def test_nothing_written_is_nothing_to_read():
    assert vault.read(ContributorFactory(), NAMES, access=asks()) is None
    assert not reads().exists()


def test_what_is_written_again_replaces_what_was_there(person):
    vault.write(person, NAMES, ["Somebody Else"])
    assert vault.read(person, NAMES, access=asks()) == ["Somebody Else"]
    assert VaultPart.objects.filter(contributor=person).count() == 3


@pytest.mark.parametrize("part", VaultPartName)
def test_person_who_steals_the_database_learns_no_word_and_no_length(person, part):
    sealed = bytes(VaultPart.objects.get(contributor=person, part=part).sealed)
    assert not [needle for needle in NEEDLES if needle.encode() in sealed]
    vault.write(person, NAMES, ["Al"])
    short = len(VaultPart.objects.get(contributor=person, part=NAMES).sealed)
    vault.write(person, NAMES, ["Wolfeschlegelsteinhausenbergerdorff"])
    assert len(VaultPart.objects.get(contributor=person, part=NAMES).sealed) == short


def test_sealed_part_moved_to_another_person_or_part_does_not_open(person):
    stranger = ContributorFactory()
    vault.write(stranger, NAMES, ["Stranger"])
    VaultPart.objects.filter(contributor=stranger, part=NAMES).update(
        sealed=VaultPart.objects.get(contributor=person, part=NAMES).sealed
    )
    VaultPart.objects.filter(contributor=person, part=NAMES).update(
        sealed=VaultPart.objects.get(contributor=person, part=TERMS).sealed
    )
    for contributor in (stranger, person):
        with pytest.raises(Unreadable):
            vault.read(contributor, NAMES, access=asks())


# Who may


def test_user_without_the_permission_is_refused(person):
    for user in (UserFactory(), officer("read_evidence", "view_contributor")):
        with pytest.raises(NotPermitted) as refused:
            vault.read(person, NAMES, access=asks(user))
        assert isinstance(refused.value, PermissionDenied)
    assert not reads().exists()


def test_superuser_without_the_role_is_refused(person):
    with pytest.raises(NotPermitted):
        vault.read(person, NAMES, access=asks(UserFactory(is_superuser=True)))


def test_user_who_was_switched_off_is_refused(person):
    user = officer("read_vault")
    type(user).objects.update(is_active=False)
    with pytest.raises(NotPermitted):
        vault.read(person, NAMES, access=asks(user))


def test_permission_that_was_just_taken_away_counts_at_once(person):
    user = officer("read_vault")
    assert user.has_perm("consent.read_vault"), "Django remembers it for this object"
    user.user_permissions.clear()
    with pytest.raises(NotPermitted):
        vault.read(person, NAMES, access=asks(user))


@pytest.mark.parametrize(
    ("role", "may"),
    [("Protection officer", True), ("Reviewer", False), ("Administrator", False), ("Writer", False)],
)
def test_protection_officers_read_and_no_other_role(person, role, may):
    access = asks(UserFactory(role=role))
    if may:
        assert vault.read(person, NAMES, access=access) == DATA[NAMES]
    else:
        with pytest.raises(NotPermitted):
            vault.read(person, NAMES, access=access)


@pytest.mark.parametrize(("minutes", "refused"), [(9.9, False), (10.1, True), (60 * 24, True), (-5, True)])
def test_sign_in_counts_for_ten_minutes(person, minutes, refused):
    access = asks(minutes_ago=minutes)
    if refused:
        with pytest.raises(SignInTooOld, match="you confirmed that it is you"):
            vault.read(person, NAMES, access=access)
    else:
        assert vault.read(person, NAMES, access=access)


def test_user_who_never_signed_in_is_refused(person):
    with pytest.raises(SignInTooOld):
        vault.read(person, NAMES, access=Access(officer("read_vault"), None, "a good reason for it"))


@pytest.mark.parametrize(
    "reason", ["", "too short", " " * 30, "a" + " " * 30 + "b", "\u202e\u200f\x00" * 10, "x" * 201]
)
def test_no_reason_is_no_reason(person, reason):
    with pytest.raises(ReasonMissing):
        vault.read(person, NAMES, access=asks(reason=reason))
    assert not reads().exists()


def test_reason_stands_on_one_line_in_the_audit_trail(person):
    vault.read(person, NAMES, access=asks(reason="asked by\x00 the\nmission \u202eagain"))
    assert reads().get().sentence.endswith("Reason: asked by the mission again")


def test_reason_never_carries_the_name_into_the_audit_trail(person):
    reason = "zahra HADDAD (+49 170 5550199) asked me about uncle Karim"
    vault.read(person, CONTACT, access=asks(reason=reason))
    assert reads().get().sentence.endswith("Reason: … (…) asked me about …")


# Written down first


FULL = {
    "sqlite": "CREATE TRIGGER full_up BEFORE INSERT ON consent_auditevent BEGIN SELECT RAISE(ABORT, 'full'); END",
    "postgresql": "ALTER TABLE consent_auditevent ADD CONSTRAINT full_up CHECK (false) NOT VALID",
}


def test_nothing_is_given_out_when_it_cannot_be_written_down(person):
    access, given_out = asks(), None
    with connection.cursor() as cursor:
        cursor.execute(FULL[connection.vendor])
    with pytest.raises(IntegrityError):
        given_out = vault.read(person, NAMES, access=access)
    assert given_out is None


@pytest.mark.django_db(transaction=True)
def test_nothing_is_given_out_where_the_audit_event_could_still_be_taken_back(person):
    with pytest.raises(RuntimeError), transaction.atomic():
        vault.read(person, NAMES, access=asks())
    assert not reads().exists()


# What nobody sees


def test_no_word_of_a_vault_is_in_a_log_a_label_or_an_error(person, caplog):
    caplog.set_level(logging.DEBUG)
    rows = list(VaultPart.objects.all())
    seen = [*map(str, rows), *map(repr, rows), str(person), repr(person), repr(asks())]
    VaultPart.objects.filter(part=NAMES).update(sealed=b"x" * 300)
    for data in ("Zahra Haddad", [["Zahra Haddad"]], {"how": "Zahra Haddad"}, ["Haddad" * 200], ["Zahra", ""]):
        with pytest.raises(WrongShape) as refused:
            vault.write(person, NAMES, data)
        seen += [str(refused.value), repr(refused.value)]
    with pytest.raises(Unreadable) as refused:
        vault.read(person, NAMES, access=asks())
    seen += [str(refused.value), repr(refused.value)]
    vault.read(person, CONTACT, access=asks())
    seen += [caplog.text, *AuditEvent.objects.values_list("sentence", flat=True)]
    assert [text for text in seen for needle in NEEDLES if needle in text] == []


# Shapes


texts = st.text(min_size=1, max_size=80).filter(str.strip)
KINDS = frozenset(MatchKind.values)


@given(st.lists(texts, max_size=20))
def test_names_come_back_as_they_were(names):
    packed = pack("names", names, KINDS)
    assert unpack(packed) == names
    assert len(packed) % 256 == 0


@given(st.lists(st.fixed_dictionaries({"kind": st.sampled_from(sorted(KINDS)), "value": texts}), max_size=20))
def test_terms_come_back_as_they_were(terms):
    assert unpack(pack("match_terms", terms, KINDS)) == terms


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("names", None),
        ("names", "Zahra"),
        ("names", [" "]),
        ("names", [1]),
        ("names", ["x"] * 201),
        ("contact", []),
        ("contact", {**DATA[CONTACT], "mother": "x"}),
        ("contact", {"how": "phone"}),
        ("contact", {**DATA[CONTACT], "how": None}),
        ("match_terms", [{"kind": "relative"}]),
        ("match_terms", [{"kind": "the mother, Fatima", "value": "x"}]),
        ("match_terms", [{"kind": ["place"], "value": "x"}]),
        ("match_terms", ["x"]),
        ("secrets", []),
    ],
)
def test_other_shapes_are_refused(part, data):
    with pytest.raises(WrongShape):
        pack(part, data, KINDS)


# The identity check


def test_identity_check_gets_everybodys_terms_and_own_names_with_them(person, run_commits):
    other, erased = ContributorFactory(), ContributorFactory()
    vault.write(other, NAMES, ["Somebody"])
    vault.write(erased, NAMES, ["Nobody"])
    with run_commits():
        vault.erase(erased)
    assert dict(vault.match_terms_of_everybody()) == {
        person.pk: [*({"kind": "legal_name", "value": name} for name in DATA[NAMES]), *DATA[TERMS]],
        other.pk: [{"kind": "legal_name", "value": "Somebody"}],
    }


def test_identity_check_is_told_of_a_vault_that_does_not_open(person, settings):
    settings.VAULT_KEYS = [new_key()]
    assert dict(vault.match_terms_of_everybody()) == {person.pk: None}


def test_identity_check_reads_everybody_with_one_query_and_one_audit_event():
    reader = UserFactory()
    for _number in range(20):
        vault.write(ContributorFactory(), NAMES, ["Somebody"])
    with CaptureQueriesContext(connection) as captured:
        assert len(vault.match_terms_of_everybody(reader)) == 20
    assert sum('FROM "consent_vaultpart"' in query["sql"] for query in captured) == 1
    event = AuditEvent.objects.get(kind="vault.matched")
    assert (event.actor, event.sentence) == (
        str(reader), "The identity check read the terms of 20 people, and showed them to nobody."
    )  # fmt: skip
