"""The HTML with which other sites show a programme's progress: a picture that is a link, and nothing else."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from campaign_site.delivery.public_address import public_address
from donations.programmes import ProgrammePage

# As the drawing has them (templates/donations/embed.svg).
WIDTH, HEIGHT = 480, 132


def embed_code(programme: ProgrammePage) -> str:
    """Return the code as a text that a page of ours has yet to escape; its words are in the reader's language."""
    language = programme.locale.language_code
    drawing = public_address(f"{reverse('embed', args=[programme.slug])}?language={language}")
    about = _("%(programme)s: what supporters have promised and what was received") % {
        "programme": programme.title
    }
    # Joined with a plain text it is a plain text, so that a template escapes it once more.
    return "" + format_html(
        '<a href="{}"><img src="{}" alt="{}" width="{}" height="{}"></a>',
        public_address(programme.url), drawing, about, WIDTH, HEIGHT,
    )  # fmt: skip
