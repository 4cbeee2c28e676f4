"""The words that stand for `[city]` and its like in a person's texts, entered by a protection officer."""

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from campaign_site.delivery.admin.edited_meanwhile import RefusesOldState
from stories.consent.choices import ContributorStatus, Element
from stories.consent.models import Contributor, Slot
from stories.desk.screens import show
from stories.slots import LONGEST, set_slot, stories_with
from stories.words import NEUTRAL_WORDS, neutral_word, own_word


class WordsForm(RefusesOldState, forms.Form):
    """The person's own word, and what is shown otherwise. The own word is never shown again here."""

    value = forms.CharField(
        label=gettext_lazy("The person’s own word"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("Sealed with the person’s key. Empty: what is sealed already stays as it is."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    is_removed = forms.BooleanField(
        label=gettext_lazy("There is no own word: remove what is sealed"), required=False
    )
    otherwise = forms.CharField(
        label=gettext_lazy("What readers see otherwise"),
        max_length=LONGEST,
        help_text=gettext_lazy("Words that give nobody away, for example: a town in the north."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )

    def __init__(self, data, *, slot: Slot | None):
        otherwise = slot.otherwise if slot else ""
        super().__init__(data, initial={"otherwise": otherwise})
        self.carry_state({"otherwise": otherwise, "sealed": bytes(slot.sealed or b"").hex() if slot else ""})


@permission_required("consent.read_vault", raise_exception=True)
@never_cache
@require_safe
def list_words(request, pk: int):
    """Every element in every language: whether an own word is sealed, and what is shown otherwise."""
    person = get_object_or_404(Contributor, pk=pk)
    slots = {(slot.element, slot.language): slot for slot in person.slots.all()}
    rows = [
        (Element(element), language, name, slots.get((element, language)), neutral_word(element, language))
        for language, name in settings.LANGUAGES
        for element in NEUTRAL_WORDS
    ]
    return show(request, "words", _("Words in the text"), person, person=person, rows=rows)


@permission_required("consent.read_vault", raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_words(request, pk: int, language: str, element: str):
    """Set the words for one element in one language; says before which public stories it hides."""
    person = get_object_or_404(Contributor, pk=pk, status=ContributorStatus.ACTIVE)
    if element not in NEUTRAL_WORDS or language not in dict(settings.LANGUAGES):
        raise Http404
    slot = person.slots.filter(element=element, language=language).first()
    form = WordsForm(request.POST or None, slot=slot)
    if form.is_valid():
        typed = form.cleaned_data
        kept = "" if typed["is_removed"] or slot is None else own_word(slot, person) or ""
        try:
            set_slot(person, element, language, typed["value"] or kept, typed["otherwise"], actor=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The words are kept. Texts that hold them need a new yes."))
            return redirect("person_words", person.pk)
    title = f"{Element(element).label} · {dict(settings.LANGUAGES)[language]}"
    is_sealed, hides = bool(slot and slot.sealed), len(stories_with(person, element, language))
    return show(request, "change_words", title, person, form=form, is_sealed=is_sealed, hides=hides)
