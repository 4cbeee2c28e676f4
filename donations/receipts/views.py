"""Receipts in the hands of the supporter, below the link that manages the pledge; and the check for everybody."""

from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from campaign_site.delivery.caching.cache_control import personal, unkept
from campaign_site.delivery.client_address import client_address
from campaign_site.delivery.forms.guarded_form import same_origin_post
from donations.choices import LinkPurpose
from donations.link_pages import opened_by
from donations.models import Pledge, PublishedStatement, Receipt
from donations.programmes import Title, titles
from donations.receipts import checking, paper
from donations.receipts.forms import VerifyForm
from donations.receipts.net_amounts import ReceiptNow, as_they_stand, of_pledge
from donations.transparency.publishing import receipt_file


@personal
@require_safe
@opened_by(LinkPurpose.MANAGE)
def receipt(request, pledge, token, number):
    """One receipt, to read and to print."""
    return paper.page("donations/receipts/receipt.html", _one(pledge, token, number))


@personal
@require_safe
@opened_by(LinkPurpose.MANAGE)
def receipt_pdf(request, pledge, token, number):
    """The same as a PDF."""
    context = _one(pledge, token, number)
    return _pdf(request, "donations/receipts/receipt.html", context, f"receipt-{number}")


@personal
@require_safe
@opened_by(LinkPurpose.MANAGE)
def proof(request, pledge, token, number):
    """The file that proves the receipt offline (`python -m donations.verify`)."""
    newest = PublishedStatement.objects.first()
    found = newest and receipt_file(_own(pledge, number).receipt, newest)
    if not found:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="receipt-{number}.json"'}
    return JsonResponse(found, headers=headers, json_dumps_params={"indent": 1})


@personal
@require_safe
@opened_by(LinkPurpose.MANAGE)
def year(request, pledge, token, year):
    """What came in one calendar year, to read and to print."""
    return paper.page("donations/receipts/year.html", _of_year(pledge, token, year))


@personal
@require_safe
@opened_by(LinkPurpose.MANAGE)
def year_pdf(request, pledge, token, year):
    """The same as a PDF."""
    return _pdf(request, "donations/receipts/year.html", _of_year(pledge, token, year), f"receipts-{year}")


@unkept
@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """Say whether a receipt is ours, to whoever types its number and amount. Never whose it is."""
    if request.method != "POST":
        return render(request, "donations/receipts/verify.html", {"form": VerifyForm()})
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return render(request, "donations/receipts/verify.html", {"form": form}, status=400)
    if not checking.may_check(client_address(request)):
        return render(request, "donations/receipts/verify.html", {"form": form, "is_too_much": True}, status=429)
    found = checking.find(form.cleaned_data["number"], form.cleaned_data["amount"])
    context = {"form": form, "is_checked": True, "found": found}
    return render(request, "donations/receipts/verify.html", context)


def receipts_of(pledge: Pledge) -> dict:
    """Return what the supporter's page shows: the receipts, the years, and how far they can be proved."""
    found = of_pledge(pledge)
    newest = PublishedStatement.objects.first() if found else None
    return {
        "receipts": found,
        "years": sorted({now.received_on.year for now in found}, reverse=True),
        "proved_until": newest.receipts if newest else 0,
        "has_pdf": bool(found) and paper.can_be_pdf(),
    }


def _own(pledge: Pledge, number: str) -> ReceiptNow:
    # PostgreSQL cannot even be asked for a text with a NUL in it.
    own = Receipt.objects.filter(reference=pledge.reference, number=number if number.isdecimal() else "")
    found = as_they_stand(own)
    if not found:
        raise Http404
    return found[0]


def _one(pledge: Pledge, token: str, number: str) -> dict:
    now = _own(pledge, number)
    return {"now": now, **_frame(pledge, token, str(now.receipt.programme))}


def _of_year(pledge: Pledge, token: str, year: int) -> dict:
    found = [now for now in of_pledge(pledge) if now.received_on.year == year]
    if not found:
        raise Http404
    kept = sum(now.kept.minor for now in found)
    own = {
        "year": year,
        "receipts": found,
        "has_returned": any(now.returned_minor for now in found),
        "kept": pledge.amount_of(kept),
    }
    return {**own, **_frame(pledge, token, str(pledge.programme.translation_key))}


def _frame(pledge: Pledge, token: str, programme: str) -> dict:
    own = Title(pledge.programme.title, pledge.programme.locale.language_code)
    return {
        "pledge": pledge,
        "token": token,
        "programme": titles([programme]).get(programme, own),
        "today": timezone.now().date(),
    }


def _pdf(request, template: str, context: dict, name: str):
    if not paper.can_be_pdf():
        raise Http404
    if not paper.may_make(client_address(request)):
        return render(request, "donations/too_many.html", status=429)
    return paper.pdf(template, context, name)
