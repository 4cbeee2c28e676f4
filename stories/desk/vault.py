"""What officers do with a person's record beyond lists: open the vault, give a code, print the receipt."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from stories.consent import calls, codes, evidence, lifecycle, receipts, vault
from stories.consent.access import Access, Refused, holds, signed_in_at
from stories.consent.choices import ContributorStatus, EvidenceKind, Status, VaultPartName
from stories.consent.desk.forms import AssistanceForm, EvidenceForm, ReasonForm
from stories.consent.desk.vault_forms import VAULT_FORMS
from stories.consent.envelope import Unreadable
from stories.consent.models import CallRequest, Consent, Contributor
from stories.consent.uploads import sealed_uploads

KEY_IS_GONE = gettext_lazy("The person's key is gone: nobody can read this.")


def permitted(user, permission: str) -> None:
    """Raise PermissionDenied unless a role of the user grants it; being a superuser does not."""
    if not holds(user, permission):
        raise PermissionDenied


def back_to(contributor: Contributor):
    """Return to the person's record."""
    return redirect("contributor:inspect", contributor.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_vault(request, pk: int, part: str):
    """Ask for a reason (GET), then show one part to read and change (POST)."""
    permitted(request.user, "consent.read_vault")
    person = get_object_or_404(Contributor, pk=pk)
    if part not in VAULT_FORMS:
        raise Http404
    asked = ReasonForm(request.POST or None)
    context = {"person": person, "part": VaultPartName(part), "reason_form": asked}
    if asked.is_valid():
        access = Access(request.user, signed_in_at(request), asked.cleaned_data["reason"])
        try:
            data = vault.read(person, VaultPartName(part), access=access)
        except (Refused, Unreadable) as error:
            asked.add_error(None, str(error) if isinstance(error, Refused) else KEY_IS_GONE)
        else:
            form = VAULT_FORMS[part](initial=VAULT_FORMS[part].initial_of(data))
            return render(request, "consent/admin/desk/vault.html", {**context, "form": form, "is_open": True})
    return render(request, "consent/admin/desk/vault.html", context)


@never_cache
@require_POST
def write_vault(request, pk: int, part: str):
    """Replace one part of the vault by what was typed; a form with errors comes back as it was typed."""
    permitted(request.user, "consent.read_vault")
    person = get_object_or_404(Contributor, pk=pk, status=ContributorStatus.ACTIVE)
    if part not in VAULT_FORMS:
        raise Http404
    form = VAULT_FORMS[part](request.POST)
    if not form.is_valid():
        context = {"person": person, "part": VaultPartName(part), "form": form, "is_open": True}
        return render(request, "consent/admin/desk/vault.html", context)
    vault.write(person, VaultPartName(part), form.data_for_vault(), actor=request.user)
    messages.success(request, _("Sealed. What you typed can only be opened again with a reason."))
    return back_to(person)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def issue_code(request, pk: int):
    """Say what a new code does (GET), then show it once, on the receipt (POST)."""
    permitted(request.user, "consent.issue_code")
    person = get_object_or_404(Contributor, pk=pk, status=ContributorStatus.ACTIVE)
    consent = person.consents.exclude(status=Status.DRAFT).order_by("-given_at", "-pk").first()
    if request.method != "POST" or consent is None:
        return render(request, "consent/admin/desk/code.html", {"person": person, "consent": consent})
    digits = codes.issue(person, request.user)
    grouped = " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    return _receipt(request, consent, person.language, digits=grouped)


@require_POST
def revoke_code(request, pk: int):
    """Let the person's code open nothing any more."""
    permitted(request.user, "consent.issue_code")
    person = get_object_or_404(Contributor, pk=pk)
    codes.revoke(person, request.user)
    messages.success(request, _("The code opens nothing any more."))
    return back_to(person)


@never_cache
@require_safe
def receipt_page(request, pk: int):
    """The receipt as one page to print, in the person's language or the one asked for."""
    permitted(request.user, "consent.view_consent")
    consent = get_object_or_404(Consent, pk=pk)
    language = request.GET.get("language", consent.contributor.language)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return _receipt(request, consent, language)


@never_cache
@require_safe
def receipt_json(request, pk: int):
    """The receipt in the structure of ISO/IEC TS 27560, as a file."""
    permitted(request.user, "consent.view_consent")
    consent = get_object_or_404(Consent, pk=pk)
    response = JsonResponse(receipts.receipt(consent), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="receipt-{consent.record_id}.json"'
    return response


def _receipt(request, consent: Consent, language: str, digits: str = ""):
    with override(language):
        context = {
            "receipt": receipts.printed(consent),
            "digits": digits,
            "note_url": f"{settings.SITE_URL}{reverse('note')}",
            "language": language,
            "is_rtl": get_language_info(language)["bidi"],
        }
        return render(request, "consent/receipt.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def allow_during_assistance(request, pk: int):
    """A second officer writes why a consent may count although the person receives our assistance."""
    permitted(request.user, "consent.add_consent")
    consent = get_object_or_404(Consent, pk=pk, status=Status.GIVEN, in_assistance=True)
    form = AssistanceForm(request.POST or None)
    is_same = consent.collected_by_id == request.user.pk
    if form.is_valid():
        if is_same:
            form.add_error(None, _("You recorded this consent yourself. Ask another officer."))
        else:
            try:
                lifecycle.allow_during_assistance(
                    consent, reason=form.cleaned_data["reason"], officer=request.user
                )
            except lifecycle.WrongStep:
                messages.warning(request, _("Somebody else was first. Look at the consent as it is now."))
            else:
                messages.success(request, _("The consent counts now."))
            return redirect("consent:inspect", consent.pk)
    return render(
        request, "consent/admin/desk/assistance.html", {"consent": consent, "form": form, "is_same": is_same}
    )


@sealed_uploads
@require_http_methods(["GET", "HEAD", "POST"])
def add_evidence(request, pk: int):
    """Store one more file that proves a consent."""
    permitted(request.user, "consent.add_evidence")
    consent = get_object_or_404(Consent, pk=pk, contributor__status=ContributorStatus.ACTIVE)
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        evidence.store_file(
            consent, EvidenceKind(form.cleaned_data["kind"]), form.cleaned_data["file"], request.user
        )
        messages.success(request, _("The file is sealed. It can only be opened again with a reason."))
        return redirect("consent:inspect", consent.pk)
    return render(request, "consent/admin/desk/evidence.html", {"consent": consent, "form": form})


@never_cache
@require_POST
def read_call(request, pk: int):
    """Show when the person wishes to be called; reading is kept in the audit trail."""
    permitted(request.user, "consent.view_callrequest")
    wish = get_object_or_404(CallRequest, pk=pk)
    try:
        text = calls.read(wish, request.user)
    except Unreadable:
        messages.error(request, KEY_IS_GONE)
        return back_to(wish.contributor)
    return render(request, "consent/admin/desk/call.html", {"wish": wish, "text": text})


@require_POST
def settle_call(request, pk: int):
    """Note that the person was called."""
    permitted(request.user, "consent.change_callrequest")
    wish = get_object_or_404(CallRequest, pk=pk)
    calls.settle(wish, request.user)
    messages.success(request, _("Noted: the person was called."))
    return back_to(wish.contributor)
