"""The newest releases as RSS 2.0 and Atom, one feed for each language."""

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign_site.delivery.invisible_characters import NOT_IN_XML
from campaign_site.delivery.public_address import public_address
from campaign_site.press.models import PressIndexPage

RELEASES_IN_FEED = 30


def xml_text(text: str) -> str:
    """Return the text without the characters that XML cannot hold: the generator answers 500 to them."""
    return NOT_IN_XML.sub("", text)


class RssFeed(Feed):
    """RSS of the press room in the language of the address. Addresses in it are those of SITE_URL."""

    feed_type = Rss201rev2Feed

    def get_object(self, request):
        """Return the press room in the active language. Raises Http404 where there is none."""
        rooms = PressIndexPage.objects.for_public_display()
        room = rooms.filter(locale__language_code=get_language()).first()
        if room is None:
            raise Http404
        room.feed_address = public_address(request.path)
        return room

    def title(self, room):
        """Name the campaign beside the press room: readers hold many feeds."""
        return xml_text(f"{room.title} – {_('Anyone a Victim')}")

    def description(self, room):
        """The press room's introduction."""
        return xml_text(room.introduction or room.title)

    subtitle = description

    def link(self, room):
        """The press room's address."""
        return public_address(room.url)

    def feed_url(self, room):
        """This feed's own address."""
        return room.feed_address

    def language(self, room):
        """The language of the releases."""
        return room.locale.language_code

    def items(self, room):
        """The newest public releases."""
        return room.releases()[:RELEASES_IN_FEED]

    def item_title(self, release):
        """The headline."""
        return xml_text(release.title)

    def item_description(self, release):
        """What stands under the headline."""
        return xml_text(release.introduction or release.subtitle)

    def item_link(self, release):
        """The release's address."""
        return public_address(release.url)

    def item_pubdate(self, release):
        """When the public could first read it."""
        return release.public_since

    def item_updateddate(self, release):
        """When it last changed for the public."""
        return release.changed_at


class AtomFeed(RssFeed):
    """The same in Atom."""

    feed_type = Atom1Feed
