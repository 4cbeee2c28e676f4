"""Opening one part of a person's vault with a reason, and sealing it anew."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from campaign_site.accounts.fresh_sign_in import fresh_sign_in_required, is_fresh
from stories.consent import vault
from stories.consent.choices import ContributorStatus, VaultPartName
from stories.consent.models import Contributor
from stories.desk.reasons import ReasonForm
from stories.desk.screens import show
from stories.desk.vault_forms import VAULT_FORMS


@permission_required("consent.read_vault", raise_exception=True)
@fresh_sign_in_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_vault(request, pk: int, part: str):
    """Ask for a reason (GET), then show one part to read and change (POST)."""
    person = get_object_or_404(Contributor, pk=pk)
    name, form_class = _part(part)
    changed_at = _changed_at(person, name)
    asked = ReasonForm(request.POST or None)
    if not asked.opens(request, lambda access: vault.read(person, name, access=access)):
        return show(request, "reason", str(name.label), person, form=asked)
    initial = form_class.initial_of(asked.plain)
    return _opened(request, person, name, form_class(initial=initial, changed_at=changed_at))


@permission_required("consent.read_vault", raise_exception=True)
@never_cache
@require_POST
def write_vault(request, pk: int, part: str):
    """Replace one part of the vault by what was typed; a form with errors comes back as it was typed.

    Whoever wrote for a while is not asked for a fresh sign-in again: the form comes from `open_vault`, which asks.
    Only who would write over what was sealed meanwhile is.
    """
    person = get_object_or_404(Contributor, pk=pk, status=ContributorStatus.ACTIVE)
    name, form_class = _part(part)
    form = form_class(request.POST, changed_at=_changed_at(person, name), is_fresh=is_fresh(request))
    if not form.is_valid():
        return _opened(request, person, name, form)
    vault.write(person, name, form.data_for_vault(), actor=request.user)
    messages.success(request, _("Sealed. What you typed can only be opened again with a reason."))
    return redirect("contributor:inspect", person.pk)


def _part(part: str):
    if part not in VAULT_FORMS:
        raise Http404
    return VaultPartName(part), VAULT_FORMS[part]


def _changed_at(person: Contributor, name: VaultPartName):
    return person.vault_parts.filter(part=name).values_list("changed_at", flat=True).first()


def _opened(request, person: Contributor, name: VaultPartName, form):
    return show(request, "vault", str(name.label), person, form=form, person=person, part=name)
