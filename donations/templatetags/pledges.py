"""Amounts and progress in templates."""

from django import template
from django.utils import timezone

from donations.embed_code import embed_code
from donations.money import Money
from donations.programmes import title_of
from donations.rates import about, rates
from donations.totals import Total, totals_by_programme, totals_in_all
from donations.written import provider_name, written, written_apart, written_in_text, written_to_type

register = template.Library()
register.filter("provider_name", provider_name)
register.filter("money_in_text", written_in_text)
register.filter("money_to_type", written_to_type)
register.filter("title_of", title_of)


@register.filter
def money(value: Money) -> str:
    """Write an amount in the reader's language, with its code. Put it into `<bdi class="amount">`."""
    return written(value)


@register.inclusion_tag("donations/progress.html")
def programme_progress(programme, rows=None) -> dict:
    """Show what is promised and received, beside the programme's goal. One query, none when `rows` is given.

    Lists fetch `rows` for all their programmes at once with `{% promises programmes as promised %}`. One query
    more where there are several currencies: what they are about worth together.
    """
    if rows is None:
        key = programme.translation_key
        rows = totals_by_programme([key]).get(str(key), [])
    return {"rows": rows, "goal": programme.goal, "towards": towards(programme.goal, rows), **_about(rows)}


@register.inclusion_tag("donations/appeal.html")
def appeal_progress() -> dict:
    """Show the same of all programmes together: in one currency where every rate is known, else in each."""
    rows = totals_in_all()
    return {"rows": rows, "goal": None, "towards": None, **_about(rows)}


@register.inclusion_tag("donations/parts/embed_code.html")
def programme_for_other_pages(programme) -> dict:
    """Offer the code with which others show the programme's progress on their own pages."""
    return {"code": embed_code(programme)}


@register.simple_tag
def promises(programmes) -> dict:
    """Return the numbers of each of the programmes, by translation key, in one query."""
    return totals_by_programme([programme.translation_key for programme in programmes])


@register.filter
def of_programme(promised: dict, programme) -> list[Total]:
    """Pick one programme's rows out of what `promises` returned."""
    return promised.get(str(programme.translation_key), [])


@register.filter
def amounts(rows: list[Total], what: str = "promised") -> str:
    """Join one number of a Total in several currencies in one line of text, each kept in its own direction.

    No line of it begins with the mark between them.
    """
    found = (getattr(row, what) for row in rows)
    return "\N{NO-BREAK SPACE}· ".join(written_apart(money) for money in found if money.minor)


def towards(goal: Money | None, rows: list[Total]) -> Money | None:
    """Return what is promised in the currency of the goal; None without a goal."""
    if goal is None:
        return None
    return next((row.promised for row in rows if row.promised.currency == goal.currency), goal - goal)


def _about(rows: list[Total]) -> dict:
    if len(rows) < 2:
        return {}
    known = rates(timezone.now().date())
    found = {
        name: about((getattr(row, name) for row in rows), known) for name in ("promised", "received", "returned")
    }
    if not all(found.values()):
        return {}
    worth = {f"about_{name}": money for name, (money, _oldest) in found.items()}
    oldest = min((day for _money, day in found.values() if day), default=None)
    return {**worth, "about_day": oldest, "pledges": sum(row.pledges for row in rows)}
