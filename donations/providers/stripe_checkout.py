"""Cards by Stripe's hosted page: card numbers never reach us, and Stripe learns no name and no dedication from us.

The official package is loaded when it is first needed: nobody else waits for it.
https://docs.stripe.com/api/checkout/sessions/create, /api/idempotent_requests, /webhooks
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext, override

from donations.money import Money
from donations.providers import stripe_facts
from donations.providers.interface import (
    Capabilities,
    NotGenuine,
    Notification,
    Refused,
    Report,
    Started,
    StartedAttempt,
    Unreachable,
    Unrepresentable,
)
from donations.providers.stripe_amounts import stripe_capabilities, to_stripe
from donations.providers.stripe_facts import ATTEMPT, NAME, REFUND

if TYPE_CHECKING:
    from stripe import StripeClient
    from stripe.checkout import Session
    from stripe.params.checkout import SessionCreateParams

# With these begins a key that moves real money.
LIVE = ("sk_live_", "rk_live_")
PAGE_ORIGIN = "https://checkout.stripe.com"
# Stripe's own smallest is 30 minutes. Whoever comes later begins anew; nobody pays an old page by mistake.
PAGE_STANDS = timedelta(hours=1)
# A supporter waits for it, and the package tries a second time.
PATIENCE_SECONDS = 10
# Of our languages, those that Stripe's page speaks; for the others it asks the browser.
LANGUAGES = frozenset({"en", "fr", "es"})


class StripeCheckout:
    """One Stripe account. `api_base` is empty, or the address of a double of Stripe's on this machine."""

    name = NAME

    def __init__(self, key: str, webhook_secret: str, api_base: str = ""):
        self._key, self._webhook_secret, self._api_base = key, webhook_secret, api_base.rstrip("/")
        self.page_origin = self._api_base or PAGE_ORIGIN

    @property
    def is_live(self) -> bool:
        """Whether the key moves real money."""
        return self._key.startswith(LIVE)

    def capabilities(self, currency: str) -> Capabilities | None:
        """Return which amounts Stripe takes. An account may take less; then Stripe refuses the page."""
        return stripe_capabilities(currency)

    def start(self, attempt: StartedAttempt, *, language: str, back: str, unpaid: str) -> Started:
        """Open the payment page. The same attempt, asked again, is the same page, as it was begun."""
        number, code = to_stripe(attempt.money)
        ours = {ATTEMPT: str(attempt.public_id)}
        with override(language):
            gift = gettext("Gift")
        item = {"currency": code, "unit_amount": number, "product_data": {"name": gift}}
        asked: SessionCreateParams = {
            "mode": "payment",
            "submit_type": "donate",
            "payment_method_types": ["card"],
            "line_items": [{"quantity": 1, "price_data": item}],
            "client_reference_id": str(attempt.public_id),
            "metadata": ours,
            # Charges inherit it: each of their events names the attempt, whichever comes first.
            "payment_intent_data": {"metadata": ours},
            "locale": language if language in LANGUAGES else "auto",
            "expires_at": int((attempt.created_at + PAGE_STANDS).timestamp()),
            "success_url": back,
            "cancel_url": unpaid,
        }
        with _told_plainly():
            session = self._session(attempt, asked)
        if not session.url or not session.url.startswith(self.page_origin + "/"):
            raise Unreachable("no address of a payment page")
        return Started(session.id, session.url)

    def _session(self, attempt: StartedAttempt, asked: "SessionCreateParams") -> "Session":
        from stripe import IdempotencyError

        sessions = self._client.v1.checkout.sessions
        try:
            return sessions.create(asked, {"idempotency_key": f"attempt-{attempt.public_id}"})
        except IdempotencyError:
            # Begun in another language. A second page could be paid beside the first.
            if not attempt.provider_ref:
                raise
            return sessions.retrieve(attempt.provider_ref)

    def parse_notification(self, headers: Mapping[str, str], raw_body: bytes) -> Notification:
        """Read a webhook: signature over the raw bytes, not older than five minutes, our mode, our account."""
        from stripe import SignatureVerificationError, Webhook

        try:
            event = Webhook.construct_event(
                raw_body, headers.get("Stripe-Signature"), self._webhook_secret, api_key=self._key
            ).to_dict()
            ref, live, thing = event["id"], event["livemode"], event["data"]["object"]
            whose = event.get("account")
        except SignatureVerificationError as error:
            raise NotGenuine("signature") from error
        # Bytes that are no text, letters in a signature that are not ASCII, JSON that is no event.
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise NotGenuine("no event") from error
        if live is not self.is_live:
            raise NotGenuine("the other mode's")
        # An account that is connected with ours (https://docs.stripe.com/connect/webhooks): its money is not ours.
        if whose:
            raise NotGenuine("another account's")
        try:
            return Notification(str(ref), stripe_facts.read(thing))
        except (Unrepresentable, KeyError, TypeError, ValueError) as error:
            return Notification(str(ref), Report(), problem=type(error).__name__)

    def fetch(self, attempt: StartedAttempt) -> Report:
        """Ask for the page, and where it was paid for the payment's charges, refunds and disputes."""
        report, payment = Report(), attempt.payment_ref
        with _told_plainly():
            if attempt.provider_ref:
                session = self._client.v1.checkout.sessions.retrieve(attempt.provider_ref).to_dict()
                report, payment = stripe_facts.read(session), payment or stripe_facts.payment_of(session)
            if payment:
                # Refunds and disputes may name the payment only; here it is known whose that is.
                report += Report(links={str(attempt.public_id): payment})
                report = sum((stripe_facts.read(thing) for thing in self._all_about(payment)), report)
        return report

    def attempt_of(self, payment_ref: str) -> str:
        """Ask for the payment and return the attempt in its metadata."""
        with _told_plainly():
            try:
                payment = self._client.v1.payment_intents.retrieve(payment_ref).to_dict()
            except self._not_found:
                return ""
        return str((payment.get("metadata") or {}).get(ATTEMPT, ""))

    def refund(self, attempt: StartedAttempt, *, refund_id: UUID, money: Money) -> tuple[str, Report]:
        """Make the refund, unless it is there already: Stripe forgets idempotency keys after a day."""
        number, _code = to_stripe(money)
        with _told_plainly():
            made = self._client.v1.refunds.list({"payment_intent": attempt.payment_ref, "limit": 100})
            for refund in (one.to_dict() for one in made.auto_paging_iter()):
                if (refund.get("metadata") or {}).get(REFUND) == str(refund_id):
                    break
            else:
                refund = self._client.v1.refunds.create(
                    {
                        "payment_intent": attempt.payment_ref,
                        "amount": number,
                        "metadata": {ATTEMPT: str(attempt.public_id), REFUND: str(refund_id)},
                    },
                    {"idempotency_key": f"refund-{refund_id}"},
                ).to_dict()
        return str(refund["id"]), stripe_facts.read(refund)

    def _all_about(self, payment: str) -> Iterator[dict[str, Any]]:
        about: dict[str, Any] = {"payment_intent": payment, "limit": 100}
        with_fee = {**about, "expand": ["data.balance_transaction"]}
        for charge in self._client.v1.charges.list(with_fee).auto_paging_iter():
            yield charge.to_dict()
        for refund in self._client.v1.refunds.list(about).auto_paging_iter():
            yield refund.to_dict()
        for dispute in self._client.v1.disputes.list(about).auto_paging_iter():
            yield dispute.to_dict()

    @cached_property
    def _client(self) -> "StripeClient":
        import stripe

        # It would tell Stripe of this machine.
        stripe.enable_telemetry = False
        return stripe.StripeClient(
            self._key,
            base_addresses={"api": self._api_base} if self._api_base else None,
            http_client=stripe.RequestsClient(timeout=PATIENCE_SECONDS),
            max_network_retries=1,
        )

    @cached_property
    def _not_found(self) -> type[Exception]:
        from stripe import InvalidRequestError

        return InvalidRequestError


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn Stripe's errors into the two that matter: ask again, or do not."""
    from stripe import CardError, InvalidRequestError, StripeError

    try:
        yield
    except (CardError, InvalidRequestError) as error:
        raise Refused(type(error).__name__) from error
    # A wrong key, too: it is put right, and nothing is lost meanwhile.
    except StripeError as error:
        raise Unreachable(type(error).__name__) from error
