"""What the database refuses about who was erased: they do not come back, and nothing is sealed for them anew."""

from campaign_site.delivery.triggers import Trigger
from stories.consent.choices import ContributorStatus

ERASED = ContributorStatus.ERASED.value
PEOPLE = "consent_contributor"
FOR_GOOD = f"OLD.status = '{ERASED}' AND (NEW.status <> OLD.status OR NEW.uid <> OLD.uid)"
FOR_GOOD_MESSAGE = "who was erased does not come back"
NOTHING_MESSAGE = "nothing is kept of who was erased"
IS_ERASED = "(SELECT k.status FROM consent_contributor k WHERE k.id = NEW.contributor_id) = 'erased'"
# The table, and when a row of it holds something that is sealed.
SEALED = {
    "consent_vaultpart": "length(NEW.sealed) > 0",
    "consent_slot": "length(NEW.sealed) > 0",
    "consent_callrequest": "length(NEW.sealed) > 0",
    "consent_accesscode": "length(NEW.verifier) > 0",
}


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def _sqlite() -> list[Trigger]:
    rules = [(f"{PEOPLE}_erased_update", PEOPLE, "UPDATE", FOR_GOOD, FOR_GOOD_MESSAGE)]
    for table, holds in SEALED.items():
        for verb in ("INSERT", "UPDATE"):
            rules.append(
                (f"{table}_erased_{verb.lower()}", table, verb, f"{holds} AND {IS_ERASED}", NOTHING_MESSAGE)
            )
    return [
        Trigger(
            name,
            table,
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        )
        for name, table, verb, condition, message in rules
    ]


def _postgresql() -> list[Trigger]:
    found = [_function_and_trigger(PEOPLE, "UPDATE", FOR_GOOD, FOR_GOOD_MESSAGE)]
    for table, holds in SEALED.items():
        found.append(_function_and_trigger(table, "INSERT OR UPDATE", f"{holds} AND {IS_ERASED}", NOTHING_MESSAGE))
    return found


def _function_and_trigger(table: str, verbs: str, condition: str, message: str) -> Trigger:
    name = f"{table}_erased"
    function = f"""CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {condition} THEN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$"""
    create = f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    return Trigger(name, table, create, function)
