"""One of everything that the admin has an address for."""

import tempfile
from pathlib import Path

from django.contrib.auth.models import Group
from django.db.models import Model
from wagtail.models import Collection, Locale, Site, Task

from donations.accounts import Reason
from donations.cards.models import RefundReason, RefundState
from donations.models import LedgerTransaction, ProviderEvent, Settlement, Statement, StatementEntry
from donations.statements.choices import Way
from donations.statements.importing import take_in
from donations.statements.settling import settle
from stories.consent import calls
from stories.consent.choices import AskedBy, TakedownMode
from stories.consent.models import Evidence, OutsideCopy
from stories.identity.checking import check_story
from stories.takedown import take_down
from tests.factories.accounts import UserFactory, with_app
from tests.factories.ambassadors import AmbassadorPageFactory
from tests.factories.donations import AttemptFactory, BankAccountFactory, ExchangeRateFactory, PledgeFactory
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory, CampaignRecordingFactory
from tests.factories.movement import CommitmentFactory
from tests.factories.pages import ContentPageFactory, HelplineFactory, home
from tests.factories.press import PressReleasePageFactory
from tests.factories.statements import Paid, camt
from tests.factories.stories import StoryFactory, story_index
from tests.factories.videos import CampaignVideoFactory
from tests.stories.reviewing import handed_in


def one_of_each() -> dict[str, list[Model]]:
    """Make one of everything; return what the number in an address names, by how the address begins."""
    AmbassadorPageFactory()
    PressReleasePageFactory()
    pledge = PledgeFactory(confirmed=True)
    story_index()
    waiting, public, page = handed_in(), StoryFactory(live=True), ContentPageFactory()
    takedown = take_down(public.contributor, mode=TakedownMode.HIDE, asked_by=AskedBy.PERSON)
    copy = OutsideCopy.objects.create(contributor=public.contributor, holder="A newspaper", channel="print")
    consent = waiting.contributor.consents.get()
    workflow = waiting.get_workflow()
    telling = StoryFactory(introduction="Call 0772 123456.")
    findings = check_story(telling)
    pages = [home(), waiting, page]
    call = calls.ask(waiting.contributor, "After nine in the evening")
    image, document = CampaignImageFactory(), CampaignDocumentFactory()
    recording, video = CampaignRecordingFactory(), CampaignVideoFactory()
    account = BankAccountFactory()
    payment, decision = _bank_payment()
    card = AttemptFactory(paid=True)
    card.refunds.create(
        minor=50_00, reason=RefundReason.WISHED, state=RefundState.PROPOSED, asked_by=UserFactory()
    )
    return {
        "api/main/documents": [document],
        "api/main/images": [image],
        "api/main/pages": pages,
        "bank-transfers": [payment],
        "bank-transfers/decisions": [decision],
        "bank_payment": [payment],
        "bank_statement": [Statement.objects.get()],
        "bankaccount": [account],
        "call": [call],
        "calls": [call],
        "card_payment": [card],
        "card_payment/refunds": [card.refunds.get()],
        "card_payment/messages": [ProviderEvent.objects.create(provider="stripe", event_ref="evt_1", report={})],
        "choose-page": pages,
        "choose_story": [waiting, public],
        "collections": [*Collection.objects.all()],
        "commitment": [CommitmentFactory(confirmed=True)],
        "consent": [consent],
        "consents": [consent],
        "contributor": [waiting.contributor],
        "copies": [copy],
        "documents": [document],
        "editing-sessions": [],
        "exchangerate": [ExchangeRateFactory()],
        "findings": findings,
        "evidence": [Evidence.objects.get(consent=consent)],
        "groups": [Group.objects.first()],
        "identity_finding": findings,
        "images": [image],
        "ledger": [LedgerTransaction.objects.first()],
        "locales": [Locale.objects.first()],
        "notice": [consent.notice],
        "outside_copy": [copy],
        "pages": pages,
        "people": [waiting.contributor],
        "pictures": [image],
        "pledge": [pledge],
        "recording_chooser": [recording],
        "recordings": [recording],
        "second-factor": [with_app(UserFactory())],
        "sites": [Site.objects.get()],
        "snippets": [HelplineFactory()],
        "stories": [waiting, public],
        "takedown": [takedown],
        "takedowns": [takedown],
        "translation": pages,
        "video_chooser": [video],
        "videos": [video],
        "users": [UserFactory(), UserFactory(is_superuser=True)],
        "workflows": [workflow],
        "workflows/remove": pages,
        "workflows/task": [Task.objects.first()],
    }


def _bank_payment() -> tuple[StatementEntry, Settlement]:
    """A transfer that names no pledge, too large for one officer alone, and what one of them proposed."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(camt([Paid("5000.00", "For the safe house")]))
        take_in(Path(file.name))
    payment = StatementEntry.objects.get()
    decision = settle(
        payment.pk,
        way=Way.SEND_BACK,
        reason=Reason.PAYER_ASKED,
        parts=(),
        actor=UserFactory(),
        version=payment.version,
    )
    payment.refresh_from_db()
    return payment, decision
