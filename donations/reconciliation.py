"""A day of the ledger, account by account: to lay beside a bank's statement and a provider's list of payments."""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.log_actions import log

from campaign_site.lists.spreadsheets import EXPORTED, neutralised
from donations.accounts import Account
from donations.booking import end_of_ledger
from donations.currencies import CURRENCIES
from donations.ledger_models import LedgerLine, LedgerTransaction
from donations.money import Money
from donations.paid_by_us import Row, below_bank
from donations.programmes import ProgrammePage, titles
from donations.screen_head import screen_head
from donations.totals import Total, totals_by_programme

MAY, MAY_EXPORT = "donations.view_ledgertransaction", "donations.export_ledgertransaction"


@dataclass(frozen=True, slots=True)
class Movement:
    """One account in one currency on one day (UTC); `provider` is empty where the account is nobody's.

    A transaction's day is that of booking it here: of a bank transfer, that of reading the statement in.
    """

    account: Account
    provider: str
    opening: Money
    came: Money
    went: Money
    closing: Money
    lines: int

    @property
    def label(self) -> str:
        """What the account is called."""
        return self.account.label


def movements(day: date) -> list[Movement]:
    """Return every account that ever moved up to the evening of `day`, with what moved on it that day."""
    begins, ends = _hours(day)
    first, beyond = _first_since(begins), _first_since(ends)
    today = Q(transaction__gte=first)
    rows = (
        LedgerLine.objects.filter(transaction__lt=beyond)
        .order_by()
        .values("account", "provider", "currency")
        .annotate(
            closing=Sum("minor"),
            came=Sum("minor", filter=today & Q(minor__gt=0), default=0),
            went=Sum("minor", filter=today & Q(minor__lt=0), default=0),
            lines=Count("minor", filter=today),
        )
    )
    return sorted(map(_movement, rows), key=_place)


def with_what_we_paid(day: date, found: list[Movement]) -> list[Movement | Row]:
    """Return the movements of `day`, and below "Bank" what leads from it to the bank's statement."""
    begins, ends = _hours(day)
    bank = [row for row in found if row.account == Account.BANK]
    others = [row for row in found if row.account != Account.BANK]
    below = below_bank(bank, begins, _first_since(begins), ends, _first_since(ends))
    # Each currency's beneath its own: sorting keeps the order of those that are equal.
    order = list(CURRENCIES)
    return [*sorted([*bank, *below], key=lambda row: order.index(row.closing.currency)), *others]


def _hours(day: date) -> tuple[datetime, datetime]:
    """Return when a day (UTC) begins, and when the next one does."""
    begins = datetime.combine(day, time(), UTC)
    return begins, begins + timedelta(days=1)


def _first_since(at: datetime) -> int:
    """Return the number of the first transaction booked at `at` or later: numbers and times grow together."""
    since = LedgerTransaction.objects.filter(booked_at__gte=at).order_by("booked_at", "sequence")
    found = since.values_list("sequence", flat=True).first()
    return found or end_of_ledger()[0] + 1


def _place(movement: Movement) -> tuple[int, str, int]:
    """Return where a row stands: by account, provider and currency, in the order of our lists."""
    code = movement.closing.currency
    return list(Account).index(movement.account), movement.provider, list(CURRENCIES).index(code)


def _movement(row: dict) -> Movement:
    closing, came, went = (Money.of(int(row[name]), row["currency"]) for name in ("closing", "came", "went"))
    return Movement(
        Account(row["account"]), row["provider"], closing - came - went, came, went, closing, row["lines"]
    )


class DayForm(forms.Form):
    """Which day; today unless another one is asked for, and none to come."""

    day = forms.DateField(label=gettext_lazy("Day (UTC)"), widget=AdminDateInput)

    def clean_day(self) -> date:
        """Refuse a day to come: nothing is booked on it yet."""
        day = self.cleaned_data["day"]
        if day > timezone.now().date():
            raise forms.ValidationError(_("This day lies in the future."))
        return day


@require_safe
def show_day(request):
    """Show one day of the ledger and the public totals; `?export=csv` gives the totals as a file.

    Raises PermissionDenied.
    """
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    totals = named_totals()
    if request.GET.get("export") == "csv":
        return _as_csv(request, totals)
    today = timezone.now().date()
    form = DayForm(request.GET if "day" in request.GET else {"day": today})
    day = form.cleaned_data["day"] if form.is_valid() else today
    sequence, end = end_of_ledger()
    context = {
        **screen_head(_("Daily reconciliation")),
        "header_icon": "calendar-check",
        "form": form,
        "day": day,
        "movements": with_what_we_paid(day, movements(day)),
        "totals": totals,
        "sequence": sequence,
        "end": end,
        "may_export": request.user.has_perm(MAY_EXPORT),
    }
    return render(request, "donations/admin/reconciliation.html", context)


def named_totals() -> list[tuple[str, Total]]:
    """Return the public numbers, each with its programme's title in the reader's language, where it has one."""
    found = totals_by_programme()
    names = titles(found, ProgrammePage.objects.all())
    return [(names[key].text if key in names else key, row) for key, rows in found.items() for row in rows]


def _as_csv(request, totals: list[tuple[str, Total]]) -> HttpResponse:
    if not request.user.has_perm(MAY_EXPORT):
        raise PermissionDenied
    data = {"list": "totals", "rows": len(totals), "kind": "csv"}
    log(request.user, EXPORTED, user=request.user, data=data)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="totals.csv"'
    writer = csv.writer(response)
    writer.writerow(["programme", "currency", "pledges", "promised", "received", "returned", "lapsed"])
    for title, row in totals:
        amounts = (row.promised, row.received, row.returned, row.lapsed)
        writer.writerow(
            [neutralised(title), row.promised.currency, row.pledges, *(money.plain() for money in amounts)]
        )
    return response


class ReconciliationItem(MenuItem):
    """The day, for those who may read the ledger."""

    def is_shown(self, request):
        """Whether the reader may."""
        return request.user.has_perm(MAY)


class ReconciliationViewSet(ViewSet):
    """One screen."""

    name = "reconciliation"
    icon = "calendar-check"
    menu_label = gettext_lazy("Daily reconciliation")
    menu_item_class = ReconciliationItem

    def get_urlpatterns(self):
        """Return the screen's address."""
        return [path("", show_day, name="index")]
