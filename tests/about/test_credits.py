"""The credits name every program that the site asks for, each with its licence, and no version."""

import re
import tomllib
from importlib import metadata

import pytest
from django.conf import settings

from campaign_site.about.credits import licence_of, programs
from tests.factories.about import CreditsPageFactory


def test_every_program_of_the_project_is_named_with_its_licence():
    lines = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = {metadata.metadata(re.split(r"[\[<>=]", line)[0])["Name"] for line in lines}
    assert len(wanted) > 15
    assert wanted <= {program.name for program in programs()}
    assert dict(programs())["Django"] == "BSD-3-Clause"
    assert [program for program in programs() if not program.licence or "UNKNOWN" in program.licence] == []


def test_a_package_that_tells_no_licence_is_noticed():
    silent = metadata.metadata("Django")
    del silent["License-Expression"]
    with pytest.raises(LookupError, match="tells no licence"):
        licence_of(silent)


@pytest.mark.django_db
def test_the_page_tells_an_attacker_no_version(client):
    text = client.get(CreditsPageFactory().url).text
    assert "Django" in text and "BSD-3-Clause" in text
    assert metadata.version("Django") not in text and metadata.version("wagtail") not in text
