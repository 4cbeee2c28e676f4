"""A database whose settings lose, keep or hold up what they must not stops the start, whoever wrote them."""

import pytest
from django.core.checks import run_checks

from campaign_site.delivery.database.checks import PRAGMAS, TIMEOUTS
from campaign_site.settings.environment import database, env

pytestmark = pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")

SQLITE, POSTGRESQL = "sqlite:////srv/site.sqlite3", "postgres://campaign@database.example/campaign"


@pytest.fixture
def found(settings, monkeypatch, tmp_path):
    """`found(DATABASE_URL, option=value)`: the short ids of what is found of the database at this address."""

    def of(address: str, **changes) -> set[str]:
        monkeypatch.setitem(env.ENVIRON, "DATABASE_URL", address)
        settings.DATABASES = {"default": database(tmp_path / "unused") | changes}
        return {error.id.removeprefix("delivery.") for error in run_checks(tags=["security"])} & {
            f"E0{number}" for number in range(12, 17)
        }

    return of


@pytest.mark.parametrize("address", [SQLITE, POSTGRESQL, f"{POSTGRESQL}?sslmode=require"])
def test_a_database_by_its_address_alone_raises_no_finding(found, address):
    assert found(address) == set()


@pytest.mark.parametrize("missing", PRAGMAS)
def test_sqlite_without_one_of_its_pragmas_is_found(found, missing):
    given = "; ".join(f"PRAGMA {pragma}" for pragma in PRAGMAS if pragma != missing)
    assert found(SQLITE, OPTIONS={"transaction_mode": "IMMEDIATE", "init_command": given}) == {"E013"}


def test_sqlite_whose_readers_become_writers_half_way_is_found(found):
    assert found(f"{SQLITE}?transaction_mode=DEFERRED") == {"E012"}


@pytest.mark.parametrize("missing", TIMEOUTS)
@pytest.mark.parametrize("value", ["", "0", "0s"])
def test_postgresql_that_waits_without_end_is_found(found, missing, value):
    given = " ".join(f"-c {name}={'5s' if name != missing else value}" for name in TIMEOUTS)
    assert found(POSTGRESQL, OPTIONS={"options": given}) == {"E014"}


def test_options_in_the_address_stand_beside_the_timeouts_and_not_in_their_place(found, settings):
    assert found(f"{POSTGRESQL}?options=-c%20search_path%3Dcampaign") == set()
    assert settings.DATABASES["default"]["OPTIONS"]["options"].endswith("jit=off -c search_path=campaign")
    assert found(f"{POSTGRESQL}?options=-c%20statement_timeout%3D0") == {"E014"}


@pytest.mark.parametrize("change", [{"CONN_HEALTH_CHECKS": False}, {"ENGINE": "django.db.backends.postgresql"}])
def test_postgresql_whose_dead_connections_are_handed_on_is_found(found, change):
    assert found(POSTGRESQL, **change) == {"E015"}


@pytest.mark.parametrize("address", [SQLITE, POSTGRESQL])
def test_a_transaction_around_each_request_is_found(found, address):
    assert found(address, ATOMIC_REQUESTS=True) == {"E016"}
