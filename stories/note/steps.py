"""The steps after the digits: the menu, what was agreed, a call, hiding and deleting. Reading is in `texts`."""

from django.utils.translation import gettext_lazy as _

from stories.consent import calls, receipts
from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import Takedown
from stories.note.answers import page
from stories.note.forms import MessageForm
from stories.note.tokens import Sitting
from stories.note.visits import Visit
from stories.takedown import take_down

CALL = {
    "label": _("When is it safe to call you?"),
    "help_text": _(
        "For example: Tuesday after 4, send a message first. Only the people here who look after you can read it."
    ),
}


def menu(visit: Visit):
    """What can be done. It asks for nothing that could be out of order: hiding must be within reach."""
    return visit.page("menu", "menu")


def agreed(visit: Visit):
    """What may be shown, where and until when; not the notice of the receipt, which names what this is about."""
    consents = visit.agreements().select_related("notice")
    return visit.page("agreed", "agreed", receipts=[receipts.printed(consent) for consent in consents])


def call(visit: Visit):
    """Ask when a call is safe."""
    return visit.page("call", "call", form=MessageForm(**CALL))


def ask_for_call(visit: Visit):
    """Seal what was written and tell the officers."""
    form = MessageForm(visit.request.POST, **CALL)
    if not form.is_valid():
        return visit.page("call", "call", form=form)
    calls.ask(visit.contributor, form.cleaned_data["message"])
    return visit.done("call")


def done(visit: Visit):
    """The last page again, in another language."""
    return visit.done(visit.request.POST.get("what", ""))


def hide(visit: Visit):
    """What hiding means, before it is done."""
    return visit.page("hide", "hide")


def hide_now(visit: Visit):
    """Hide everything. Twice gives the same reference."""
    takedown = take_down(visit.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    return taken_down(visit.sitting, takedown)


def delete(visit: Visit):
    """What deleting means and that it cannot be undone, before it is done."""
    return visit.page("delete", "delete")


def delete_now(visit: Visit):
    """Hide and delete everything. The token opens nothing afterwards but this last page."""
    takedown = take_down(visit.contributor, mode=TakedownMode.ERASE, asked_by=AskedBy.PERSON)
    return taken_down(visit.sitting, takedown)


def reference(visit: Visit):
    """The reference again, in another language."""
    takedown = last_takedown(visit.sitting)
    return taken_down(visit.sitting, takedown) if takedown else menu(visit)


def deleted(sitting: Sitting):
    """Return the last page again for somebody who had all deleted; None for everybody else."""
    takedown = last_takedown(sitting, mode=TakedownMode.ERASE)
    return taken_down(sitting, takedown) if takedown else None


def last_takedown(sitting: Sitting, **conditions) -> Takedown | None:
    """Return the person's newest take-down."""
    takedowns = Takedown.objects.filter(contributor_id=sitting.person, **conditions)
    return takedowns.order_by("-asked_at", "-pk").first()


def taken_down(sitting: Sitting, takedown: Takedown):
    """Return the page with the reference."""
    is_deleted = takedown.mode == TakedownMode.ERASE
    context = {"reference": takedown.reference, "is_deleted": is_deleted}
    return page("taken_down", token=sitting.token(), step="reference", **context)


STEPS = {
    "menu": menu,
    "agreed": agreed,
    "call": call,
    "ask_for_call": ask_for_call,
    "done": done,
    "hide": hide,
    "hide_now": hide_now,
    "delete": delete,
    "delete_now": delete_now,
    "reference": reference,
}
