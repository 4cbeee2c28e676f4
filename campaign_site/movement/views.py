"""From the form to the yes by mail, and back again. Looking changes nothing: mail scanners open every link."""

import functools

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign_site.delivery.caching.cache_control import personal, unkept
from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.forms.guarded_form import same_origin_post
from campaign_site.movement import finding, signing
from campaign_site.movement.choices import LinkPurpose
from campaign_site.movement.forms import FindForm, SignForm
from campaign_site.movement.links import open_link
from campaign_site.movement.stand_page import StandPage

TOO_MANY = _(
    "Many people signed from your network just now. Nothing is lost: please wait 15 minutes, then send it again."
)


def opened_by(purpose: LinkPurpose):
    """Hand the view the commitment that its token opens; else answer 404 with what to do next."""

    def decorate(view):
        @functools.wraps(view)
        def with_commitment(request, token):
            commitment = open_link(token, purpose)
            if commitment is None:
                return render(request, "movement/link_problem.html", status=404)
            return view(request, commitment, token)

        return with_commitment

    return decorate


@unkept
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request):
    """The words, and the form below them; posted, a mail with a link to confirm."""
    if request.method != "POST":
        return render(request, "movement/sign.html", {"form": SignForm()})
    form = SignForm(request.POST)
    if not form.is_valid():
        return render(request, "movement/sign.html", {"form": form}, status=400)
    if not signing.accept(client_address(request), once=form.once_key(), **form.answers()):
        form.add_error(None, TOO_MANY)
        return render(request, "movement/sign.html", {"form": form}, status=429)
    return _see_other("stand_sent")


@personal
@require_safe
def sent(request):
    """Look into your mailbox. It is the same for everybody, and knows nobody."""
    return render(request, "movement/sent.html", {"most_mails": signing.MAILS_TO_ONE_ADDRESS})


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(LinkPurpose.CONFIRM)
def confirm(request, commitment, token):
    """Show what was signed; posted, confirm it."""
    if request.method == "POST" and signing.confirm(commitment):
        return _see_other("stand_thanks")
    if not commitment.is_waiting and not commitment.confirmed_at:
        return render(request, "movement/link_problem.html", status=404)
    return render(request, "movement/confirm.html", {"commitment": commitment, "token": token})


@personal
@require_safe
def thanks(request):
    """What one can do next. It is the same for everybody."""
    here = StandPage.objects.for_public_display().filter(locale__language_code=request.LANGUAGE_CODE).first()
    return render(request, "movement/thanks.html", {"toolkits": here.toolkits if here else []})


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by(LinkPurpose.ERASE)
def erase(request, commitment, token):
    """Ask, and on a click delete all of it. The page shows nothing of whose link it is."""
    if request.method == "POST":
        signing.erase(commitment)
        return _see_other("stand_erased")
    return render(request, "movement/erase.html", {"token": token})


@personal
@require_safe
def erased(request):
    """It is gone. The page is the same for everybody."""
    return render(request, "movement/erased.html")


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def find(request):
    """Mail a fresh link to an address; the answer is the same whether we know it or not."""
    if request.method != "POST":
        return render(request, "movement/find.html", {"form": FindForm()})
    form = FindForm(request.POST)
    if not form.is_valid():
        return render(request, "movement/find.html", {"form": form}, status=400)
    if not finding.may_search(client_address(request)):
        return render(request, "movement/find.html", {"form": form, "is_too_much": True}, status=429)
    finding.send_link(form.cleaned_data["email"], form.once)
    return render(request, "movement/find.html", {"is_sent": True})


def _see_other(name: str) -> HttpResponseRedirect:
    """Lead to a page that says what was done (303), and whose address says nothing of whom."""
    response = HttpResponseRedirect(reverse(name))
    response.status_code = 303
    return response
