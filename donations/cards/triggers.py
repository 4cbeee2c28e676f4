"""What keeps payments by card as they were, whoever asks: what was agreed stays, sums only grow."""

from campaign_site.delivery.database.trigger_sql import ALWAYS, changed, keep_whole, refuse
from campaign_site.delivery.database.triggers import Trigger
from donations.cards.models import ON_ITS_WAY, WITHOUT_EFFECT, RefundState
from donations.second_person import ONE_PERSON_UP_TO

ATTEMPT, EVENT, REFUND = "donations_attempt", "donations_providerevent", "donations_refund"
MOVEMENT, BOOKED, HEAD = "donations_cardmovement", "donations_ledgertransaction", "donations_ledgerhead"
TOLD = ("id", "provider", "event_ref", "report", "problem", "received_at")
# What makes `o`, which is there, the same as a row that is written.
SAME = {
    # Indexes that leave empty ones out are used only by who says so in the same words.
    ATTEMPT: (
        "o.id = NEW.id",
        "o.public_id = NEW.public_id",
        "NOT (o.provider_ref = '') AND o.provider = NEW.provider AND o.provider_ref = NEW.provider_ref",
        "NOT (o.payment_ref = '') AND o.provider = NEW.provider AND o.payment_ref = NEW.payment_ref",
    ),
    EVENT: ("o.id = NEW.id", "o.provider = NEW.provider AND o.event_ref = NEW.event_ref"),
    REFUND: (
        "o.id = NEW.id",
        "o.public_id = NEW.public_id",
        "NOT (o.provider_ref = '') AND o.provider_ref = NEW.provider_ref",
    ),
    MOVEMENT: ("o.transaction_id = NEW.transaction_id",),
}
KEPT = "payments and what was told about them are kept"
AT_ONCE = "a payment is named with its transaction, while that is the last one"
# Published statements are read again from both: whoever adds one later would change them.
IS_LAST = (
    f"EXISTS (SELECT 1 FROM {HEAD} h JOIN {BOOKED} t ON t.sequence = h.sequence JOIN {ATTEMPT} a "
    "ON a.provider = t.provider WHERE h.sequence = NEW.transaction_id AND a.id = NEW.attempt_id)"
)
TOO_MUCH = "more would go back than came in"
WAITED = f"OLD.state = '{RefundState.PROPOSED.value}'"
ALONE = "above the limit a second officer agrees before money goes back"


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    without_effect = ", ".join(f"'{state.value}'" for state in sorted(WITHOUT_EFFECT))
    sent = (
        f"COALESCE((SELECT SUM(r.minor) FROM {REFUND} r WHERE r.attempt_id = NEW.attempt_id "
        f"AND r.state NOT IN ({without_effect})), 0)"
    )
    # In all, of whichever payment of the pledge: three of them would else go back without a second person.
    of_pledge = (
        f"COALESCE((SELECT SUM(r.minor) FROM {REFUND} r JOIN {ATTEMPT} a ON a.id = r.attempt_id "
        f"WHERE a.pledge_id = (SELECT b.pledge_id FROM {ATTEMPT} b WHERE b.id = NEW.attempt_id) "
        f"AND r.state NOT IN ({without_effect})), 0)"
    )
    received = f"COALESCE((SELECT a.received_minor FROM {ATTEMPT} a WHERE a.id = NEW.attempt_id), 0)"
    told = f"{changed(vendor, TOLD)} OR OLD.processed_at IS NOT NULL"
    rules = [
        ("donations_attempt_kept", ATTEMPT, "UPDATE", _attempt_changes(vendor), KEPT),
        ("donations_attempt_stays", ATTEMPT, "DELETE", "OLD.received_minor > 0", KEPT),
        ("donations_providerevent_kept", EVENT, "UPDATE", told, KEPT),
        ("donations_providerevent_stays", EVENT, "DELETE", ALWAYS, KEPT),
        ("donations_refund_kept", REFUND, "UPDATE", _refund_changes(vendor), KEPT),
        ("donations_refund_stays", REFUND, "DELETE", ALWAYS, KEPT),
        ("donations_refund_within", REFUND, "INSERT", f"{sent} + NEW.minor > {received}", TOO_MUCH),
        # Asked once, when it is to be sent: what the payment company tells of it later is never refused.
        (
            "donations_refund_alone",
            REFUND,
            "INSERT",
            f"{_alone()} AND {of_pledge} + NEW.minor > {_limit()}",
            ALONE,
        ),
        (
            "donations_refund_agreed",
            REFUND,
            "UPDATE",
            f"{WAITED} AND {_alone()} AND {of_pledge} > {_limit()}",
            ALONE,
        ),
        ("donations_cardmovement_at_once", MOVEMENT, "INSERT", f"NOT {IS_LAST}", AT_ONCE),
        ("donations_cardmovement_kept", MOVEMENT, "UPDATE", ALWAYS, KEPT),
        ("donations_cardmovement_stays", MOVEMENT, "DELETE", ALWAYS, KEPT),
    ]
    return [
        *(refuse(vendor, *rule) for rule in rules),
        *(keep_whole(vendor, table, same, KEPT) for table, same in SAME.items()),
    ]


def _attempt_changes(vendor: str) -> str:
    same = changed(vendor, ["id", "public_id", "provider", "pledge_id", "currency", "minor", "exponent"])
    names = " OR ".join(
        f"(OLD.{name} <> '' AND NEW.{name} <> OLD.{name})" for name in ("provider_ref", "payment_ref")
    )
    sums = " OR ".join(f"NEW.{name} < OLD.{name}" for name in ("received_minor", "returned_minor"))
    return f"{same} OR {names} OR {sums}"


def _alone() -> str:
    """Whether a refund is sent without a second person."""
    is_sent = ", ".join(f"'{state.value}'" for state in sorted({*ON_ITS_WAY, RefundState.DONE}))
    return f"NEW.state IN ({is_sent}) AND NEW.decided_by_id IS NULL"


def _limit() -> str:
    """What one officer may send back of a pledge in all, in minor units of the payment's currency."""
    limits = " ".join(f"WHEN '{code}' THEN {limit}" for code, limit in ONE_PERSON_UP_TO.items())
    of_payment = f"SELECT CASE a.currency {limits} ELSE 0 END FROM {ATTEMPT} a WHERE a.id = NEW.attempt_id"
    return f"COALESCE(({of_payment}), 0)"


def _refund_changes(vendor: str) -> str:
    same = changed(vendor, ["id", "public_id", "attempt_id", "minor", "reason", "asked_by_id", "asked_at"])
    asked, accepted, done = (state.value for state in (RefundState.ASKED, RefundState.ACCEPTED, RefundState.DONE))
    failed, refused = RefundState.FAILED.value, RefundState.REFUSED.value
    decided = changed(vendor, ["decided_by_id", "decided_at"])
    onward = (
        f"({WAITED} AND NEW.state IN ('{asked}', '{RefundState.DECLINED.value}')) "
        f"OR (OLD.state = '{asked}' AND NEW.state IN ('{accepted}', '{done}', '{failed}', '{refused}')) "
        f"OR (OLD.state = '{accepted}' AND NEW.state IN ('{done}', '{failed}')) "
        f"OR (OLD.state = '{done}' AND NEW.state = '{failed}')"
    )
    return f"{same} OR (NOT {WAITED} AND ({decided})) OR (NEW.state <> OLD.state AND NOT ({onward}))"
