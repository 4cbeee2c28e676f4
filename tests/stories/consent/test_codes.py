"""The private code: opens for its person in any script, tells nobody else anything, and cannot be guessed."""

import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import argon2
import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaign_site.delivery import rate_limits
from campaign_site.delivery.models import RateCount
from stories.consent import attempts, codes, keyring, vault
from stories.consent.models import AccessCode, AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.stories import ContributorFactory
from tests.together import together

pytestmark = pytest.mark.django_db

HOME, ELSEWHERE = "198.51.100.7", "203.0.113.9"
NOON = timezone.datetime(2026, 11, 24, 12, 1, tzinfo=timezone.timezone.utc)


@pytest.fixture
def person():
    return ContributorFactory()


@pytest.fixture
def code(person):
    return codes.issue(person, UserFactory())


def wrong(code: str) -> str:
    """Return the code with its last digit changed."""
    return code[:-1] + str((int(code[-1]) + 1) % 10)


def guess(times: int, address: str = HOME) -> None:
    """Type wrong codes, as far as their counting goes."""
    for _time in range(times):
        attempts.begin(address)


# Issuing and revoking


def test_code_has_sixteen_digits_and_opens_for_its_person(person, code):
    assert re.fullmatch(r"[0-9]{16}", code)
    assert codes.check(code, HOME) == person
    assert codes.check(code, HOME) == person, "it is not used up"


def test_code_is_kept_nowhere_in_a_form_that_could_be_tried_offline(person, code):
    row = AccessCode.objects.get()
    assert row.locator == code[:6]
    assert b"argon2" not in bytes(row.verifier)
    assert code[6:].encode() not in bytes(row.verifier)
    texts = [str(row), repr(row), *AuditEvent.objects.values_list("sentence", flat=True)]
    assert not [text for text in texts if code[:6] in text or code[6:] in text]


def test_hash_under_the_seal_is_argon2id_as_owasp_asks(person, code):
    verifier = codes._verifier(AccessCode.objects.get())
    for hashed in (verifier, codes.DUMMY):
        found = argon2.extract_parameters(hashed)
        assert found.type is argon2.Type.ID
        assert (found.memory_cost, found.time_cost, found.parallelism) == (19 * 1024, 2, 1)


def test_new_code_ends_the_one_before(person, code):
    new = codes.issue(person, UserFactory())
    assert codes.check(code, HOME) is None
    assert codes.check(new, HOME) == person
    assert AccessCode.objects.filter(revoked_at=None).count() == 1
    assert [bytes(row.verifier) for row in AccessCode.objects.exclude(revoked_at=None)] == [b""]


def test_database_keeps_one_code_in_force_for_a_person(person, code):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessCode.objects.create(contributor=person, locator="000000", verifier=b"")


def test_revoked_code_opens_nothing_and_revoking_twice_is_revoking_once(person, code):
    officer = UserFactory()
    assert codes.revoke(person, officer)
    assert not codes.revoke(person, officer)
    assert codes.check(code, HOME) is None
    assert AuditEvent.objects.filter(kind="code.revoked").count() == 1


def test_code_of_an_erased_person_opens_nothing(person, code):
    vault.erase(person)
    assert codes.check(code, HOME) is None


def test_code_without_the_persons_key_opens_nothing(person, code, settings, tmp_path):
    settings.VAULT_KEYRING = tmp_path / "away"
    assert codes.check(code, HOME) is None


def test_verifier_of_another_code_does_not_open(person, code):
    other = codes.issue(ContributorFactory(), None)
    stolen = AccessCode.objects.get(locator=other[:6]).verifier
    AccessCode.objects.filter(locator=code[:6]).update(verifier=stolen)
    assert codes.check(code[:6] + other[6:], HOME) is None


def test_verifier_of_a_revoked_code_does_not_bring_it_back(person, code):
    stolen = AccessCode.objects.get().verifier
    new = codes.issue(person, None)
    AccessCode.objects.filter(locator=new[:6]).update(verifier=stolen)
    assert codes.check(new[:6] + code[6:], HOME) is None


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_issue_at_once_leave_one_code_that_opens():
    person = ContributorFactory()

    issued = together(*[lambda: codes.issue(person, None)] * 4)
    opening = [code for code in issued if codes.check(code, f"198.51.{issued.index(code)}.1") == person]
    assert len(opening) == 1
    assert AccessCode.objects.filter(revoked_at=None).count() == 1


# Typing


ARABIC_INDIC, PERSIAN = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"


def test_code_is_read_however_it_is_typed(person, code):
    shown = codes.in_groups(code)
    assert re.fullmatch(r"(\d{4} ){3}\d{4}", shown)
    for typed in (
        shown,
        f"  {shown}\n",
        shown.replace(" ", "-"),
        shown.replace(" ", " – "),
        shown.replace(" ", "\u00a0"),
        f"\u202a{shown}\u202c",
        code.translate(str.maketrans("0123456789", ARABIC_INDIC)),
        shown.translate(str.maketrans("0123456789", PERSIAN)),
    ):
        assert codes.check(typed, HOME) == person, ascii(typed)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "1", "abc", "1" * 15, "1" * 17, "0x" + "1" * 16, "½" * 16, "一" * 16, "\0" * 16, "1" * 10**6],
)
def test_what_is_no_code_is_answered_like_a_wrong_one(person, code, typed):
    assert codes.check(typed, HOME) is None


# The same answer with the same work


@pytest.fixture
def work():
    """What was verified, in whatever thread: "real" or "dummy", time by time. Watched as it runs, not replaced."""
    seen: list[str] = []
    verify = argon2.PasswordHasher.verify.__code__

    def watch(frame, event, _argument):
        if event == "call" and frame.f_code is verify:
            seen.append("dummy" if frame.f_locals["hash"] == codes.DUMMY else "real")

    before = sys.getprofile()
    sys.setprofile(watch), threading.setprofile(watch)
    yield seen
    sys.setprofile(before), threading.setprofile(before)


def test_every_refusal_costs_one_verification(person, code, work, settings, tmp_path):
    revoked, erased = ContributorFactory(), ContributorFactory()
    of_revoked, of_erased = codes.issue(revoked, None), codes.issue(erased, None)
    codes.revoke(revoked, None)
    vault.erase(erased)
    known = set(AccessCode.objects.values_list("locator", flat=True))
    unknown = next(f"{number:06}" for number in range(10) if f"{number:06}" not in known)
    for number, (typed, against) in enumerate(
        [
            (wrong(code), "real"),
            (unknown + code[6:], "dummy"),
            (of_revoked, "dummy"),
            (of_erased, "dummy"),
            ("no code", "dummy"),
            (code[:-1], "dummy"),
            ("", "dummy"),
        ]
    ):
        work.clear()
        assert codes.check(typed, f"198.51.{number}.1") is None
        assert work == [against]
    guess(5)
    work.clear()
    assert codes.check(code, HOME) is None
    assert work == ["dummy"], "slowed down: the right code is not looked at, and takes as long"
    work.clear()
    assert codes.check(code, ELSEWHERE) == person
    assert work == ["real"]


# Guessing


@pytest.fixture(autouse=True)
def _noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_five_wrong_codes_slow_an_address_prefix_and_no_other(person, code):
    for _time in range(4):
        assert codes.check(wrong(code), HOME) is None
    assert codes.check(code, HOME) == person, "four were wrong; the fifth may be right"
    guess(1)
    assert codes.check(code, HOME) is None
    assert codes.check(code, "198.51.100.250") is None, "its neighbour is the same prefix"
    assert codes.check(code, "198.51.101.7") == person


def test_slowed_prefix_may_try_again_after_a_quarter_of_an_hour(person, code, time_machine):
    guess(9)
    assert codes.check(code, HOME) is None
    time_machine.move_to(NOON + rate_limits.WINDOW, tick=False)
    assert codes.check(code, HOME) == person


def test_right_codes_are_not_counted(person, code):
    for _time in range(12):
        assert codes.check(code, HOME) == person
    assert set(RateCount.objects.values_list("number", flat=True)) == {0}


def test_many_wrong_codes_from_everywhere_leave_two_tries_to_each_new_prefix(person, code):
    for number in range(50):
        guess(2, f"198.18.{number}.1")
    assert codes.check(code, ELSEWHERE) == person, "a hundred is not yet too many"
    guess(1, "198.18.60.1")
    guess(1, ELSEWHERE)
    assert codes.check(code, ELSEWHERE) == person, "the second try"
    guess(1, ELSEWHERE)
    assert codes.check(code, ELSEWHERE) is None, "the third"
    assert codes.check(code, HOME) == person, "nobody who comes new is shut out"


def test_address_is_not_kept_and_is_another_bucket_tomorrow(person, time_machine):
    guess(1)
    first = set(RateCount.objects.values_list("bucket", flat=True))
    assert not [bucket for bucket in first if "198" in bucket and "." in bucket]
    time_machine.move_to(NOON + timezone.timedelta(days=1), tick=False)
    attempts.watch()
    assert not RateCount.objects.exists(), "an hour later nothing is left"
    guess(1)
    assert set(RateCount.objects.values_list("bucket", flat=True)) & first == {rate_limits.EVERYBODY}


@pytest.mark.django_db(transaction=True)
def test_forty_guesses_at_once_get_no_more_tries_than_forty_in_a_row(work):
    code = codes.issue(ContributorFactory(), None)

    def guess_at_once(_number):
        try:
            return codes.check(wrong(code), HOME)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(guess_at_once, range(40))) == {None}
    assert work.count("real") == attempts.PER_NETWORK
    assert len(work) == 40
    assert set(RateCount.objects.values_list("number", flat=True)) == {40}


@pytest.mark.django_db(transaction=True)
def test_count_that_could_be_taken_back_is_refused(person, code):
    with pytest.raises(RuntimeError), transaction.atomic():
        codes.check(code, HOME)


# Telling the officers


@pytest.fixture
def officers():
    users = [UserFactory(role="Protection officer"), UserFactory(role="Protection officer")]
    UserFactory(role="Writer")
    UserFactory(role="Protection officer", is_active=False)
    return {user.email for user in users}


def test_burst_from_one_prefix_is_told_to_the_officers_once(officers, run_commits):
    with run_commits():
        guess(14)
        assert attempts.watch() == 0
    assert mail.outbox == []
    with run_commits():
        guess(1)
        attempts.watch()
        guess(30)
        attempts.watch()
    assert {address for message in mail.outbox for address in message.to} == officers
    assert len(mail.outbox) == 2
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert "2026-11-24 12:00" in text and "12:15" in text
    assert not re.search(r"198\.51|AV-|traffick|victim|IOM", text, re.IGNORECASE)


def test_burst_from_everywhere_is_told_once_for_each_quarter_of_an_hour(officers, run_commits, time_machine):
    for quarter in range(2):
        time_machine.move_to(NOON + quarter * rate_limits.WINDOW, tick=False)
        with run_commits():
            for number in range(51):
                guess(2, f"198.18.{number}.1")
            attempts.watch()
            attempts.watch()
    assert len(mail.outbox) == 4


def test_watching_is_one_of_the_periodic_jobs(run_commits):
    from campaign_site.delivery.jobs import periodic

    RateCount.objects.create(kind=attempts.KIND, bucket="x", window=NOON - timezone.timedelta(hours=2), number=1)
    with run_commits():
        assert periodic.run_all()["codes: watch wrong attempts"] == 0
    assert not RateCount.objects.exists()


def test_keyring_is_swept_by_the_periodic_jobs(person, code, run_commits, settings):
    from campaign_site.delivery.jobs import periodic

    path = settings.VAULT_KEYRING / f"{person.uid}.key"
    kept = path.read_bytes()
    keyring.destroy_person_key(person.uid)
    path.write_bytes(kept)
    with run_commits():
        assert periodic.run_all()["keyring: sweep"] == 1
    assert not path.exists()
