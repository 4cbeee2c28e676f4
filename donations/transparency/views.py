"""What anybody can look up about money: the totals, the signed statements, the ledger without people."""

import json

from django.conf import settings
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign_site.delivery.client_address import client_address, network
from campaign_site.delivery.page_cache.sharing import shared
from campaign_site.delivery.rate_limits import within
from donations.models import PublishedStatement
from donations.programmes import titles
from donations.totals import together, totals_by_programme
from donations.transparency import ledger_csv as ledger
from donations.transparency.signing import public_key

CSV = "ledger as csv"
# In a quarter of an hour: each reads the whole ledger.
CSVS_OF_ONE_NETWORK = 30
NEWEST = 52


@require_safe
@shared
@cache_control(no_cache=True)
def page(request):
    """The public numbers, the statements of the last year, what they prove and what not."""
    numbers = totals_by_programme()
    names = titles(numbers)
    context = {
        "programmes": [(names.get(key), rows) for key, rows in numbers.items()],
        "together": together(numbers),
        "statements": list(PublishedStatement.objects.defer("body", "chunks")[:NEWEST]),
        "public_key": public_key(settings.STATEMENT_KEY) if settings.STATEMENT_KEY else "",
    }
    return render(request, "donations/transparency.html", context)


@require_safe
@cache_control(no_cache=True)
def newest(request):
    """The newest statement with its signature; 404 before there is one."""
    statement = PublishedStatement.objects.defer("chunks").first()
    if statement is None:
        return JsonResponse({"statement": None}, status=404)
    return _file(statement)


@require_safe
@cache_control(public=True, max_age=300)
def numbered(request, number: int):
    """One statement: it never changes."""
    return _file(get_object_or_404(PublishedStatement.objects.defer("chunks"), pk=number))


@require_safe
def ledger_csv(request):
    """The whole ledger, line by line; the edge may keep it for an hour."""
    if not within(CSVS_OF_ONE_NETWORK, CSV, network(client_address(request))):
        return _too_many(request)
    headers = {"Content-Disposition": 'attachment; filename="ledger.csv"', "Cache-Control": "public, max-age=3600"}
    return StreamingHttpResponse(ledger.lines(), content_type="text/csv; charset=utf-8", headers=headers)


def _too_many(request) -> HttpResponse:
    response = render(request, "donations/too_many.html", status=429)
    response["Cache-Control"] = "no-store"
    return response


def _file(statement: PublishedStatement) -> JsonResponse:
    document = {"statement": json.loads(statement.body), "signature": statement.signature}
    return JsonResponse(document, json_dumps_params={"indent": 1})
