"""What the pages behind supporters' links share: whose link it is, and where forms lead."""

import functools

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from donations import providers
from donations.choices import LinkPurpose
from donations.done import NAME, Done
from donations.links import LinkExpired, LinkUnknown, open_link


def opened_by(purpose: LinkPurpose):
    """Hand the view the pledge that its token opens; answer 404 or 410 with what to do next otherwise."""

    def decorate(view):
        @functools.wraps(view)
        def with_pledge(request, token, **named):
            try:
                pledge = open_link(token, purpose)
            except LinkUnknown:
                return render(request, "donations/link_problem.html", {"is_expired": False}, status=404)
            except LinkExpired:
                return render(request, "donations/link_problem.html", {"is_expired": True}, status=410)
            return view(request, pledge, token, **named)

        return with_pledge

    return decorate


def allowing_payment_page(view):
    """Let the page's form lead to the payment page: browsers ask the policy at each redirect of a form."""

    @functools.wraps(view)
    def allowing(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if provider := providers.card():
            response._csp_update = {"form-action": [provider.page_origin]}
        return response

    return allowing


def see_other(name: str, token: str, done: Done | None = None) -> HttpResponseRedirect:
    """Lead to the page of a link after a post (303), which says what was `done`."""
    query = {NAME: done.value} if done else None
    response = HttpResponseRedirect(reverse(name, args=[token], query=query))
    response.status_code = 303
    return response
