"""A double of Stripe that remembers: what cardholder, bank and merchant do, and the events it makes of that.

It refuses what Stripe refuses: amounts, times, refunds of more than was paid, one key for two requests. It signs
as https://docs.stripe.com/webhooks says, without the package that is under test. `stripe_server` serves it.
"""

import copy
import hashlib
import hmac
import itertools
import json
import threading
import time

ZERO_DECIMAL, THREE_DECIMAL = {"jpy"}, {"kwd"}
SESSION_KEYS = {
    "mode", "submit_type", "payment_method_types[0]", "client_reference_id", "locale", "expires_at", "success_url",
    "cancel_url", "metadata[attempt]", "payment_intent_data[metadata][attempt]", "line_items[0][quantity]",
    "line_items[0][price_data][currency]", "line_items[0][price_data][unit_amount]",
    "line_items[0][price_data][product_data][name]",
}  # fmt: skip
LOCALES = {"auto", "en", "fr", "es"}


class Wrong(Exception):
    """What Stripe answers with 400; `kind` is the type of error that its answer names."""

    kind = "invalid_request_error"


class KeyUsedBefore(Wrong):
    """An idempotency key came with other words than before."""

    kind = "idempotency_error"


class StripeDouble:
    """One account. `events` are all that happened, in order; nothing is delivered unless a test delivers it."""

    key, secret = "sk_test_double", "whsec_double"

    def __init__(self):
        self.address = ""
        self.things, self.events, self.requests, self.answered = {}, [], [], {}
        # What the next requests meet: "lost" (done, and the answer lost), "silent" (never answered), or a status.
        self.faults = []
        self.hung_up = threading.Event()
        self.settles_in = "eur"
        self._numbers = itertools.count(1)

    def create_session(self, asked: dict) -> dict:
        """Open a payment page."""
        if unknown := set(asked) - SESSION_KEYS:
            raise Wrong(f"unknown parameters {unknown}")
        currency = asked["line_items[0][price_data][currency]"]
        amount = int(asked["line_items[0][price_data][unit_amount]"])
        if currency in THREE_DECIMAL and amount % 10:
            raise Wrong("the last digit must be 0")
        if not 0 < amount <= 99_999_999:
            raise Wrong("amount")
        if not 30 * 60 <= int(asked["expires_at"]) - time.time() <= 24 * 60 * 60:
            raise Wrong("expires_at")
        if asked["locale"] not in LOCALES:
            raise Wrong("locale")
        session = self._make("cs", "checkout.session", status="open", payment_status="unpaid", payment_intent=None)
        session |= {"amount_total": amount, "currency": currency, "expires_at": int(asked["expires_at"])}
        session["url"] = f"{self.address}/c/pay/{session['id']}"
        session["metadata"] = {"attempt": asked["metadata[attempt]"]}
        session["client_reference_id"] = asked["client_reference_id"]
        session["intent_metadata"] = {"attempt": asked["payment_intent_data[metadata][attempt]"]}
        return session

    def create_refund(self, asked: dict) -> dict:
        """Send back a part of a payment, as the API or as the Dashboard does."""
        charge = next(charge for charge in self.all("charge", asked["payment_intent"]) if charge["captured"])
        amount = int(asked["amount"])
        if amount > charge["amount_captured"] - charge["amount_refunded"]:
            raise Wrong("refund is larger than what is left of the charge")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
        metadata = {key[9:-1]: value for key, value in asked.items() if key.startswith("metadata[")}
        refund = self._make("re", "refund", amount=amount, currency=charge["currency"], status="succeeded")
        refund |= {"charge": charge["id"], "payment_intent": charge["payment_intent"], "metadata": metadata}
        refund |= {"balance_transaction": self._move(-amount, 0)["id"], "failure_balance_transaction": None}
        self._tell("refund.created", refund)
        self._tell("charge.refunded", charge)
        return refund

    def pay(self, session_id: str, *, declined: int = 0) -> str:
        """Pay on the page, after `declined` cards that were refused; return the payment."""
        session = self.things[session_id]
        assert session["status"] == "open"
        payment = self._intent(session)
        for _card in range(declined):
            failed = self._charge(session, payment, status="failed", captured=False, amount_captured=0)
            self._tell("charge.failed", failed)
        amount = session["amount_total"]
        charge = self._charge(session, payment, status="succeeded", captured=True, amount_captured=amount)
        charge["balance_transaction"] = self._move(amount, amount // 50 + 25)["id"]
        payment["status"] = "succeeded"
        session |= {"status": "complete", "payment_status": "paid"}
        self._tell("charge.succeeded", charge)
        self._tell("payment_intent.succeeded", payment)
        self._tell("checkout.session.completed", session)
        return payment["id"]

    def expire(self, session_id: str) -> None:
        """Let the page's time go by."""
        session = self.things[session_id]
        session["status"] = "expired"
        self._tell("checkout.session.expired", session)

    def dispute(self, payment: str, amount: int, *, is_question: bool = False) -> str:
        """Dispute a charge, or only ask about it; return the dispute."""
        charge = next(charge for charge in self.all("charge", payment) if charge["captured"])
        status = "warning_needs_response" if is_question else "needs_response"
        dispute = self._make("du", "dispute", amount=amount, currency=charge["currency"], status=status)
        dispute |= {"charge": charge["id"], "payment_intent": payment, "balance_transactions": []}
        self._tell("charge.dispute.created", dispute)
        if not is_question:
            dispute["balance_transactions"].append(copy.deepcopy(self._move(-amount, 2000)))
            self._tell("charge.dispute.funds_withdrawn", dispute)
        return dispute["id"]

    def close_dispute(self, dispute_id: str, *, won: bool) -> None:
        """Decide a dispute."""
        dispute = self.things[dispute_id]
        dispute["status"] = "won" if won else "lost"
        if won:
            dispute["balance_transactions"].append(copy.deepcopy(self._move(dispute["amount"], 0)))
            self._tell("charge.dispute.funds_reinstated", dispute)
        self._tell("charge.dispute.closed", dispute)

    def fail_refund(self, refund_id: str) -> None:
        """Bring a refund back: the card's account is closed."""
        refund = self.things[refund_id]
        refund["status"] = "failed"
        refund["failure_balance_transaction"] = self._move(refund["amount"], 0)["id"]
        self._tell("refund.failed", refund)

    def all(self, kind: str, payment: str) -> list[dict]:
        """Return the things of one kind that belong to a payment, newest first as Stripe does."""
        found = [thing for thing in self.things.values() if thing["object"] == kind]
        return [thing for thing in reversed(found) if thing["payment_intent"] == payment]

    def signed(self, event: dict, *, secret: str | None = None, age: int = 0) -> tuple[bytes, str]:
        """Return a notification's body and its Stripe-Signature header, as sent `age` seconds ago."""
        body, at = json.dumps(event, indent=2).encode(), int(time.time()) - age
        mac = hmac.new((secret or self.secret).encode(), f"{at}.".encode() + body, hashlib.sha256)
        return body, f"t={at},v1={mac.hexdigest()}"

    def _intent(self, session: dict) -> dict:
        if session["payment_intent"]:
            return self.things[session["payment_intent"]]
        payment = self._make("pi", "payment_intent", status="processing", amount=session["amount_total"])
        payment |= {"metadata": session["intent_metadata"], "currency": session["currency"]}
        session["payment_intent"] = payment["id"]
        return payment

    def _charge(self, session: dict, payment: dict, **fields) -> dict:
        charge = self._make("ch", "charge", amount=session["amount_total"], currency=session["currency"], **fields)
        person = {"name": "Ada Lovelace", "email": "ada@example.org"}
        charge |= {
            "payment_intent": payment["id"],
            "metadata": dict(payment["metadata"]),
            "billing_details": person,
        }
        return charge

    def _move(self, amount: int, fee: int) -> dict:
        return self._make("txn", "balance_transaction", amount=amount, fee=fee, currency=self.settles_in)

    def _make(self, prefix: str, kind: str, **fields) -> dict:
        thing = {"id": f"{prefix}_{next(self._numbers):06}", "object": kind, "created": int(time.time()), **fields}
        thing |= {"metadata": {}, "livemode": False}
        if kind == "charge":
            thing |= {"amount_refunded": 0, "refunded": False, "balance_transaction": None}
        self.things[thing["id"]] = thing
        return thing

    def _tell(self, kind: str, thing: dict) -> None:
        event = {"id": f"evt_{next(self._numbers):06}", "object": "event", "type": kind, "livemode": False}
        event |= {"created": int(time.time()), "data": {"object": copy.deepcopy(thing)}}
        self.events.append(event)
