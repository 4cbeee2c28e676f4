"""Amounts and progress in templates."""

from django import template
from django.utils.translation import get_language

from donations.money import Money
from donations.totals import promised_by_programme, promised_in_all

register = template.Library()


@register.filter
def money(value: Money) -> str:
    """Write an amount in the reader's language, with its code. Put it into `<bdi class="amount">`."""
    return value.format(get_language() or "en")


@register.inclusion_tag("donations/progress.html")
def programme_progress(programme, rows=None) -> dict:
    """Show what is promised to a programme, beside its goal. One query, none when `rows` is given.

    Lists fetch `rows` for all their programmes at once with `{% promises programmes as promised %}`.
    """
    if rows is None:
        key = programme.translation_key
        rows = promised_by_programme([key]).get(str(key), [])
    goal = programme.goal
    towards = next((row.money for row in rows if goal and row.money.currency == goal.currency), None)
    return {"rows": rows, "goal": goal, "towards": towards or (goal and Money.of(0, goal.currency))}


@register.inclusion_tag("donations/progress.html")
def appeal_progress() -> dict:
    """Show what is promised to all programmes together, per currency. One query."""
    return {"rows": promised_in_all(), "goal": None, "towards": None}


@register.simple_tag
def promises(programmes) -> dict:
    """Return what is promised to each of the programmes, by translation key, in one query."""
    return promised_by_programme([programme.translation_key for programme in programmes])


@register.filter
def of_programme(promised: dict, programme) -> list:
    """Pick one programme's rows out of what `promises` returned."""
    return promised.get(str(programme.translation_key), [])


@register.filter
def amounts(rows) -> str:
    """Join the amounts of several currencies in one line of text, each kept in its own direction."""
    language = get_language() or "en"
    return " · ".join(f"\u2068{row.money.format(language)}\u2069" for row in rows)
