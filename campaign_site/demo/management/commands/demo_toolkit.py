"""Makes the PDFs of the demonstration's toolkit anew, after a change of words in `movement.toml`.

They lie beside the texts: a machine without WeasyPrint loads the demonstration too.
"""

from django.core.management.base import BaseCommand

from campaign_site.demo.content import read, versions
from campaign_site.demo.movement import SHEETS, sheet


class Command(BaseCommand):
    help = __doc__.partition("\n")[0]

    def handle(self, **options):
        SHEETS.mkdir(exist_ok=True)
        for stage, entry in read("movement")["toolkit"].items():
            for language, text in versions(entry):
                (SHEETS / f"{stage}.{language}.pdf").write_bytes(sheet(text, language))
                self.stdout.write(f"{stage} {language}")
