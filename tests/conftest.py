"""Fixtures for all tests, and the rule that none of them speaks to another machine."""

import gc
import os
import shutil
import socket
import tempfile
from itertools import count
from pathlib import Path

import pytest
from django.test import Client
from xdist.scheduler import LoadFileScheduling

from campaign_site.media import confinement
from tests import valid_html
from tests.frames import in_one_piece

WITH_DEMONSTRATION = {
    "tests/browser/test_every_template.py",
    "tests/browser/test_looks.py",
    "tests/browser/test_officers_desk.py",
    "tests/browser/test_pledging.py",
    "tests/browser/test_standing.py",
    "tests/demo/test_demonstration.py",
    "tests/site/test_languages.py",
    "tests/site/test_public_pages.py",
    "tests/stories/test_words_everywhere.py",
}
# Models of a hundred migrations are not looked through again and again for what could be thrown away.
gc.set_threshold(100_000, 50, 100)
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "demonstration", "written_once"}
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
# Where the pages lie that are judged when the run ends; the processes of one run share the folder by this.
PAGES_TO_JUDGE = "PAGES_TO_JUDGE"
PAGES_JUDGED = pytest.StashKey[list]()


def pytest_addoption(parser):
    """Offer the judgement of all pages: a program of its own, which takes its time."""
    parser.addoption("--valid-html", action="store_true", help="judge every page that the tests are answered with")


def pytest_configure(config):
    """Make the folder for what is judged, in the one process that judges."""
    if config.getoption("--valid-html") and not hasattr(config, "workerinput"):
        os.environ[PAGES_TO_JUDGE] = tempfile.mkdtemp(prefix="pages-")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Judge all pages; one error fails the run."""
    if session.config.getoption("--valid-html") and not hasattr(session.config, "workerinput"):
        folder = Path(os.environ.pop(PAGES_TO_JUDGE))
        errors = valid_html.errors_in(folder)
        session.config.stash[PAGES_JUDGED] = [len(list(folder.glob("*.html"))), errors]
        shutil.rmtree(folder)
        if errors and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    """Say what the judge said."""
    if PAGES_JUDGED in config.stash:
        pages, errors = config.stash[PAGES_JUDGED]
        terminalreporter.section("valid HTML")
        for line in [*errors, f"Nu HTML checker: {pages} pages of different structure, {len(errors)} errors"]:
            terminalreporter.line(line)


@pytest.fixture(scope="session", autouse=True)
def _pages_are_kept_for_the_judge():
    """Keep each page that is answered, where the run judges them."""
    from django.core.handlers.base import BaseHandler

    with pytest.MonkeyPatch.context() as patch:
        if folder := os.environ.get(PAGES_TO_JUDGE):
            kept = valid_html.keeping(Path(folder), BaseHandler.get_response)
            patch.setattr(BaseHandler, "get_response", kept)
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what sees no database, from which pytest-django keeps it: it proves the same whatever there is.

    And leave out what only a machine does that confines decoders (`campaign_site/media/confinement.py`).
    """
    for item in items:
        sees = DATABASE_FIXTURES.intersection(item.fixturenames)
        if not sees and not any(map(item.get_closest_marker, ("django_db", "production"))):
            item.add_marker("any_database")
        if item.get_closest_marker("confinement") and not confinement.is_there():
            item.add_marker(pytest.mark.skip(reason="no Landlock on this machine: the site takes no videos here"))


def pytest_runtest_protocol(item, nextitem):
    """Run each test as pytest does, with room for its frames."""
    runner = item.config.pluginmanager.getplugin("runner")
    return in_one_piece(lambda: runner.pytest_runtest_protocol(item, nextitem))


def pytest_xdist_make_scheduler(config, log):
    """Keep the tests of a file in one process, and all that need the demonstration, which is loaded once there."""

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid)
            return "demonstration" if file in WITH_DEMONSTRATION else file

    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def _no_network():
    """Refuse every connection that leaves this machine, and every question to a name server."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address[0]}")
        return connect(self, address)

    def guarded_look_up(host, *arguments, **options):
        if host and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"A test asked where {host} is")
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(scope="session", autouse=True)
def _media_folder(tmp_path_factory):
    """Keep what tests upload in a folder of this run."""
    from django.conf import settings
    from django.test import override_settings

    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=str(folder)):
        yield
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _ledgers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("withdrawals")
    return (folder / f"{number}.ledger" for number in count())


@pytest.fixture(autouse=True)
def _ledger_of_its_own(_ledgers, monkeypatch):
    """Let no test meet withdrawals that the database of another test saw."""
    from django.conf import settings

    monkeypatch.setattr(settings, "WITHDRAWAL_LEDGER", next(_ledgers))


@pytest.fixture(autouse=True)
def _empty_cache():
    """Begin each test with nothing remembered from the one before."""
    from django.core.cache import cache

    from campaign_site.delivery.caching.remembering import forget_all

    cache.clear()
    forget_all()


@pytest.fixture(autouse=True)
def _language_of_a_new_process():
    """Begin in the site's own language: Django keeps the one that the request before asked for."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _force_login_is_a_whole_sign_in():
    """Tests of the admin are not tests of the sign-in; those are in tests/accounts, and use its forms."""
    from django.contrib.auth.signals import user_logged_in

    from tests.factories.accounts import whole_sign_in

    user_logged_in.connect(whole_sign_in, dispatch_uid="force_login in tests")


@pytest.fixture
def browserlike():
    """A client that sends what a browser sends with a form of our own site."""
    return Client(headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"})


@pytest.fixture
def run_commits(django_capture_on_commit_callbacks):
    """`with run_commits():` runs what was put off until commit, as the real transaction would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Every test begins with what no site lacks: the list of stories, and the roles with their rights on it."""
    from campaign_site.accounts.roles import sync_roles
    from tests.factories.stories import story_index

    with django_db_blocker.unblock():
        story_index()
        sync_roles()


@pytest.fixture(scope="module")
def written_once(django_db_setup, django_db_blocker):
    """`with written_once(): …`, in a fixture of module scope, writes what every test of the file begins with.

    What a test changes is undone before the next one, and all of it after the last. Not for transactional tests.
    """
    from django.db import transaction

    block = transaction.atomic()
    block._from_testcase = True  # as Django's own: what demands to be outermost may still run
    with django_db_blocker.unblock():
        block.__enter__()
    yield django_db_blocker.unblock
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture(scope="session")
def pristine(django_db_setup, django_db_blocker):
    """What a new database holds. From here on Django brings it back where it would empty every table."""
    from tests.pristine import Pristine

    with django_db_blocker.unblock():
        kept = Pristine()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.TransactionTestCase._fixture_teardown", lambda case: kept.restore())
        yield kept


@pytest.fixture(scope="session")
def filled(pristine, django_db_blocker):
    """What a database full of the demonstration holds, and what the command said that filled it."""
    from tests.pristine import Pristine
    from tests.site.demonstration import fill

    with django_db_blocker.unblock():
        pristine.restore()
        said = fill()
        kept = Pristine("demonstration")
        pristine.restore()
    return kept, said


@pytest.fixture(scope="module")
def demonstration(filled, pristine, django_db_blocker):
    """The demonstration, for every test of a file; what the command said."""
    with django_db_blocker.unblock():
        filled[0].restore()
    yield filled[1]
    with django_db_blocker.unblock():
        pristine.restore()


@pytest.fixture(autouse=True)
def _transactional_tests_leave_a_new_database(request):
    """See to it that the database is kept before the first of them writes."""
    marker = request.node.get_closest_marker("django_db")
    if marker and marker.kwargs.get("transaction"):
        request.getfixturevalue("pristine")


@pytest.fixture(autouse=True)
def _demonstration_is_loaded_once(request):
    """Say so where a file takes it that is not in the list: another process would load it again."""
    file = request.node.nodeid.partition("::")[0]
    assert "filled" not in request.fixturenames or file in WITH_DEMONSTRATION, f"{file}: add it in {__file__}"
