"""By which words the search finds help: somebody in danger types "police" or a country, not the name of a page."""

from django.apps import apps
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.search import index

from campaign_site.pages.helplines import Helpline


def words(language: str) -> list[str]:
    """Return what people type who look for help, with the countries that have a helpline, in one language."""
    with translation.override(language):
        said = _("help get helpline hotline support police emergency danger phone telephone number call contact")
        return [said, *sorted({line.country_name for line in Helpline.objects.all()})]


def index_again(sender, **_signal) -> None:
    """Put the countries there are now into the index. Receiver of each helpline that is saved or deleted."""
    for page in apps.get_model("pages", "HelpPage").objects.live().select_related("locale"):
        index.insert_or_update_object(page)
