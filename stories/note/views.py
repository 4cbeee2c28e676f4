"""The one view behind /note/. Every step is a post of a whole page; opening the address changes nothing."""

import functools

from django.shortcuts import redirect
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.forms.guarded_form import same_origin_post
from stories.consent import codes
from stories.note import less, steps, texts, tokens
from stories.note.answers import chosen_language, kept_nowhere, language_of, page
from stories.note.forms import DigitsForm
from stories.note.visits import Visit

STEPS = steps.STEPS | texts.STEPS | less.STEPS
# Pressed twice, they come a second time from somebody who is erased by then: the answer is the same reference.
ENDINGS = {"hide_now", "delete_now", "reference"}


def private(view):
    """Have no answer kept or indexed, whatever it is."""

    @functools.wraps(view)
    def kept_private(request, *args, **kwargs):
        return kept_nowhere(view(request, *args, **kwargs))

    return kept_private


# The guard stops blind posts of other sites where the browser says where the form stood. Older browsers send
# "Origin: null" from here and from elsewhere: then the digits or the token must do, which no other site has.
@private
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def note(request):
    """Ask for the digits (GET); with them, or with the token that followed, do one step (POST)."""
    with override(language_of(request)):
        if request.method == "POST" and "token" in request.POST:
            return _go_on(request)
        if request.method == "POST" and "digits" in request.POST:
            return _enter(request)
        return _first_page(request, DigitsForm())


@private
def to_the_page(request):
    """Lead every other spelling of the address to the page."""
    return redirect("note")


def _enter(request):
    form = DigitsForm(request.POST)
    if form.is_valid():
        contributor = codes.check(form.cleaned_data["digits"], client_address(request))
        if contributor and (sitting := tokens.begin(contributor)):
            # The person's own language, unless another was chosen on this page before.
            with override(chosen_language(request) or contributor.language):
                return steps.menu(Visit(request, sitting, contributor))
        form.refuse()
    return _first_page(request, form)


def _go_on(request):
    sitting = tokens.read(request.POST["token"])
    step = request.POST.get("step", "menu")
    if sitting and (contributor := sitting.contributor()):
        return STEPS.get(step, steps.menu)(Visit(request, sitting, contributor))
    if sitting and step in ENDINGS and (last_page := steps.deleted(sitting)):
        return last_page
    return _first_page(request, DigitsForm(), is_closed=True)


def _first_page(request, form, **context):
    return page("enter", form=form, has_chosen=bool(chosen_language(request)), **context)
