"""An officer takes a bank's statement in: sees what would be booked, then sends the same file once more.

Between the two pages nothing is kept: payers' names lie nowhere but in the officer's own file. That it is the same
one is seen by its SHA-256.
"""

from pathlib import Path

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import LogFormatter, log

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required
from donations.models import Statement
from donations.screen_head import screen_head
from donations.statements.choices import CASES, EntryState
from donations.statements.entries import StatementError
from donations.statements.importing import Report, take_in
from donations.statements.refusals import refusal
from donations.statements.surveying import survey
from donations.statements.uploads import StatementForm, statement_uploads

MAY_TAKE_IN = "donations.import_statement"
# The action of Wagtail's log.
TAKEN_IN = "donations.import_statement"
# The edge waits three minutes for a page; each payment takes about ten milliseconds to book.
MANY = 5_000


class TakenInFormatter(LogFormatter):
    """Names the file by its SHA-256; the log holds nothing of what is in it."""

    label = gettext_lazy("Take a statement in")

    def format_message(self, log_entry):
        """Return the sentence that reports and histories show."""
        return _("Took a bank's statement in: %(payments)s payments, SHA-256 %(digest)s") % log_entry.data


@csrf_exempt  # asked by `csrf_protect` below: the form is read once it is known who sends it
@permission_required(MAY_TAKE_IN, raise_exception=True)
@fresh_sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@statement_uploads
@csrf_protect
def take_in_statement(request):
    """Ask for the file; posted, say what would be booked; posted once more, book it. A damaged file is refused."""
    form = StatementForm(request.POST, request.FILES) if request.method == "POST" else StatementForm()
    if request.method == "POST" and form.is_valid():
        try:
            return _with_file(
                request, Path(form.cleaned_data["file"].temporary_file_path()), form.cleaned_data["digest"]
            )
        except StatementError as error:
            form.add_error("file", refusal(error))
    return render(request, "donations/desk/take_in.html", {**_head(), "form": form})


def take_in_button(user) -> list[HeaderButton]:
    """Return the button above a list that leads here, for those who may."""
    if not user.has_perm(MAY_TAKE_IN):
        return []
    return [HeaderButton(_("Take a statement in"), url=reverse("take_in_statement"), icon_name="upload")]


def _with_file(request, path: Path, looked_at: str):
    found = survey(path)
    before = Statement.objects.filter(digest=found.digest).order_by("imported_at").first()
    context = {**_head(), "survey": found, "before": before}
    if looked_at == found.digest:
        # First, so that it is known of one that breaks off as well.
        log(request.user, TAKEN_IN, user=request.user, data={"payments": found.payments, "digest": found.digest})
        done = _rows(take_in(path))
        if done["rows"]:
            messages.success(request, _("The statement was taken in."))
        return render(
            request, "donations/desk/taken_in.html", {**context, **done, "cases_url": _cases_of(found.digest)}
        )
    return render(
        request,
        "donations/desk/take_in.html",
        {
            **context,
            **_rows(take_in(path, dry_run=True)),
            "form": StatementForm(initial={"digest": found.digest}),
            "is_large": found.payments > MANY,
            "is_another": bool(looked_at),
        },
    )


def _cases_of(digest: str) -> str:
    """Return where the cases of a file are listed."""
    numbers = Statement.objects.filter(digest=digest).order_by("pk").values_list("pk", flat=True)
    return f"{reverse('bank_payment:index')}?show=cases&statement={','.join(map(str, numbers))}"


def _rows(report: Report) -> dict:
    """Return the new payments by state, with whether somebody has to look at them, and how many were known."""
    rows = [(state, report.states[state], state in CASES) for state in EntryState if report.states[state]]
    return {
        "rows": rows,
        "known": report.known,
        "cases": sum(number for _state, number, is_case in rows if is_case),
    }


def _head() -> dict:
    return screen_head(_("Take a statement in"), (_("Bank statements"), reverse("bank_statement:index")))
