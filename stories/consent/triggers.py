"""What the database refuses about consent records, whoever asks: forward-only, facts frozen, append-only."""

from campaign_site.delivery.triggers import Trigger
from stories.consent.choices import NEXT, Status

CONSENT = "consent_consent"
FROZEN = (
    "record_id", "contributor_id", "supersedes_id", "notice_id", "method", "interpreter", "witness",
    "in_assistance", "told_help_is_independent", "purposes", "channels", "elements", "territories",
    "languages", "compensation", "guardian_consented", "child_assented", "given_at", "collected_by_id",
    "cooling_off_until", "valid_until", "review_on", "for_minor",
)  # fmt: skip
# A second officer writes them while the consent is given and does not count yet.
WRITTEN_BEFORE_ACTIVE = ("assistance_reason", "assistance_officer_id")
APPEND_ONLY = (
    "consent_auditevent", "consent_noticeversion", "consent_riskreview", "consent_evidence",
    "consent_storyapproval", "consent_takedowncheck", "consent_withdrawalentry",
)  # fmt: skip

DRAFT, GIVEN, ACTIVE = Status.DRAFT.value, Status.GIVEN.value, Status.ACTIVE.value
BACKWARD = "OLD.status <> NEW.status AND NOT ({})".format(
    " OR ".join(
        f"(OLD.status = '{old.value}' AND NEW.status IN ({', '.join(repr(new.value) for new in sorted(news))}))"
        for old, news in NEXT.items()
    )
)
NO_EVIDENCE = (
    f"NEW.status IN ('{GIVEN}', '{ACTIVE}') "
    "AND NOT EXISTS (SELECT 1 FROM consent_evidence e WHERE e.consent_id = NEW.id)"
)


OTHER_AGE_MESSAGE = "a consent is for the person as they are"
AGE_MESSAGE = "the age does not change under a consent"
AGE_DIFFERS = "NEW.for_minor <> (SELECT k.is_minor FROM consent_contributor k WHERE k.id = NEW.contributor_id)"
AGE_IN_USE = (
    "OLD.is_minor <> NEW.is_minor AND EXISTS "
    f"(SELECT 1 FROM consent_consent c WHERE c.contributor_id = OLD.id AND c.status <> '{DRAFT}')"
)


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def _sqlite() -> list[Trigger]:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FROZEN)
    late = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in WRITTEN_BEFORE_ACTIVE)
    years = "NEW.valid_until > date(NEW.given_at, '+3 years') OR NEW.valid_until < date(NEW.given_at)"
    rules = [
        ("starts_as_draft", "INSERT", f"NEW.status <> '{DRAFT}'", "a consent starts as a draft"),
        ("three_years_insert", "INSERT", years, "a consent is valid for at most three years"),
        ("three_years_update", "UPDATE", years, "a consent is valid for at most three years"),
        ("age_insert", "INSERT", AGE_DIFFERS, OTHER_AGE_MESSAGE),
        (
            "age_update",
            "UPDATE",
            f"NEW.status <> '{DRAFT}' AND {AGE_DIFFERS}",
            OTHER_AGE_MESSAGE,
        ),
        ("forward_only", "UPDATE", BACKWARD, "a consent only moves forward"),
        (
            "facts_frozen",
            "UPDATE",
            f"OLD.id <> NEW.id OR (OLD.status <> '{DRAFT}' AND ({changed}))",
            "the facts of a consent never change",
        ),
        (
            "exception_frozen",
            "UPDATE",
            f"OLD.status NOT IN ('{DRAFT}', '{GIVEN}') AND ({late})",
            "the facts of a consent never change",
        ),
        ("needs_evidence", "UPDATE", NO_EVIDENCE, "a consent needs evidence"),
        ("kept", "DELETE", f"OLD.status <> '{DRAFT}'", "a consent is never deleted"),
    ]
    age = _sqlite_rule("consent_contributor_age", "consent_contributor", "UPDATE", AGE_IN_USE, AGE_MESSAGE)
    return [age, *(_sqlite_rule(f"consent_{name}", CONSENT, *rule) for name, *rule in rules)] + [
        _sqlite_rule(f"{table}_no_{verb.lower()}", table, verb, "1", f"{table} is append-only")
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]


def _sqlite_rule(name: str, table: str, verb: str, condition: str, message: str) -> Trigger:
    create = f"""CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{message}'); END"""
    return Trigger(name, table, create)


def _postgresql() -> list[Trigger]:
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN)
    late = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in WRITTEN_BEFORE_ACTIVE)
    guard = f"""CREATE OR REPLACE FUNCTION consent_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE given_on date;
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.status <> '{DRAFT}' THEN {_raise("a consent is never deleted")} END IF;
                RETURN OLD;
            END IF;
            given_on := (NEW.given_at AT TIME ZONE 'UTC')::date;
            IF NEW.valid_until > (given_on + interval '3 years')::date OR NEW.valid_until < given_on
                THEN {_raise("a consent is valid for at most three years")} END IF;
            IF (TG_OP = 'INSERT' OR NEW.status <> '{DRAFT}') AND {AGE_DIFFERS}
                THEN {_raise(OTHER_AGE_MESSAGE)} END IF;
            IF TG_OP = 'INSERT' THEN
                IF NEW.status <> '{DRAFT}' THEN {_raise("a consent starts as a draft")} END IF;
                RETURN NEW;
            END IF;
            IF {BACKWARD} THEN {_raise("a consent only moves forward")} END IF;
            IF OLD.id <> NEW.id OR (OLD.status <> '{DRAFT}' AND ({changed}))
                OR (OLD.status NOT IN ('{DRAFT}', '{GIVEN}') AND ({late}))
                THEN {_raise("the facts of a consent never change")} END IF;
            IF {NO_EVIDENCE} THEN {_raise("a consent needs evidence")} END IF;
            RETURN NEW;
        END $$"""
    refuse = f"""CREATE OR REPLACE FUNCTION consent_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN {_raise("these records are append-only")} END $$"""
    age = f"""CREATE OR REPLACE FUNCTION consent_contributor_age() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {AGE_IN_USE} THEN {_raise(AGE_MESSAGE)} END IF;
            RETURN NEW;
        END $$"""
    found = [
        Trigger(
            "consent_contributor_age",
            "consent_contributor",
            "CREATE TRIGGER consent_contributor_age BEFORE UPDATE ON consent_contributor "
            "FOR EACH ROW EXECUTE FUNCTION consent_contributor_age()",
            age,
        ),
        Trigger(
            "consent_guard",
            CONSENT,
            f"CREATE TRIGGER consent_guard BEFORE INSERT OR UPDATE OR DELETE ON {CONSENT} "
            "FOR EACH ROW EXECUTE FUNCTION consent_guard()",
            guard,
        ),
    ]
    for table in (*APPEND_ONLY, CONSENT):
        events = [("truncate", "TRUNCATE", "STATEMENT")]
        if table != CONSENT:
            events.append(("change", "UPDATE OR DELETE", "ROW"))
        found += [
            Trigger(
                f"{table}_no_{name}",
                table,
                f"CREATE TRIGGER {table}_no_{name} BEFORE {verbs} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION consent_append_only()",
                refuse,
            )
            for name, verbs, each in events
        ]
    return found


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
