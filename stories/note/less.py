"""Showing less, in two steps: remove ticks, then read in words what goes away."""

from stories.consent.choices import Method, Status
from stories.consent.lifecycle import WrongStep
from stories.narrowing import NothingLeft, narrow
from stories.note.forms import LessForm
from stories.note.visits import Visit


def less(visit: Visit, bound: LessForm | None = None, **context):
    """Everything that is agreed, ticked."""
    forms = [
        bound if bound and bound.consent.pk == consent.pk else LessForm(consent) for consent in visit.agreements()
    ]
    return visit.page("less", "less", forms=[form for form in forms if form.fields], **context)


def check_less(visit: Visit):
    """Show in words what goes away, before it does."""
    form = _posted(visit)
    if form is None or not form.is_valid():
        return less(visit, form)
    return visit.page("less_check", "less", form=form)


def less_now(visit: Visit):
    """Take it away. Posted twice, or beside an officer who narrows as well, it is taken away once."""
    form = _posted(visit)
    if form is None or not form.is_valid():
        return less(visit, form)
    try:
        narrow(form.consent, method=Method.CODE, **form.kept())
    except (NothingLeft, WrongStep):
        return less(visit, has_changed=True)
    return visit.done("less")


def _posted(visit: Visit) -> LessForm | None:
    """Return the form of the consent that it was made for, even if another has taken that one's place since."""
    number = visit.request.POST.get("agreement", "")
    consents = visit.contributor.consents.filter(status__in=(Status.ACTIVE, Status.SUPERSEDED))
    consent = consents.filter(pk=number).first() if number.isdecimal() and len(number) < 19 else None
    return LessForm(consent, visit.request.POST) if consent else None


STEPS = {"less": less, "check_less": check_less, "less_now": less_now}
