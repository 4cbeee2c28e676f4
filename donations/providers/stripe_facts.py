"""Stripe's objects, read as facts. Pure.

Each fact is read out of the state of the object that carries it, and named by that object: whichever of its events
comes first, comes twice or is lost, the facts are the same.
https://docs.stripe.com/api/charges/object, /refunds/object, /disputes/object, /checkout/sessions/object
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from donations.currencies import CURRENCIES
from donations.providers.interface import Report
from donations.providers.money_facts import Fact, MoneyKind
from donations.providers.stripe_amounts import from_stripe

NAME = "stripe"
Object = Mapping[str, Any]
# What we write into Stripe's metadata: which attempt, which refund; nothing else.
ATTEMPT, REFUND = "attempt", "refund"


def read(thing: Object) -> Report:
    """Return what one of Stripe's objects says; nothing for a kind that moves no money of ours.

    Raises Unrepresentable for a currency that is not ours, KeyError and TypeError for what is no such object.
    """
    reader = _READERS.get(thing["object"])
    return reader(thing) if reader else Report()


def _charge(charge: Object) -> Report:
    ref = attempt_ref(charge)
    links = {ref: payment_of(charge)} if ATTEMPT in _metadata(charge) and payment_of(charge) else {}
    if charge["status"] == "failed":
        return Report((_fact(MoneyKind.FAILED, charge["id"], ref, charge, charge["amount"]),), links)
    if charge["status"] != "succeeded" or not charge["captured"]:
        return Report((), links)
    received = _fact(MoneyKind.RECEIVED, charge["id"], ref, charge, charge["amount_captured"])
    return Report((received, *_fees([charge.get("balance_transaction")], ref)), links)


def _refund(refund: Object) -> Report:
    ref = attempt_ref(refund)
    # Only a refund that had left the balance comes back into it by a transaction of its own.
    back = _id(refund.get("failure_balance_transaction"))
    facts = []
    if refund["status"] == "succeeded" or back:
        facts.append(_fact(MoneyKind.REFUNDED, refund["id"], ref, refund, refund["amount"]))
    if refund["status"] in {"failed", "canceled"}:
        facts.append(_fact(MoneyKind.FAILED, refund["id"], ref, refund, refund["amount"]))
    if back:
        facts.append(_fact(MoneyKind.RECEIVED, back, ref, refund, refund["amount"]))
    return Report(tuple(facts))


def _dispute(dispute: Object) -> Report:
    # A question before a dispute moves nothing. The transactions may be in the account's own currency: they say
    # that money went, or came back; the dispute says how much, in the currency of the charge.
    moves = [move for move in dispute.get("balance_transactions") or () if isinstance(move, Mapping)]
    ref, facts = attempt_ref(dispute), []
    if any(move["amount"] < 0 for move in moves):
        facts.append(_fact(MoneyKind.DISPUTED, dispute["id"], ref, dispute, dispute["amount"]))
    if any(move["amount"] > 0 for move in moves):
        facts.append(_fact(MoneyKind.DISPUTE_WON, dispute["id"], ref, dispute, dispute["amount"]))
    return Report((*facts, *_fees(moves, ref)))


def _session(session: Object) -> Report:
    ref, payment = attempt_ref(session), payment_of(session)
    links = {ref: payment} if ref and payment else {}
    return Report((), links, (ref,) if ref and session["status"] == "expired" else ())


def _payment(payment: Object) -> Report:
    ref = _metadata(payment).get(ATTEMPT, "")
    return Report((), {ref: payment["id"]} if ref else {})


_READERS = {
    "charge": _charge,
    "refund": _refund,
    "dispute": _dispute,
    "checkout.session": _session,
    "payment_intent": _payment,
}


def attempt_ref(thing: Object) -> str:
    """Return the attempt that an object names, or its payment, or nothing."""
    return str(_metadata(thing).get(ATTEMPT) or payment_of(thing))


def payment_of(thing: Object) -> str:
    """Return Stripe's name of the payment that an object belongs to, or nothing."""
    return _id(thing.get("payment_intent"))


def _metadata(thing: Object) -> Object:
    return thing.get("metadata") or {}


def _id(value: Any) -> str:
    """Return the id of what may stand there as an object, as its id, or not at all."""
    return str(value["id"]) if isinstance(value, Mapping) else str(value or "")


def _fees(moves: list[Any], ref: str) -> list[Fact]:
    # In the account's own currency. One that is not ours has no place in the ledger; the bank statement shows it.
    return [
        _fact(MoneyKind.FEE, move["id"], ref, move, move["fee"])
        for move in moves
        if isinstance(move, Mapping) and move["fee"] > 0 and move["currency"].upper() in CURRENCIES
    ]


def _fact(kind: MoneyKind, name: str, ref: str, thing: Object, amount: int) -> Fact:
    money = from_stripe(amount, thing["currency"])
    at = datetime.fromtimestamp(thing["created"], UTC)
    return Fact(NAME, kind, name, ref, money.currency, money.minor, at)
