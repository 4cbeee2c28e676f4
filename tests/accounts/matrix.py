"""Asks every address of the admin as every role, by GET and by POST, and writes down who was let in.

`docs/addresses.txt` holds what it must give, and says how to read it. What a POST does is undone at once.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Site

from ambassadors.models import AmbassadorPage
from campaign_site.accounts import role_table
from campaign_site.press.models import PressReleasePage
from tests.accounts.one_of_each import one_of_each
from tests.factories.accounts import UserFactory

ROLES = {
    "W": role_table.WRITER, "O": role_table.PROTECTION_OFFICER, "R": role_table.REVIEWER,
    "P": role_table.PRESS_OFFICER, "F": role_table.FUNDRAISING_OFFICER, "T": role_table.TRANSLATOR,
    "A": role_table.ADMINISTRATOR,
}  # fmt: skip
LETTERS = "".join(ROLES) + "S"
VERBS = ("GET", "POST")
# The one is there to break, the next ends the session, and the last is whatever there is not.
ASIDE = {"/admin/failwhale/", "/admin/logout/", "/admin/.*/"}
COMPARE = "/admin/pages/<int:page_id>/revisions/compare/<str:earlier>...<str:later>/"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
OF_A_PAGE = {"page_id", "parent_page_id", "page_to_move_id", "page_pk"}
BY_NUMBER = {"pk", "collection_id", "document_id", "doc_id", "image_id", "workflow_pk"}
NOTHING = 10**9
# Nothing filled in. Browsers send a field that is empty, and Wagtail's form for a link breaks without.
EMPTY = "external-link-chooser-url="
REFUSALS = {400: "?", 403: ".", 404: "0", 405: "-"}
BROKEN = "!"
# What the second of several is, by how the address begins.
OF_SEVERAL = {
    "collections": ["root", "pictures of stories"], "users": ["user", "superuser"],
    "stories": ["under review", "hidden"], "choose_story": ["under review", "hidden"],
}  # fmt: skip


class Asked(NamedTuple):
    """An address, the route that leads to it, and in words what it was asked for."""

    route: str
    what: str
    address: str


def routes() -> list[str]:
    """Return every route below /admin/, such as "/admin/pages/<int:page_id>/edit/"."""
    return sorted({route for route in _routes(get_resolver(), "") if route.startswith("/admin/")} - ASIDE)


def public_routes() -> list[str]:
    """Return every other route: they know no session, so that who is signed in makes no difference there."""
    return sorted({route for route in _routes(get_resolver(), "") if not route.startswith("/admin/")})


def _routes(entry: URLPattern | URLResolver, prefix: str) -> Iterator[str]:
    route = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
    if isinstance(entry, URLPattern):
        yield COMPARE if "/revisions/compare/" in route else route
        return
    for below in entry.url_patterns:
        yield from _routes(below, route)


class World:
    """One of everything, and what stands for the parameters of a route."""

    def __init__(self):
        self.things = one_of_each()
        home, waiting, text = self.things["pages"]
        release, ambassador = PressReleasePage.objects.get(), AmbassadorPage.objects.get()
        self.pages = {
            "home page": home, "story under review": waiting,
            "text page": text, "press release": release,
        }  # fmt: skip
        self.lists = {
            ("stories", "storypage"): waiting.get_parent(), ("pages", "contentpage"): home,
            ("press", "pressreleasepage"): release.get_parent(),
            ("ambassadors", "ambassadorpage"): ambassador.get_parent(),
        }  # fmt: skip
        for page in self.pages.values():
            if not page.latest_revision_id:
                page.save_revision()

    def asked(self, route: str) -> Iterator[Asked]:
        """Yield the addresses of a route."""
        names = PARAMETER.findall(route)
        for what, values in self._values(route, set(names)):
            missing = [name for name in names if name not in values]
            assert not missing, f"Let the matrix say what {missing} in {route} stands for"
            address = route
            for name in names:
                address = re.sub(rf"<(?:\w+:)?{name}>", str(values[name]), address, count=1)
            yield Asked(route, what, address)

    def _values(self, route: str, names: set[str]) -> Iterator[tuple[str, dict]]:
        if not names:
            yield "", {}
        elif "content_type_app_name" in names or route.startswith("/admin/pages/create/"):
            yield from self._of_types(names)
        elif route.startswith("/admin/bulk/"):
            yield from self._bulk_actions()
        elif route.startswith("/admin/settings/"):
            yield from self._settings()
        elif route.startswith("/admin/api/main/pages/"):
            for what, page in self.pages.items():
                yield what, {"pk": page.pk, "action_name": "publish"}
        elif names & OF_A_PAGE or "/translation/submit/page/" in route:
            for what, page in self.pages.items():
                yield what, self._of_page(page)
        else:
            yield from self._of_thing(route, names)

    def _of_types(self, names: set[str]) -> Iterator[tuple[str, dict]]:
        for (app, model), above in self.lists.items():
            yield model, {
                "content_type_app_name": app, "content_type_model_name": model, "app_label": app,
                "model_name": model, "parent_page_id": above.pk,
            }  # fmt: skip

    def _bulk_actions(self) -> Iterator[tuple[str, dict]]:
        bulk_action_registry.get_bulk_actions_for_model("", "")
        for app, models in sorted(bulk_action_registry.actions.items()):
            for model, actions in sorted(models.items()):
                for action in sorted(actions):
                    yield f"{model} {action}", {"app_label": app, "model_name": model, "action": action}

    def _settings(self) -> Iterator[tuple[str, dict]]:
        site = Site.objects.get()
        for model in settings_registry:
            pk = site.pk if issubclass(model, BaseSiteSetting) else model.load().pk
            yield (
                model._meta.model_name,
                {"app_name": model._meta.app_label, "model_name": model._meta.model_name, "pk": pk},
            )

    def _of_page(self, page) -> dict:
        state = page.current_workflow_state
        task = page.current_workflow_task_state
        workflow = page.get_workflow()
        return {
            **dict.fromkeys(OF_A_PAGE, page.pk), "destination_id": page.get_parent().pk, "pk": page.pk,
            "revision_id": page.latest_revision_id, "earlier": "earliest", "later": "latest", "language": "fr",
            "workflow_state_id": state.pk if state else NOTHING, "task_state_id": task.pk if task else NOTHING,
            "workflow_pk": workflow.pk if workflow else NOTHING, "task_id": task.task_id if task else NOTHING,
            "action_name": "approve",
        }  # fmt: skip

    def _of_thing(self, route: str, names: set[str]) -> Iterator[tuple[str, dict]]:
        begins = [begin for begin in self.things if route.startswith(f"/admin/{begin}")]
        assert begins or not names & BY_NUMBER, f"Let one_of_each() say what the number in {route} names"
        things = self.things[max(begins, key=len)] if begins else []
        image = self.things["images"][0]
        more = {
            "part": "contact", "language": "en", "element": "city", "filter_spec": "width-100",
            "app_label": "pages", "app_name": "pages", "model_name": "helpline", "name": image.file.name,
            "uploaded_file_id": NOTHING, "session_id": NOTHING, "object_id": things[0].pk if things else NOTHING,
            "uidb64": "MQ", "token": "x", "reference": "none", "way": "send_back",
            "task_id": things[0].pk if things else NOTHING,
        }  # fmt: skip
        for number, thing in enumerate(things or [None]):
            pk = thing.pk if thing else NOTHING
            what = OF_SEVERAL.get(route.split("/")[2], [""] * 9)[number] if len(things) > 1 else ""
            yield what, {**more, **dict.fromkeys(BY_NUMBER, pk)}


class Unwritten:
    """Middleware that writes no screen: who is let in is decided before, and writing takes most of the time."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, request, response):
        """Put nothing in the place of what would be written."""
        return SimpleTemplateResponse(BLANK, status=response.status_code)

    def process_exception(self, request, exception):
        """Refuse without the page that Django would have written, as it would: PermissionDenied is 403."""
        refused = [status for kind, status in REFUSED.items() if isinstance(exception, kind)]
        return HttpResponse(status=refused[0]) if refused else None


REFUSED = {PermissionDenied: 403, Http404: 404}
BLANK = engines["django"].from_string("")


@override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, f"{__name__}.Unwritten"])
def walk() -> list[str]:
    """Return the lines of the matrix."""
    world = World()
    asked = [one for route in routes() for one in world.asked(route)]
    users = {letter: UserFactory(role=role) for letter, role in ROLES.items()}
    users["S"] = UserFactory(is_superuser=True)
    let_in: dict[tuple[Asked, str], str] = defaultdict(str)
    for letter, user in users.items():
        # Asked as a script asks, Wagtail refuses plainly instead of leading back with a message.
        client = Client(raise_request_exception=False, headers={"X-Requested-With": "XMLHttpRequest"})
        client.force_login(user)
        for one, verb in product(asked, VERBS):
            if "-" not in let_in[one, verb]:
                let_in[one, verb] += ask(client, one.address, verb, letter)
    of_the_admin = [line(one, [let_in[one, verb] for verb in VERBS]) for one in asked]
    return [f"everybody  {route}" for route in public_routes()] + of_the_admin


def ask(client: Client, address: str, verb: str, letter: str) -> str:
    """Return the letter where its role is let in, or why it is not (REFUSALS, BROKEN). Nothing is changed."""
    ledger = Path(settings.WITHDRAWAL_LEDGER)
    before = ledger.read_bytes() if ledger.exists() else b""
    with transaction.atomic():
        answer = client.generic(verb, address, EMPTY, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    if ledger.exists():
        ledger.write_bytes(before)
    return BROKEN if answer.status_code >= 500 else REFUSALS.get(answer.status_code, letter)


def line(one: Asked, columns: list[str]) -> str:
    """Return what `docs/addresses.txt` says of an address."""
    words = [*(_column(letters).ljust(len(LETTERS)) for letters in columns), one.route, one.what]
    return "  ".join(filter(None, words))


def _column(letters: str) -> str:
    if "-" in letters and not set(letters) & set(LETTERS):
        return "-"
    return letters.replace("-", ".")
