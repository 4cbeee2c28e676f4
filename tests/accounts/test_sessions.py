"""A session that somebody else has got hold of: it ends in time, with the password, and when its owner says so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from campaign_site.accounts import role_table
from campaign_site.accounts.browsers import browser_in_words
from campaign_site.accounts.models import EditorSession, KnownPlace
from campaign_site.accounts.notices import forget_places
from campaign_site.accounts.sessions import forget_ended
from tests.accounts.by_form import sign_in
from tests.factories.accounts import PASSWORD, UserFactory, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still")]

MORNING = datetime(2026, 3, 4, 8, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "another long password"


@pytest.fixture
def user():
    user = UserFactory(role=role_table.WRITER)
    with_app(user)
    return user


def opens(client: Client) -> bool:
    return client.get(reverse("own_sessions")).status_code == 200


def test_a_session_left_open_ends_an_hour_after_the_last_request(user, client, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client.force_login(user)
    time_machine.move_to(MORNING + timedelta(minutes=50), tick=False)
    assert opens(client)
    time_machine.move_to(MORNING + timedelta(minutes=105), tick=False)
    assert opens(client), "an hour after the last request, not after the first"
    time_machine.move_to(MORNING + timedelta(minutes=166), tick=False)
    assert not opens(client)
    assert forget_ended() == 1


def test_a_session_that_is_used_all_day_ends_twelve_hours_after_the_sign_in(user, client, time_machine):
    time_machine.move_to(MORNING, tick=False)
    client.force_login(user)
    for minutes in range(50, 12 * 60, 50):
        time_machine.move_to(MORNING + timedelta(minutes=minutes), tick=False)
        assert opens(client)
    time_machine.move_to(MORNING + timedelta(hours=12, minutes=1), tick=False)
    assert not opens(client)


def test_an_editor_that_asks_by_itself_whether_others_are_there_keeps_no_session_alive(user, client, time_machine):
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", 1, 1])
    time_machine.move_to(MORNING, tick=False)
    client.force_login(user)
    time_machine.move_to(MORNING + timedelta(minutes=50), tick=False)
    client.post(ping)
    time_machine.move_to(MORNING + timedelta(minutes=61), tick=False)
    assert not opens(client)


def test_a_stolen_session_ends_with_the_old_password(user):
    thief, owner = sign_in(user), sign_in(user, steps=1)
    user.set_password(NEW)
    user.save()
    assert not opens(thief)
    assert not opens(owner)


def test_a_session_of_an_account_that_was_switched_off_opens_nothing(user, client):
    client.force_login(user)
    assert opens(client)
    user.is_active = False
    user.save()
    assert client.get("/admin/").headers["Location"].startswith(reverse("account_login"))


def test_an_account_that_was_switched_off_gets_the_answer_that_nobody_gets(user, client):
    UserFactory(email="off@example.org", is_active=False)
    data = [{"login": name, "password": PASSWORD} for name in ("off@example.org", "nobody@example.org")]
    answers = [client.post(reverse("account_login"), row) for row in data]
    assert len({str(answer.context["form"].errors) for answer in answers}) == 1


def test_one_sees_ones_sessions_and_ends_a_strangers(user):
    mine, thief = Client(headers={"User-Agent": FIREFOX}), Client()
    sign_in(user, mine)
    thief.force_login(user)
    page = mine.get(reverse("own_sessions"))
    assert sorted(is_this for _session, is_this in page.context["sessions"]) == [False, True]
    assert "Firefox, Linux" in page.content.decode()
    assert "127.0.0.1" not in page.content.decode()
    theirs = EditorSession.objects.get(browser="")
    mine.post(reverse("end_session", args=[theirs.reference]))
    assert not opens(thief)
    assert opens(mine)
    thief.force_login(user)
    mine.post(reverse("end_other_sessions"))
    assert not opens(thief)
    assert opens(mine)


def test_nobody_ends_or_sees_the_session_of_somebody_else(user, client):
    owner = Client()
    owner.force_login(user)
    reference = EditorSession.objects.get(user=user).reference
    client.force_login(UserFactory(role=role_table.ADMINISTRATOR))
    client.post(reverse("end_session", args=[reference]))
    client.post(reverse("end_other_sessions"))
    assert opens(owner)
    assert reference not in client.get(reverse("own_sessions")).content.decode()


def test_no_page_holds_the_key_of_a_session(user, client):
    client.force_login(user)
    keys = list(EditorSession.objects.values_list("session_key", flat=True))
    page = client.get(reverse("own_sessions")).content.decode()
    assert keys and not any(key in page for key in keys)


def test_a_sign_in_from_elsewhere_is_mailed_once_and_tells_nothing_in_the_subject(user, run_commits, mailoutbox):
    with run_commits():
        for steps in (-1, 0, 1):
            sign_in(user, Client(headers={"User-Agent": FIREFOX}), steps=steps)
    assert [(mail.subject, mail.to) for mail in mailoutbox] == [("A sign-in to your account", [user.email])]
    assert "Firefox, Linux" in mailoutbox[0].body
    assert "127.0.0.1" not in mailoutbox[0].body


def test_a_place_is_forgotten_after_three_months(user, time_machine):
    time_machine.move_to(MORNING, tick=False)
    sign_in(user)
    time_machine.move_to(MORNING + timedelta(days=89), tick=False)
    assert (forget_places(), KnownPlace.objects.count()) == (0, 1)
    time_machine.move_to(MORNING + timedelta(days=91), tick=False)
    assert (forget_places(), KnownPlace.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_in_words_that_we_chose(said, words):
    assert browser_in_words(said) == words
