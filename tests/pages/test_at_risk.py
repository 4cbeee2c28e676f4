"""Who is at risk: a sheltered page, a self-check that nobody else sees, sources in their own language."""

import importlib
import json
import re

import pytest
from django.apps import apps
from django.db import connection
from django.utils.translation import override
from wagtail.models import Page

from campaign_site.pages.blocks.facts import MisconceptionBlock
from campaign_site.pages.models import AtRiskPage, ContentPage
from tests.factories.pages import AtRiskPageFactory, ContentPageFactory, home
from tests.pages.test_templates import STYLESHEET

moving = importlib.import_module("campaign_site.pages.migrations.0005_at_risk_page")

QUESTION = {"type": "question", "id": "a", "value": {"question": "Is it <so>?", "meaning": "It may be."}}
OTHER = {"type": "heading", "id": "b", "value": "A check"}


def check(html: str) -> str:
    """Return the markup of the self-check."""
    return re.search(r"<form class=\"check\".*?</form>", html, re.S)[0]


@pytest.mark.django_db
def test_the_page_is_sheltered_and_its_title_does_not_name_the_campaign(client):
    response = client.get(AtRiskPageFactory().url)
    assert response.headers["Cache-Control"] == "no-store" and not response.cookies
    assert "data-exit" in response.text and 'class="sheltered no-trace"' in response.text
    assert "<title>Who is at risk?</title>" in response.text


@pytest.mark.django_db
def test_whoever_watches_the_line_or_the_server_learns_nothing_of_the_answers(client):
    form = check(client.get(AtRiskPageFactory().url).text)
    assert form.count('type="checkbox"') == 2
    assert 'method="dialog"' in form and 'autocomplete="off"' in form
    assert not re.search(r"\b(?:name|action|formaction|value|onsubmit)=|type=\"submit\"", form)


@pytest.mark.django_db
def test_every_question_has_its_label_and_what_a_yes_can_mean(client):
    form = check(client.get(AtRiskPageFactory().url).text)
    boxes = re.findall(r'<input type="checkbox" id="([\w-]+)">\s*<label for="([\w-]+)">', form)
    assert len(boxes) == 2 and all(box == label for box, label in boxes)
    assert form.count('role="status"') == 2
    assert "Nobody should buy a job." in form and 'href="/en/help/"' in form


def test_old_browsers_show_the_meaning_too():
    rules = [line for line in STYLESHEET.read_text().splitlines() if ".check" in line or ".meaning" in line]
    assert len(rules) >= 8 and not [rule for rule in rules if ":has(" in rule]


@pytest.mark.parametrize(("language", "marked"), [("en", True), ("", False), ("ar", False)])
def test_a_source_in_another_language_says_so(language, marked):
    source = {"name": "An <estimate>", "language": language, "year": 2022, "url": "https://example.org/"}
    block = MisconceptionBlock()
    with_arabic = block.to_python({"belief": "B", "fact": "F", "source": source})
    with override("ar"):
        html = block.render(with_arabic)
    assert ('<cite lang="en" dir="auto">' in html) is marked
    assert 'href="https://example.org/"' in html and "An &lt;estimate&gt;</a></cite>، <bdi>2022</bdi></p>" in html


@pytest.mark.django_db
def test_a_page_that_stood_at_the_address_is_moved_there_and_others_are_not():
    old = ContentPageFactory(introduction="Anyone.", body=[("heading", "Facts")])
    deeper = ContentPageFactory(slug="at-risk", parent=ContentPageFactory(slug="about"))
    revision = old.save_revision()
    revision.content["body"] = json.dumps([OTHER, QUESTION])
    revision.save()
    # As it could lie there before the address was kept for its own kind.
    Page.objects.filter(pk=old.pk).update(slug="at-risk", url_path=f"{home().url_path}at-risk/")
    with connection.cursor():
        moving.move(apps, connection.schema_editor())
    moved = Page.objects.get(pk=old.pk).specific
    assert (type(moved), moved.url, moved.introduction) == (AtRiskPage, "/en/at-risk/", "Anyone.")
    assert moved.body[0].value == "Facts" and moved.get_parent().specific == home()
    draft = moved.get_latest_revision_as_object()
    assert type(draft) is AtRiskPage and [block.block_type for block in draft.body] == ["heading", "self_check"]
    assert draft.body[1].value["questions"][0]["meaning"] == "It may be."
    assert type(Page.objects.get(pk=deeper.pk).specific) is ContentPage


def test_questions_of_other_pages_become_text_and_stay_harmless():
    assert moving.as_text([OTHER, QUESTION]) == [
        OTHER,
        {"type": "text", "id": "a", "value": "<p><b>Is it &lt;so&gt;?</b></p><p>It may be.</p>"},
    ]


def test_questions_that_stood_apart_are_one_check():
    second = {**QUESTION, "id": "c"}
    made = moving.as_check([QUESTION, OTHER, second])
    assert [block["type"] for block in made] == ["self_check", "heading"]
    assert len(made[0]["value"]["questions"]) == 2
