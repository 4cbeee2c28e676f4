"""PostgreSQL's programs may be later than its server: in the image they are Debian's newest."""

import subprocess

import pytest
from django.db import connection

from campaign_site.delivery.backup import database_copy
from tests.production import engines

# As pg_restore 17 begins.
SCRIPT = b"""--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SELECT 'SET transaction_timeout = 0; is what somebody wrote'
"""


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "database.sql"
    path.write_bytes(SCRIPT)
    return path


def test_only_the_setting_itself_becomes_a_comment(script):
    database_copy.leave_out_what_is_unknown(script)
    header, words = script.read_bytes().split(b"SELECT")
    assert [line for line in header.splitlines() if not line.startswith(b"--")] == [
        b"", b"SET statement_timeout = 0;", b"SET client_encoding = 'UTF8';",
    ]  # fmt: skip
    assert words == SCRIPT.split(b"SELECT")[1]


def test_a_script_of_an_older_program_stays_as_it_is(script):
    older = SCRIPT.replace(b"SET transaction_timeout = 0;\n", b"")
    script.write_bytes(older)
    database_copy.leave_out_what_is_unknown(script)
    assert script.read_bytes() == older


@pytest.mark.production
@pytest.mark.django_db(transaction=True)
def test_the_server_here_takes_what_is_left(script):
    if connection.vendor != "postgresql" or connection.pg_version >= 170_000:
        pytest.skip("for a PostgreSQL before 17")
    used = connection.settings_dict
    psql = [
        engines.binary("psql", "usr/lib/postgresql/*/bin"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1",
        f"--host={used['HOST']}", f"--port={used['PORT']}", f"--username={used['USER']}",
        f"--dbname={used['NAME']}", f"--file={script}",
    ]  # fmt: skip
    assert subprocess.run(psql, capture_output=True).returncode == 3
    database_copy.leave_out_what_is_unknown(script)
    assert subprocess.run(psql, capture_output=True).returncode == 0
