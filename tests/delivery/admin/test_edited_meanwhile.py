"""Two people have one form open: whoever saves second is told, keeps what they typed, and overwrites nothing."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from campaign_site.delivery.admin.edited_meanwhile import FIELD, MESSAGE, EditedMeanwhile
from campaign_site.pages.helplines import Helpline, HelplineForm
from campaign_site.pages.models import CampaignSettings
from tests.accounts.one_of_each import one_of_each
from tests.accounts.test_admin_addresses import admin_routes, filled_in, named_by
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import HelplineFactory, home
from tests.factories.stories import ContributorFactory

pytestmark = pytest.mark.django_db

# The machine's own screens, for superusers alone, of whom there are two.
OF_THE_MACHINE = ("collections", "groups", "locales", "sites", "workflows")


def signed_in(role=None) -> Client:
    """Return the browser of a new person."""
    client = Client()
    client.force_login(UserFactory(role=role) if role else UserFactory(is_superuser=True))
    return client


def typed(answer, **changes) -> dict:
    """Return what a browser sends from the form of an answer, with these changes."""
    form = answer.context["form"]
    values = {bound.html_name: bound.value() for bound in form if not hasattr(bound.value(), "url")}
    return {**{name: value for name, value in values.items() if value not in (None, False)}, **changes}


def helpline():
    line = HelplineFactory(name="Night line", hours="09:00–17:00")
    return reverse("wagtailsnippets_pages_helpline:edit", args=[line.pk]), "Administrator", "name", "hours"


def person():
    person = ContributorFactory(display_name="Alem", language="fr")
    return reverse("contributor:edit", args=[person.pk]), "Protection officer", "display_name", "language"


def settings():
    site = CampaignSettings.for_site(home().get_site())
    address = reverse("wagtailsettings:edit", args=["pages", "campaignsettings", site.site_id])
    return address, "Administrator", "contact_email", "press_email"


def picture():
    image = CampaignImageFactory(title="A field")
    return reverse("wagtailimages:edit", args=[image.pk]), "Press officer", "title", "description"


def colleague():
    user = UserFactory(first_name="Mara", last_name="Lind")
    return reverse("wagtailusers_users:edit", args=[user.pk]), "Administrator", "first_name", "last_name"


NEW = {"language": "es", "contact_email": "one@example.org", "press_email": "two@example.org"}


@pytest.mark.parametrize("make", [helpline, person, settings, picture, colleague])
def test_who_saves_second_is_shown_what_the_first_one_saved_and_may_then_save(make):
    address, role, here, there = make()
    first, second = signed_in(role), signed_in(role)
    opened_by_first, opened_by_second = first.get(address), second.get(address)
    words = {name: NEW.get(name, f"{name} of one") for name in (here, there)}

    assert first.post(address, typed(opened_by_first, **{here: words[here]})).status_code == 302
    refused = second.post(address, typed(opened_by_second, **{there: words[there]}))

    form = refused.context["form"]
    assert refused.status_code == 200 and str(MESSAGE) in form.non_field_errors()
    assert words[here] in form.errors[here].as_text() and form[there].value() == words[there]
    assert str(MESSAGE) in refused.content.decode() and words[here] in refused.content.decode()
    stored = typed(first.get(address))
    assert stored[here] == words[here] and stored.get(there) != words[there]

    assert second.post(address, typed(refused)).status_code == 302
    assert typed(first.get(address))[there] == words[there]


def test_opening_and_saving_one_after_the_other_asks_nothing():
    address, role, here, _there = helpline()
    client = signed_in(role)
    for name in ("One", "Two"):
        assert client.post(address, typed(client.get(address), **{here: name})).status_code == 302
    assert Helpline.objects.get().name == "Two"


class NameForm(HelplineForm):
    class Meta:
        model = Helpline
        fields = ["country", "name"]


def test_of_two_who_save_at_the_same_moment_only_the_first_does():
    line = HelplineFactory(name="As it was")
    late = NameForm({"country": line.country, "name": "Late"}, instance=line)
    assert late.is_valid()
    Helpline.objects.update(name="In between")
    with pytest.raises(EditedMeanwhile), transaction.atomic():
        late.save()
    assert Helpline.objects.get().name == "In between"


def test_every_form_of_the_admin_that_changes_something_knows_what_it_was_opened_from():
    client, world = signed_in(), one_of_each()
    officer = signed_in("Protection officer")
    for page in world["pages"]:
        page.save_revision()
    seen, without = 0, []
    for route in admin_routes():
        if "edit" not in route.split("/") and route != "/admin/images/<int:image_id>/":
            continue
        if route.split("/")[2] in OF_THE_MACHINE:
            continue
        for number in named_by(route, world)[-1:]:
            for browser in (client, officer):
                answer = browser.get(filled_in(route, number))
                if answer.status_code == 200 and b"<form" in answer.content:
                    seen += 1
                    if not re.search(f'name="({FIELD}|loaded_revision_id)"', answer.content.decode()):
                        without.append(route)
    assert seen >= 8
    assert without == []
