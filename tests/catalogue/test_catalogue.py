"""The catalogue shows every component there is, in development and nowhere else."""

import re

import pytest
from django.conf import settings
from django.test import override_settings

from campaign_site.catalogue.components import component, shared
from campaign_site.catalogue.specimens import entries
from tests.site.tree import ROOT

pytestmark = pytest.mark.django_db
IN_DEVELOPMENT = override_settings(ROOT_URLCONF="campaign_site.catalogue.urls")
EMPTY = {"components-picture-missing", "components-facts-empty", "components-pagination-one_page"}
EMPTY |= {"components-error_summary-without", "blocks-action-hidden_page", "blocks-download-missing"}
EMPTY |= {"blocks-picture-missing", "donations-parts-standing-empty"}


@pytest.fixture
def pages(client):
    """The catalogue in English and in Arabic, as text."""
    with IN_DEVELOPMENT:
        return {language: client.get(f"/{language}/design/").content.decode() for language in ("en", "ar")}


def test_every_component_has_an_entry():
    shown = {entry.component.name for entry in entries().values()}
    assert len(shared()) >= 40
    assert shared() - shown == set()


def test_an_entry_gives_what_its_component_says_it_takes_and_nothing_else():
    wrong = {}
    for entry in entries().values():
        given = {name for state in entry.states.values() for name in state}
        if given != entry.component.variable_names:
            wrong[entry.component.name] = given ^ entry.component.variable_names
    assert wrong == {}


def test_a_component_that_says_nothing_of_itself_is_refused(tmp_path):
    (tmp_path / "silent.html").write_text("<p>{{ text }}</p>")
    with pytest.raises(ValueError, match=r"silent\.html"):
        component("silent", tmp_path)


def test_the_variables_are_those_of_the_opening_comment(pages):
    assert "Variables: url, text, quiet (optional: the second choice beside a button)." in pages["en"]


def test_every_state_is_drawn_in_both_directions(pages):
    states = [f"{address}-{name}" for address, entry in entries().items() for name in entry.states]
    assert len(states) >= 90
    for language, text in pages.items():
        assert f'lang="{language}"' in text
        drawn = dict(
            re.findall(r'id="([\w-]+)" lang="en" dir="ltr"><a [^>]*>\w+</a></p>(.*?)</section>', text, re.S)
        )
        assert states == [state for state in states if f'id="{state}"' in text]
        empty = {state for state in drawn if not re.search(r"<(?!/?ul\b)\w", drawn[state])}
        assert empty <= EMPTY


def test_the_arabic_catalogue_speaks_arabic(pages):
    assert 'dir="rtl"' in pages["ar"]
    assert "ما حملته معي" in pages["ar"] and "What I carried with me" not in pages["ar"]


def test_each_state_can_be_looked_at_alone(client):
    with IN_DEVELOPMENT:
        whole = client.get("/en/design/components-card/").content.decode()
        alone = client.get("/en/design/components-card/long/").content.decode()
        assert whole.count('class="specimen"') == len(entries()["components-card"].states)
        assert alone.count('class="specimen"') == 1 and "Teachers, drivers" in alone
        for address in ("no-such", "components-card/no-such", "looks/no-such.css"):
            assert client.get(f"/en/design/{address}").status_code in {301, 404}
        assert client.get("/en/design/components-card/no-such/").status_code == 404


def test_a_look_is_the_stylesheets_own_rules_and_no_other_is_taken(client):
    with IN_DEVELOPMENT:
        assert "--paper: #0d1525" in client.get("/en/design/looks/dark.css").content.decode()
        assert ".site-footer" in client.get("/en/design/looks/print.css").content.decode()
        assert "looks/dark.css" in client.get("/en/design/components-card/?look=dark").content.decode()
        assert "looks/" not in client.get("/en/design/components-card/?look=../x").content.decode()


def test_the_catalogue_keeps_to_the_policy_of_public_pages(client):
    with IN_DEVELOPMENT:
        answer = client.get("/en/design/")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=", answer.content.decode())


@pytest.mark.parametrize("address", ["/en/design/", "/en/design/components-card/", "/en/design/looks/dark.css"])
def test_production_does_not_know_it(client, address):
    assert settings.ROOT_URLCONF == "campaign_site.urls"
    assert client.get(address).status_code == 404


def test_only_the_settings_of_development_name_it():
    naming = {
        path.name for path in (ROOT / "campaign_site/settings").glob("*.py") if "catalogue" in path.read_text()
    }
    assert naming == {"dev.py", "test.py"}
    assert 'ROOT_URLCONF = "campaign_site.urls"' in (ROOT / "campaign_site/settings/base.py").read_text()
