"""Where the contact form is sent, and what says that it arrived. The page itself is `ContactPage`."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from campaign_site.about import contact
from campaign_site.about.forms import ContactForm
from campaign_site.about.models import ContactPage
from campaign_site.delivery.caching.cache_control import personal
from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.forms.guarded_form import same_origin_post

TOO_MANY = _(
    "Many messages came just now. Nothing is lost: please wait 15 minutes, then send it again from this page."
)


@personal
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def send(request):
    """Take a message in (303 to the page that says so); anything else shows the form, and what is wrong with it.

    Raises Http404 while there is no contact page in this language.
    """
    page = _page()
    context = page.get_context(request)
    if request.method != "POST" or context["form"] is None:
        return render(request, page.template, context)
    form = context["form"] = ContactForm(request.POST)
    status = 400
    if form.is_valid():
        if contact.accept(client_address(request), once=form.once_key(), **form.answers()):
            return HttpResponseRedirect(reverse("contact_sent"), status=303)
        form.add_error(None, TOO_MANY)
        status = 429
    return render(request, page.template, context, status=status)


@personal
@require_safe
def sent(request):
    """Say that a message is on its way."""
    page = _page()
    return render(request, "about/contact_sent.html", {"page": page})


def _page() -> ContactPage:
    public = ContactPage.objects.for_public_display().filter(locale__language_code=get_language())
    if (page := public.first()) is None:
        raise Http404
    return page
