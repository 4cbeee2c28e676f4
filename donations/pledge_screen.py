"""One pledge as an officer sees it: what was promised, what happened, and the payments that name it."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from donations.choices import MONEY, TERMS, PledgeStatus
from donations.due import next_due
from donations.facts import stand
from donations.in_words import InWords, day_or_time, in_words
from donations.life_cycle import facts_of
from donations.models import StatementEntry
from donations.writing_off import MAY_WRITE_OFF, can_be_written_off

# What a lapse holds, what had come by then, is no amount of its own.
WITH_AMOUNT = MONEY | TERMS


class PledgeView(InWords):
    """A pledge is changed by its supporter, by money and by time; an officer can give up a lapsed one."""

    page_title = _("Pledge")
    template_name = "donations/desk/pledge.html"
    labels = {"money": _("Amount"), "received": _("Received so far"), "next_due": _("Next payment")}

    def get_page_subtitle(self):
        """Name it by its reference, in blocks of four."""
        return self.object.reference_for_people

    def get_programme_display_value(self):
        """Return the programme's title in the officer's language, where it has one."""
        programme = self.object.programme
        here = programme.get_translations().filter(locale__language_code=get_language()).first()
        return (here or programme).title

    def get_language_display_value(self):
        """Name the language in itself."""
        return get_language_info(self.object.language)["name_local"]

    def get_received_display_value(self):
        """Return what came and stayed."""
        pledge = self.object
        standing = stand(pledge.terms, facts_of(pledge), timezone.now().date())
        return pledge.amount_of(standing.kept)

    def get_next_due_display_value(self):
        """Return the day of the next payment, of a pledge that waits for one."""
        pledge = self.object
        is_waited_for = pledge.status == PledgeStatus.ACTIVE
        return next_due(pledge.terms, facts_of(pledge), timezone.now().date()) if is_waited_for else None

    def get_context_data(self, **kwargs):
        """Add `facts` with `amount` and `when`, `transfers` and `cards` for those who may see them.

        And `write_off_url` of a lapsed one, for those who may.
        """
        pledge, may = self.object, self.request.user.has_perm
        facts = list(pledge.facts.all())
        for fact in facts:
            money = pledge.amount_of(fact.minor) if fact.kind in WITH_AMOUNT else None
            fact.amount = in_words(money)
            fact.when = day_or_time(fact.at)
        may_write_off = can_be_written_off(pledge) and may(MAY_WRITE_OFF)
        named = StatementEntry.objects.filter(reference=pledge.reference)
        return {
            **super().get_context_data(**kwargs),
            "facts": facts,
            "transfers": named if may("donations.view_statemententry") else [],
            "cards": pledge.attempts.all() if may("donations.view_attempt") else [],
            "write_off_url": reverse("write_off_pledge", args=[pledge.pk]) if may_write_off else "",
        }
