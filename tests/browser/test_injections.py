"""An attacker who may fill in a form, as editor, supporter or stranger, runs nothing in anybody's browser."""

from collections import deque
from html import escape
from urllib.parse import quote

import pytest
from django.core import mail
from django.urls import reverse
from wagtail.models import Comment

from ambassadors.models import AmbassadorPage
from campaign_site.accounts import role_table
from campaign_site.media.models import CampaignDocument, CampaignImage
from campaign_site.pages.helplines import Helpline
from campaign_site.pages.models import ContentPage
from campaign_site.press.models import PressReleasePage
from donations.models import Pledge
from stories.identity.checking import check_story
from stories.identity.findings import resolve
from stories.models import StoryPage
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import PledgeFactory
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory
from tests.factories.pages import ContentPageFactory, HelplineFactory, HelpPageFactory
from tests.factories.press import PressReleasePageFactory
from tests.factories.stories import ContributorFactory, StoryFactory, publish
from tests.injections import injections

pytestmark = [pytest.mark.browser, pytest.mark.any_database, pytest.mark.django_db(transaction=True)]

# Whatever calls it has run. Nothing of ours, and nothing of Wagtail's, has a handler in its markup.
TRAP = 'window.alert = (what) => console.error("ran:", what, document.currentScript?.outerHTML)'
LEFT_IN = """() => [...document.querySelectorAll("*")].flatMap((element) => [...element.attributes]
  .filter(({name, value}) => name.startsWith("on") || /^\\s*(javascript|vbscript|data):/i.test(value)
    && ["href", "src", "action", "formaction", "data"].includes(name))
  .map(({name, value}) => `${element.tagName} ${name}=${value}`))"""
IN_FORMS = {
    PressReleasePage: ("title", "subtitle", "place", "introduction", "seo_title", "search_description"),
    AmbassadorPage: ("title", "speaks_about", "introduction"),
    ContentPage: ("title", "introduction"),
    StoryPage: ("headline", "introduction", "content_line"),
    Helpline: ("name", "hours"),
    CampaignImage: ("title", "description", "credit"),
    CampaignDocument: ("title",),
    Pledge: ("name", "dedication", "group"),
}


class Filling:
    """Hands out what fits into the fields of a model, until every string has stood in one of them."""

    def __init__(self, model):
        self.model, self.left = model, deque(injections())
        self.longest = {name: model._meta.get_field(name).max_length or 255 for name in IN_FORMS[model]}
        self.placed: set[str] = set()

    def values(self) -> dict[str, str]:
        return {name: self._fitting(longest) for name, longest in self.longest.items()}

    def _fitting(self, longest: int) -> str:
        """Return as many strings as the field holds, and at least one short one."""
        taken, room = [], longest
        for text in list(self.left):
            if len(text) + 1 <= room and len(taken) < 12:
                taken.append(text)
                room -= len(text) + 1
                self.left.remove(text)
        self.placed.update(taken)
        return " ".join(taken) or "x"


def fill(model, make) -> int:
    """Make as many objects as it takes until each string has stood in a field; return how many were placed."""
    filling = Filling(model)
    before = None
    while filling.left and len(filling.left) != before:
        before = len(filling.left)
        make(**filling.values())
    return len(filling.placed)


def lines(longest: int) -> list[str]:
    """Return all strings, many in a line."""
    made = [""]
    for text in injections():
        if len(made[-1]) + len(text) >= longest:
            made.append("")
        made[-1] += f" {text}"
    return made


def blocks() -> list[tuple]:
    """Return all strings as a page's text: rich text as the editor keeps what is typed, and plain blocks."""
    texts = injections()
    return [
        ("text", "".join(f"<p>{escape(line)}</p>" for line in lines(1000))),
        *(("heading", text) for text in texts[::20]),
        *(("quote", {"text": text, "source": texts[number]}) for number, text in enumerate(lines(400))),
    ]


def public_story(**values) -> StoryPage:
    """Return a story that is public with all strings in it, and a reason for whatever the check found there."""
    story = StoryFactory(consented=True, body=blocks(), **values)
    story.save_revision(user=story.owner)
    officer = UserFactory(role=role_table.PROTECTION_OFFICER)
    for number, finding in enumerate(check_story(story)):
        resolve(finding, injections()[number], officer)
    return publish(story)


@pytest.fixture
def written(transactional_db) -> dict[str, int]:
    """Every string in every kind of record; how many of them each kind holds."""
    everything = " ".join(injections())
    file = CampaignDocumentFactory().file.name
    picture = CampaignImageFactory()
    person = ContributorFactory(display_name=injections()[0][:60])
    programme = PledgeFactory().programme
    makers = {
        PressReleasePage: lambda **values: PressReleasePageFactory(slug="", **values),
        AmbassadorPage: lambda **values: AmbassadorPageFactory(slug="", **values),
        ContentPage: lambda **values: ContentPageFactory(slug="", **values),
        StoryPage: lambda **values: StoryFactory(contributor=person, **values),
        Helpline: HelplineFactory,
        CampaignImage: lambda **values: CampaignImage.objects.create(
            file=picture.file.name, width=picture.width, height=picture.height, **values
        ),
        CampaignDocument: lambda **values: CampaignDocument.objects.create(file=file, **values),
        Pledge: lambda **values: PledgeFactory(programme=programme, is_anonymous=False, **values),
    }
    held = {model._meta.label: fill(model, make) for model, make in makers.items()}
    HelpPageFactory(body=blocks())
    story = public_story(headline=injections()[1], introduction=everything[:500])
    release = PressReleasePageFactory(title="With all", body=blocks(), notes=f"<p>{escape(everything)}</p>")
    release.save_revision(user=UserFactory(first_name=everything[:150]))
    for page in (release, story):
        Comment.objects.create(page=page, user=UserFactory(), text=everything, contentpath="title")
    return held


def fullest(model, most: int = 1) -> list:
    """Return the objects that hold the most of what was typed."""
    held = [
        (sum(len(getattr(thing, name)) for name in IN_FORMS[model]), thing.pk) for thing in model.objects.all()
    ]
    return [model.objects.get(pk=pk) for _length, pk in sorted(held, reverse=True)[:most]]


def public_addresses() -> list[str]:
    """Return the lists with all that they hold, and one page of each kind."""
    typed = quote(" ".join(injections())[:300])
    pages = [StoryPage.objects.live().get(), PressReleasePage.objects.get(title="With all")]
    pages += fullest(PressReleasePage, 4) + fullest(AmbassadorPage, 2) + fullest(ContentPage, 2)
    return [
        "/en/", "/en/stories/", "/en/press/", "/en/press/?page=2", "/en/ambassadors/", "/en/help/",
        *(page.url.removeprefix("http://testserver") for page in pages),
        *(f"/en/search/?q={quote(text)}" for text in injections()[::20]),
        f"/en/search/?q={typed}", f"/en/pledge/?programme={typed}", f"/en/stories/?q={typed}",
    ]  # fmt: skip


def admin_addresses(role: str) -> list[str]:
    """Return the screens on which a role meets what others wrote."""
    page = {model: fullest(model)[0] for model in IN_FORMS}
    release, story = PressReleasePage.objects.get(title="With all"), StoryPage.objects.live().get()
    typed = quote(" ".join(injections())[:300])
    return {
        role_table.PRESS_OFFICER: [
            f"/admin/pages/{release.get_parent().pk}/",
            *(f"/admin/pages/{release.pk}/{step}/" for step in ("edit", "edit/preview", "history", "view_draft")),
            f"/admin/pages/{release.pk}/revisions/compare/earliest...latest/",
            "/admin/releases/", "/admin/images/", "/admin/images/?p=2", f"/admin/images/{page[CampaignImage].pk}/",
            "/admin/documents/", "/admin/documents/?p=2", f"/admin/documents/edit/{page[CampaignDocument].pk}/",
            f"/admin/pages/search/?q={typed}", f"/admin/images/?q={typed}",
        ],
        role_table.PROTECTION_OFFICER: [
            "/admin/", f"/admin/pages/{story.pk}/edit/", f"/admin/pages/{story.pk}/history/", "/admin/story_list/",
            "/admin/identity_finding/",
            f"/admin/contributor/inspect/{story.contributor.pk}/", "/admin/snippets/pages/helpline/",
            f"/admin/snippets/pages/helpline/edit/{page[Helpline].pk}/", f"/admin/story_list/?q={typed}",
            f"/admin/contributor/edit/{page[StoryPage].contributor.pk}/",
        ],
        role_table.FUNDRAISING_OFFICER: [
            "/admin/pledge/", "/admin/pledge/?p=2", f"/admin/pledge/?q={typed}",
            *(reverse("pledge:inspect", args=[pledge.pk]) for pledge in fullest(Pledge, 3)),
        ],
        role_table.ADMINISTRATOR: [
            "/admin/users/", "/admin/reports/site-history/", "/admin/reports/aging-pages/",
            f"/admin/pages/{page[ContentPage].pk}/edit/",
        ],
    }[role]  # fmt: skip


def watch(visitor, address: str) -> list[str]:
    """Open an address; return what ran, was forbidden, was asked of others or stands ready to run."""
    assert visitor.open(address, patience=90).status in (200, 400), address
    found = visitor.problems + visitor.page.evaluate(LEFT_IN)
    visitor.problems.clear()
    return [problem for problem in found if "status of 400" not in problem]


def test_of_four_hundred_strings_in_every_field_none_runs_on_any_page_or_screen(written, visit, signed_in):
    assert len(injections()) >= 400
    assert all(placed >= 380 for placed in written.values()), written
    assert sum(map(len, IN_FORMS.values())) >= 20
    seen, found = 0, {}
    visitors = [(visit(), public_addresses())]
    visitors += [
        (signed_in(role), admin_addresses(role))
        for role in (
            role_table.PRESS_OFFICER, role_table.PROTECTION_OFFICER,
            role_table.FUNDRAISING_OFFICER, role_table.ADMINISTRATOR,
        )
    ]  # fmt: skip
    for visitor, addresses in visitors:
        visitor.page.add_init_script(TRAP)
        visitor.problems.clear()
        for address in addresses:
            seen += 1
            if problems := watch(visitor, address):
                found[address] = problems
    assert found == {}
    assert seen >= 70
    assert all(message.alternatives == [] and message.content_subtype == "plain" for message in mail.outbox)
