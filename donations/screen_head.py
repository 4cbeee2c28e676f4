"""The head of a screen in the admin that is none of Wagtail's own: its title, the way to it, and the way back."""

from django.urls import reverse
from django.utils.translation import gettext as _


def screen_head(title: str, *above: tuple[str, str], about: str = "") -> dict[str, object]:
    """Return what Wagtail's templates need of it, with `back_url`.

    `above` are names and addresses of the screens that lead here from "Home"; `about` names what it is about.
    """
    way = [(_("Home"), reverse("wagtailadmin_home")), *above]
    return {
        "header_title": f"{title}: {about}" if about else title,
        "breadcrumbs_items": [
            *({"url": address, "label": name} for name, address in way),
            {"url": "", "label": title, "sublabel": about},
        ],
        "back_url": way[-1][1],
    }
