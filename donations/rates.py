"""What other currencies are about worth: entered by staff, dated, with its source. Never for booking."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel

from donations.currencies import CURRENCIES
from donations.money import Money

# The one currency in which the whole is said, roughly.
ABOUT = "EUR"


class RateForm(WagtailAdminModelForm):
    """Asks back once where a rate is far from the last one: a slip of the comma would be read by everybody."""

    is_meant = forms.BooleanField(label=_("Yes, I mean it"), required=False)
    asks_back = False

    def clean(self):
        """Want the box ticked where the rate is more than half away from the last one of its currency."""
        cleaned = super().clean()
        currency, worth = cleaned.get("currency"), cleaned.get("worth")
        others = ExchangeRate.objects.filter(currency=currency).exclude(pk=self.instance.pk)
        last = others.order_by("-dated").first() if worth else None
        if last and abs(worth - last.worth) > last.worth / 2:
            self.asks_back = True
            if not cleaned.get("is_meant"):
                self.add_error(
                    "worth",
                    _(
                        "This is more than 50 %% away from the last rate of this currency, which was %(worth)s on "
                        "%(day)s. Please look at it again. If it is right, tick the box below and save once more."
                    )
                    % {"worth": f"{last.worth.normalize():f}", "day": date_format(last.dated)},
                )
        return cleaned


class WhereAskedBack(FieldPanel):
    """Stands in the form only where it asks back."""

    class BoundPanel(FieldPanel.BoundPanel):
        """Beside one form."""

        def is_shown(self):
            """Whether the form asks."""
            return self.form.asks_back and super().is_shown()


class ExchangeRate(models.Model):
    """One unit of `currency` was worth `worth` EUR on a day."""

    currency = models.CharField(
        _("currency"), max_length=3, choices=[(code, code) for code in CURRENCIES if code != ABOUT]
    )
    dated = models.DateField(_("as of"))
    worth = models.DecimalField(
        _("worth in EUR"),
        max_digits=13,
        decimal_places=7,
        help_text=_("How many EUR one unit of the currency was worth on that day, such as 0.9234."),
    )
    source = models.CharField(
        _("source"), max_length=100, help_text=_("Who says so, such as the European Central Bank.")
    )

    panels = [
        *(FieldPanel(name) for name in ("currency", "dated", "worth")),
        WhereAskedBack("is_meant"),
        FieldPanel("source"),
    ]
    base_form_class = RateForm

    class Meta:
        ordering = ["-dated", "currency"]
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "dated"],
                name="one_rate_a_day",
                violation_error_message=_("There is a rate for this currency and day already."),
            ),
            models.CheckConstraint(
                condition=Q(worth__gt=0),
                name="rate_is_positive",
                violation_error_message=_("A rate is above nothing."),
            ),
            models.CheckConstraint(
                condition=Q(currency__in=[code for code in CURRENCIES if code != ABOUT]),
                name="rate_currency_is_ours",
            ),
        ]

    def __str__(self):
        return f"{self.currency} {self.dated}"

    def clean(self):
        """Refuse a day to come: nobody knows yet."""
        super().clean()
        if self.dated and self.dated > timezone.localdate():
            raise ValidationError(
                {"dated": _("This day is still to come. A rate is of today or of a day before.")}
            )


def rates(today: date) -> dict[str, ExchangeRate]:
    """Return the newest rate of each currency that is not of a day to come."""
    return {rate.currency: rate for rate in ExchangeRate.objects.filter(dated__lte=today).order_by("dated")}


def about(amounts: Iterable[Money], known: dict[str, ExchangeRate]) -> tuple[Money, date | None] | None:
    """Return what the amounts are worth together, in `ABOUT`, and the day of the oldest rate that was needed.

    None where a rate is missing: nothing is guessed. Rounded half to even, to the minor unit.
    """
    total, oldest = Decimal(0), None
    for money in amounts:
        if money.currency == ABOUT or not money.minor:
            total += money.decimal()
        elif rate := known.get(money.currency):
            total += money.decimal() * rate.worth
            oldest = min(oldest or rate.dated, rate.dated)
        else:
            return None
    minor = (total * 10 ** CURRENCIES[ABOUT].exponent).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return Money.of(int(minor), ABOUT), oldest
