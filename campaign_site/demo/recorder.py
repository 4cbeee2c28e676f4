"""Makes each thing of the demonstration once."""

import uuid
from collections import Counter
from collections.abc import Callable

from django.core.files.storage import default_storage
from django.db.models.fields.files import FieldFile
from wagtail.models import Locale, Page

from campaign_site.demo.models import DemoRecord

# Any fixed value will do: translations of one page find each other through keys derived from it.
NAMESPACE = uuid.UUID("6b1d3c0e-5b0e-4d36-9a3c-0d9f2f6f7a11")


class Recorder:
    """Keeps the keys of what is there, counts what is made, and tells the progress, kind by kind."""

    def __init__(self, tell: Callable[[str], None] = lambda line: None):
        self._known = set(DemoRecord.objects.values_list("key", flat=True))
        self._tell = tell
        self._locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.made: Counter[str] = Counter()
        self._names: set[str] = set()

    @property
    def is_first(self) -> bool:
        """Whether the demonstration has never been loaded into this database."""
        return not self._known

    def lacks(self, kind: str, name: str) -> bool:
        """Whether this thing has never been made."""
        return f"{kind}:{name}" not in self._known

    def note(self, kind: str, name: str) -> None:
        """Remember that this thing was made now."""
        DemoRecord.objects.create(key=f"{kind}:{name}")
        self._known.add(f"{kind}:{name}")
        if not self.made[kind]:
            self._tell(f"{kind} …")
        self.made[kind] += 1

    def page(
        self,
        kind: str,
        name: str,
        language: str,
        below: type[Page],
        make: Callable[[dict], Page],
        publish: Callable[[Page], None] = lambda page: page.save_revision().publish(),
    ) -> None:
        """Publish one page in one language below the page of type `below` in that language, once.

        Where somebody has deleted that page there is nothing to do.
        `make` gets the fields that tie the page to its translations, and returns the page, not saved yet.
        """
        if not self.lacks(kind, f"{name}:{language}"):
            return
        parent = below.objects.filter(locale=self._locales[language]).first()
        if parent is None:
            return
        page = make(
            {
                "locale": self._locales[language],
                "translation_key": uuid.uuid5(NAMESPACE, f"{kind}/{name}"),
                "live": False,
            }
        )
        parent.add_child(instance=page)
        publish(page)
        self.note(kind, f"{name}:{language}")

    def keep_file(self, file: FieldFile) -> None:
        """Remember a file that was written: a transaction that is undone leaves it lying."""
        self.keep_name(file.name)

    def keep_name(self, name: str) -> None:
        """Remember the same of a file that no field holds."""
        self._names.add(name)

    def drop_files(self) -> None:
        """Delete the files of a run that was undone."""
        for name in self._names:
            default_storage.delete(name)
