"""A forged statement books money that never came: few may bring one, each time stands in the log, and nothing is
booked before somebody saw what is in the file.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils.html import escape
from wagtail.models import ModelLogEntry
from wagtail.users.models import UserProfile

from campaign_site.accounts import role_table
from donations.models import LedgerTransaction, Statement, StatementEntry
from donations.statements.reading import LARGEST
from donations.statements.taking_in import MANY, TAKEN_IN
from donations.statements.uploads import AROUND, StatementUploadHandler
from tests.donations.supporter import hidden_inputs
from tests.factories.accounts import UserFactory, signed_in
from tests.factories.donations import PledgeFactory
from tests.factories.statements import Paid, camt, mt940

pytestmark = pytest.mark.django_db

PAGE = "/admin/bank_statement/take-in/"
ROLES = [role.name for role in role_table.ROLES]


@pytest.fixture
def officer(client, account):
    client.force_login(UserFactory(role=role_table.FUNDRAISING_OFFICER))
    return client


@pytest.fixture
def files(settings, tmp_path):
    """The folder in which files lie while a request lasts."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def send(client, content: bytes, **more):
    """Send a file as the page's form would."""
    return client.post(PAGE, {"file": SimpleUploadedFile("nov.xml", content), **more})


def look_and_book(client, content: bytes):
    """Send it, and once more with what the second page holds; return both answers."""
    seen = send(client, content)
    return seen, send(client, content, digest=hidden_inputs(seen)["digest"])


def text(answer) -> str:
    """Return what is read on a page, in one line."""
    body = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\xa0", " ").split())


def taken_in() -> list[dict]:
    return [entry.data for entry in ModelLogEntry.objects.filter(action=TAKEN_IN)]


@pytest.mark.parametrize("write", [camt, mt940])
def test_an_officer_sees_what_would_be_booked_and_then_books_it(officer, write):
    pledge = PledgeFactory(confirmed=True, minor=50_00)
    content = write([Paid("50.00", pledge.reference), Paid("20.50", "for Amina"), Paid("3.00", "x", mark="D")])
    seen, done = look_and_book(officer, content)
    for page in (text(seen), text(done)):
        assert "In the file: 3 payments" in page and "EUR 70.50 EUR 3.00 EUR" in page
        assert "Matched by its reference 1 Nothing" in page
        assert "Not matched 1 A case: somebody has to look at it" in page
    assert "would be done" in text(seen) and "Nothing was booked" in text(seen)
    cases = f"/admin/bank_payment/?show=cases&statement={Statement.objects.get().pk}"
    assert "was taken in" in text(done) and f'href="{escape(cases)}"' in done.content.decode()
    assert StatementEntry.objects.count() == 3 and LedgerTransaction.objects.count() == 2
    pledge.refresh_from_db()
    assert pledge.status == "fulfilled"


def test_looking_keeps_nothing_and_no_file_outlives_its_request(officer, files):
    seen = send(officer, camt([Paid("20.00", "for Amina", payer="Maria")]))
    assert seen.status_code == 200 and seen["Cache-Control"].startswith("max-age=0")
    assert not Statement.objects.exists() and not StatementEntry.objects.exists() and taken_in() == []
    assert list(files.iterdir()) == []
    assert "Maria" not in text(seen) and "Amina" not in text(seen)


def test_of_very_many_payments_it_says_that_the_page_may_not_wait(officer):
    many, few = (camt([Paid("1.00", bank=f"B{n}") for n in range(count)]) for count in (MANY + 1, MANY))
    assert "look at the file again later" in text(send(officer, many))
    assert "look at the file again later" not in text(send(officer, few))


def test_another_file_than_the_one_looked_at_is_not_booked(officer):
    digest = hidden_inputs(send(officer, camt([Paid("20.00", "x")])))["digest"]
    other = send(officer, camt([Paid("9000.00", "x")]), digest=digest)
    assert "another file than the one that you looked at" in text(other) and "9,000.00 EUR" in text(other)
    assert not StatementEntry.objects.exists() and taken_in() == []


def test_who_took_in_what_stands_in_the_log_and_names_no_payer(officer):
    look_and_book(officer, camt([Paid("20.00", "for Amina", payer="Maria")]))
    entry = ModelLogEntry.objects.get(action=TAKEN_IN)
    assert entry.user.groups.get().name == role_table.FUNDRAISING_OFFICER
    assert entry.data == {"payments": 1, "digest": Statement.objects.get().digest}


def test_the_same_file_again_is_said_kindly_and_books_nothing(officer):
    content = camt([Paid("20.00", "x"), Paid("30.00", "y")])
    look_and_book(officer, content)
    again = send(officer, content)
    assert "All of this file was taken in on" in text(again) and "nothing left to do" in text(again)
    assert "Book it" not in text(again)
    send(officer, content, digest=hidden_inputs(again)["digest"])
    assert StatementEntry.objects.count() == 2


def test_days_that_overlap_are_booked_once_and_it_says_how_many_are_known(officer):
    look_and_book(officer, camt([Paid("20.00", "x", bank="B1")]))
    seen, _done = look_and_book(officer, camt([Paid("20.00", "x", bank="B1"), Paid("7.00", "y", bank="B2")]))
    assert "1 payment is known from other files" in text(seen)
    assert StatementEntry.objects.count() == 2
    only_known = send(officer, camt([Paid("7.00", "y", bank="B2")], number="S2"))
    assert "known from other files" in text(only_known) and "Book it" not in text(only_known)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: content[:-30], "Line 1: this is not whole XML"),
        (lambda content: content.replace(b"20.00", b"2000"), "do not add up"),
        (lambda content: b"hello", "neither camt.053 nor MT940"),
        (lambda content: content.replace(b"<Document", b"<!DOCTYPE d><Document"), "declares a document type"),
        (lambda content: mt940([Paid("20.00", "x")]).replace(b":61:", b":61:?"), "Line 5: an entry (field 61)"),
        (lambda content: b"", "This file is empty"),
    ],
)
def test_a_damaged_file_is_refused_whole_with_the_line(officer, damage, words):
    content = camt([Paid("50.00", "x") for _number in range(60)] + [Paid("20.00", "secret words")])
    refused = send(officer, damage(content))
    assert words in text(refused) and "secret words" not in text(refused)
    assert not Statement.objects.exists() and not StatementEntry.objects.exists()


def test_a_damaged_file_is_refused_in_the_officers_language(client, account):
    user = UserFactory(role=role_table.FUNDRAISING_OFFICER)
    UserProfile.objects.create(user=user, preferred_language="ar")
    client.force_login(user)
    page = send(client, camt([Paid("20.00", "x")])[:-30]).content.decode()
    assert 'dir="rtl"' in page and "this is not whole XML" not in page


def test_without_a_file_it_asks_for_one(officer):
    assert "Choose the file first" in text(officer.post(PAGE, {}))


def uploaded(content: bytes):
    """Return a file as the page's handler takes it from a request."""
    request = RequestFactory().post(PAGE, {"file": SimpleUploadedFile("nov.xml", content)})
    request.upload_handlers = [StatementUploadHandler(request)]
    return request.FILES["file"]


def test_what_is_too_large_is_refused_unread(officer):
    refused = text(send(officer, b"<" * (LARGEST + 1)))
    assert "larger than 50 MB" in refused and "XML" not in refused


@pytest.mark.parametrize(("over", "kept"), [(0, LARGEST), (1, 0), (2 * AROUND, 0)])
def test_of_what_is_too_large_nothing_stays_on_the_disk(over, kept):
    file = uploaded(b"<" * (LARGEST + over))
    assert file.size == LARGEST + over
    assert Path(file.temporary_file_path()).stat().st_size == kept


def test_a_file_that_is_too_large_does_not_empty_the_next_one_of_the_request():
    handler = StatementUploadHandler(RequestFactory().post(PAGE))
    handler.handle_raw_input(None, {}, LARGEST + AROUND, b"")
    handler.new_file("first", "a.xml", "text/xml", None)
    handler.receive_data_chunk(b"<<", LARGEST - 1)
    handler.new_file("second", "b.xml", "text/xml", None)
    handler.receive_data_chunk(b"<whole/>", 0)
    assert handler.file_complete(8).read() == b"<whole/>"


@pytest.mark.parametrize("role", ROLES)
def test_only_fundraising_officers_are_let_in_and_offered_the_way(account, role):
    client = Client(headers={"X-Requested-With": "XMLHttpRequest"})
    client.force_login(UserFactory(role=role))
    answers = [client.get(PAGE), send(client, camt([Paid("20.00", "x")]))]
    expected = 200 if role == role_table.FUNDRAISING_OFFICER else 403
    assert [answer.status_code for answer in answers] == [expected, expected]
    for path in ("/admin/bank_statement/", "/admin/bank_payment/"):
        assert (PAGE in client.get(path).content.decode()) == (expected == 200)
    assert not StatementEntry.objects.exists()


def test_whoever_may_look_at_statements_only_is_offered_no_button(officer):
    Group.objects.get(name=role_table.FUNDRAISING_OFFICER).permissions.remove(
        Permission.objects.get(codename="import_statement")
    )
    assert officer.get(PAGE).status_code == 302
    lists = [officer.get(f"/admin/{name}/").content.decode() for name in ("bank_statement", "bank_payment")]
    assert not any(PAGE in page for page in lists)


def test_attacker_at_an_unlocked_screen_brings_no_forged_statement(officer):
    content = camt([Paid("9000.00", "x")])
    digest = hidden_inputs(send(officer, content))["digest"]
    signed_in(officer, ago=timedelta(minutes=11))
    for answer in (officer.get(PAGE), send(officer, content, digest=digest)):
        assert answer.status_code == 302 and "/admin/confirm/" in answer["Location"]
    assert not StatementEntry.objects.exists()


def test_another_site_cannot_have_a_statement_sent(account):
    client = Client(enforce_csrf_checks=True)
    client.force_login(UserFactory(role=role_table.FUNDRAISING_OFFICER))
    content = camt([Paid("9000.00", "x")])
    assert send(client, content).status_code == 403
    assert not StatementEntry.objects.exists()
