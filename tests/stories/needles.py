"""A story with a word of its own in every place that Wagtail keeps, and the search for these words afterwards."""

import json
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.log_actions import log
from wagtail.models import Comment, CommentReply, TaskState

from campaign_site.media.renditions import make_renditions
from stories.consent import vault
from stories.consent.choices import VaultPartName
from stories.models import StoryPage
from stories.slots import set_slot
from stories.surfaces.database import text_columns, values
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory, CampaignRecordingFactory
from tests.factories.stories import ContributorFactory, StoryFactory, active_consent, publish, story_index

# So many letters an index may have in common with the word before, and not write again.
SHARED = 3
QUOTE = "the kitchen had one window and from there I counted the days until somebody knocked"
ARABIC = {"headline": "زقنطورب", "introduction": "غضفرالق", "text": "شخبطزوم", "draft": "ثعلقوند"}


def needle(place: str) -> str:
    """Return a word that stands nowhere else and begins like no other one."""
    return "".join(chr(ord("g") + int(digit, 16)) for digit in sha256(place.encode()).hexdigest()[:18])


class Haystack:
    """One person's stories in two languages with drafts, comments, previews, files; `needles` are their words."""

    def __init__(self):
        self._places: list[str] = []
        self.editor = UserFactory()
        self.picture = CampaignImageFactory(
            title=self._word("picture-title"), description=self._sentence("alt"), credit=self._word("credit")
        )
        self.picture.tags.add(self._word("tag"))
        self.recording = CampaignRecordingFactory(title=self._word("recording-title"))
        self.contributor = ContributorFactory(display_name=self._word("pseudonym"))
        active_consent(contributor=self.contributor, elements={"voice", "city"})
        vault.write(self.contributor, VaultPartName.NAMES, [self._word("legal-name")])
        set_slot(self.contributor, "city", "en", self._word("city"), "a town in the north")
        self.story = self._english()
        make_renditions(self.picture, "text")
        self.arabic = self._arabic()
        self.copy = self.story.copy(update_attrs={"slug": "copied"}, keep_live=False)
        self.alias = StoryPage.objects.get(pk=self.copy.pk).create_alias(update_slug="alias", update_locale=None)
        for keep in (self._revisions, self._comments, self._review, self._forms, self._logs):
            keep()
        cache.set("fragment", self._sentence("cached"))

    @property
    def needles(self) -> list[str]:
        """Every word, as it is written."""
        return [*(needle(place) for place in self._places), *ARABIC.values()]

    def _word(self, place: str) -> str:
        self._places.append(place)
        return needle(self._places[-1])

    def _sentence(self, place: str) -> str:
        return f"There is a word that nobody knows: {self._word(place)}, and more after it."

    def _english(self) -> StoryPage:
        body = [
            ("heading", self._word("heading")),
            ("text", f"<p>{self._sentence('text')} In [city], {QUOTE}.</p>"),
            ("quote", {"text": self._sentence("quote"), "source": self._word("source")}),
            ("picture", {"image": self.picture, "alt_text": self._sentence("alt-here"),
                         "caption": self._sentence("caption")}),
            ("audio", {"recording": self.recording, "title": self._word("soundtitle"),
                       "transcript": self._sentence("transcript")}),
        ]  # fmt: skip
        return StoryFactory(
            live=True,
            contributor=self.contributor,
            elements={"voice"},
            headline=f"A headline with {self._word('headline')}",
            introduction=self._sentence("introduction"),
            content_line=self._sentence("contentline"),
            body=body,
        )

    def _arabic(self) -> StoryPage:
        page = StoryPage.objects.get(pk=self.story.copy_for_translation(story_index("ar").locale).pk)
        page.headline = f"عنوان فيه {ARABIC['headline']} في البيت"
        page.introduction = f"كلمة لا يعرفها أحد {ARABIC['introduction']} وبعدها المزيد"
        page.body = [("text", f"<p>كلمة لا يعرفها أحد {ARABIC['text']} وبعدها المزيد من الكلام</p>")]
        return publish(page)

    def _revisions(self) -> None:
        for page, words in (
            (self.story, self._sentence("draft")),
            (self.arabic, f"مسودة فيها {ARABIC['draft']} هنا"),
        ):
            draft = page.get_latest_revision_as_object()
            draft.body = [("text", f"<p>{words}</p>")]
            draft.save_revision(user=self.editor)

    def _comments(self) -> None:
        comment = Comment.objects.create(
            page=self.story, user=self.editor, text=self._sentence("comment"), contentpath="headline"
        )
        CommentReply.objects.create(comment=comment, user=self.editor, text=self._sentence("reply"))

    def _review(self) -> None:
        page = StoryPage.objects.get(pk=self.copy.pk)
        page.save_revision(user=self.editor)
        page.get_workflow().start(page, self.editor)
        TaskState.objects.filter(pk=page.current_workflow_task_state.pk).update(
            comment=self._sentence("taskcomment")
        )

    def _forms(self) -> None:
        kind = ContentType.objects.get_for_model(StoryPage, for_concrete_model=False)
        forms = [
            (
                kind,
                str(self.story.pk),
                "",
                {"headline": self._word("preview"), "body": json.dumps(ARABIC["text"])},
            ),
            (kind, "", str(story_index().pk), {"contributor": self.contributor.pk, "headline": self._word("new")}),
            (
                ContentType.objects.get_for_model(self.picture),
                str(self.picture.pk),
                "",
                {"title": self._word("retitled")},
            ),
        ]
        for content_type, object_id, parent, data in forms:
            FormState.objects.create(
                user=self.editor, content_type=content_type, object_id=object_id, parent_object_id=parent,
                data=urlencode(data), last_updated_at=timezone.now(),
            )  # fmt: skip

    def _logs(self) -> None:
        log(self.story, "wagtail.edit", user=self.editor, data={"comment": self._sentence("logged")})
        log(self.picture, "wagtail.edit", user=self.editor)


def found_in_columns(words: list[str]) -> dict[str, list[str]]:
    """Return the words that stand in a text column of the database, each with its places."""
    found: dict[str, list[str]] = {}
    spellings = [(word, spelling) for word in words for spelling in _spellings(word)]
    for table, column in text_columns():
        for key, text in values(table, column):
            for word, spelling in spellings:
                if spelling in text.lower():
                    found.setdefault(word, []).append(f"{table}.{column} #{key}")
    return found


def found_in_files(words: list[str], *paths: Path) -> list[str]:
    """Return the words that stand in the bytes or the name of a file, or of a file below a folder."""
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
    contents = [file.name.encode() + file.read_bytes().lower() for file in files]
    return [
        word
        for word in words
        if any(spelling[SHARED:].encode() in text for text in contents for spelling in _spellings(word))
    ]


def database_files() -> list[Path]:
    """Return the files of an SQLite database, none for another engine."""
    if connection.vendor != "sqlite":
        return []
    name = connection.settings_dict["NAME"]
    return [path for suffix in ("", "-wal") if (path := Path(f"{name}{suffix}")).exists()]


def media_folder() -> Path:
    """Return where uploads lie."""
    return Path(settings.MEDIA_ROOT)


def _spellings(word: str) -> set[str]:
    """Return a word as it is, in JSON, and in JSON within JSON."""
    once = json.dumps(word)[1:-1]
    return {word, once, json.dumps(once)[1:-1]}
