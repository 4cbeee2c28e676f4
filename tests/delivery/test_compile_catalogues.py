"""Translations are compiled without gettext's programs, so that `make run` needs nothing but Python."""

import gettext
import os
from io import StringIO

from django.core.management import call_command

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
"n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;\\n"

msgid "Stories"
msgstr "قصص"

#, fuzzy
msgid "Guess"
msgstr "ظن"

msgid "one story"
msgid_plural "%(count)s stories"
msgstr[0] "صفر"
msgstr[1] "واحدة"
msgstr[2] "قصتان"
msgstr[3] "قصص"
msgstr[4] "قصة كثيرة"
msgstr[5] "قصة"
"""


def test_catalogues_are_compiled_once_and_again_when_they_change(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "ar" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text(CATALOGUE)
    first, second, third = StringIO(), StringIO(), StringIO()
    call_command("compile_catalogues", stdout=first)
    with (folder / "django.mo").open("rb") as stream:
        arabic = gettext.GNUTranslations(stream)
    assert arabic.gettext("Stories") == "قصص"
    assert arabic.gettext("Guess") == "Guess", "nobody has confirmed it"
    assert [arabic.ngettext("one story", "%(count)s stories", n) for n in (0, 2, 5)] == ["صفر", "قصتان", "قصص"]
    call_command("compile_catalogues", stdout=second)
    os.utime(source, (source.stat().st_mtime + 10,) * 2)
    call_command("compile_catalogues", stdout=third)
    assert ["compiled" in output.getvalue() for output in (first, second, third)] == [True, False, True]
    assert [path.name for path in sorted(folder.iterdir())] == ["django.mo", "django.po"]
