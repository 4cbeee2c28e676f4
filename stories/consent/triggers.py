"""What the database refuses about consent records, whoever asks: forward-only, facts frozen, append-only."""

from campaign_site.delivery.database.trigger_sql import ALWAYS, call, changed, error, refuse
from campaign_site.delivery.database.triggers import Trigger
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
    "consent_storyapproval", "consent_takedowncheck", "consent_withdrawalentry", "consent_pictureclearance",
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

YEARS_MESSAGE = "a consent is valid for at most three years"
FUTURE_MESSAGE = "a consent is not given in the future"
# The clocks of the database and of the application may differ by this much.
SQLITE_SOON = "strftime('%Y-%m-%d %H:%M:%f', 'now', '+1 minute')"
POSTGRESQL_SOON = "clock_timestamp() + interval '1 minute'"
OTHER_AGE_MESSAGE = "a consent is for the person as they are"
AGE_MESSAGE = "the age does not change under a consent"
AGE_DIFFERS = "NEW.for_minor <> (SELECT k.is_minor FROM consent_contributor k WHERE k.id = NEW.contributor_id)"
AGE_IN_USE = (
    "OLD.is_minor <> NEW.is_minor AND EXISTS "
    f"(SELECT 1 FROM consent_consent c WHERE c.contributor_id = OLD.id AND c.status <> '{DRAFT}')"
)


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    age = refuse(vendor, "consent_contributor_age", "consent_contributor", "UPDATE", AGE_IN_USE, AGE_MESSAGE)
    return [age, *(_sqlite() if vendor == "sqlite" else _postgresql())]


def _sqlite() -> list[Trigger]:
    other, late = changed("sqlite", FROZEN), changed("sqlite", WRITTEN_BEFORE_ACTIVE)
    years = "NEW.valid_until > date(NEW.given_at, '+3 years') OR NEW.valid_until < date(NEW.given_at)"
    rules = [
        ("starts_as_draft", "INSERT", f"NEW.status <> '{DRAFT}'", "a consent starts as a draft"),
        ("three_years_insert", "INSERT", years, YEARS_MESSAGE),
        ("three_years_update", "UPDATE", years, YEARS_MESSAGE),
        ("past_insert", "INSERT", f"NEW.given_at > {SQLITE_SOON}", FUTURE_MESSAGE),
        (
            "past_update",
            "UPDATE",
            f"OLD.given_at IS NOT NEW.given_at AND NEW.given_at > {SQLITE_SOON}",
            FUTURE_MESSAGE,
        ),
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
            f"OLD.id <> NEW.id OR (OLD.status <> '{DRAFT}' AND ({other}))",
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
    return [refuse("sqlite", f"consent_{name}", CONSENT, *rule) for name, *rule in rules] + [
        refuse("sqlite", f"{table}_no_{verb.lower()}", table, verb, ALWAYS, f"{table} is append-only")
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]


def _postgresql() -> list[Trigger]:
    other, late = changed("postgresql", FROZEN), changed("postgresql", WRITTEN_BEFORE_ACTIVE)
    guard = f"""DECLARE given_on date;
        BEGIN
            IF TG_OP = 'DELETE' THEN
                IF OLD.status <> '{DRAFT}' THEN {error("a consent is never deleted")} END IF;
                RETURN OLD;
            END IF;
            given_on := (NEW.given_at AT TIME ZONE 'UTC')::date;
            IF NEW.valid_until > (given_on + interval '3 years')::date OR NEW.valid_until < given_on
                THEN {error(YEARS_MESSAGE)} END IF;
            IF TG_OP = 'INSERT' OR OLD.given_at <> NEW.given_at THEN
                IF NEW.given_at > {POSTGRESQL_SOON} THEN {error(FUTURE_MESSAGE)} END IF;
            END IF;
            IF (TG_OP = 'INSERT' OR NEW.status <> '{DRAFT}') AND {AGE_DIFFERS}
                THEN {error(OTHER_AGE_MESSAGE)} END IF;
            IF TG_OP = 'INSERT' THEN
                IF NEW.status <> '{DRAFT}' THEN {error("a consent starts as a draft")} END IF;
                RETURN NEW;
            END IF;
            IF {BACKWARD} THEN {error("a consent only moves forward")} END IF;
            IF OLD.id <> NEW.id OR (OLD.status <> '{DRAFT}' AND ({other}))
                OR (OLD.status NOT IN ('{DRAFT}', '{GIVEN}') AND ({late}))
                THEN {error("the facts of a consent never change")} END IF;
            IF {NO_EVIDENCE} THEN {error("a consent needs evidence")} END IF;
            RETURN NEW;
        END"""
    found = [call("consent_guard", CONSENT, "BEFORE INSERT OR UPDATE OR DELETE", guard)]
    for table in (*APPEND_ONLY, CONSENT):
        found.append(_append_only(f"{table}_no_truncate", table, "TRUNCATE", "STATEMENT"))
        if table != CONSENT:
            found.append(_append_only(f"{table}_no_change", table, "UPDATE OR DELETE", "ROW"))
    return found


def _append_only(name: str, table: str, verbs: str, each: str) -> Trigger:
    refused = error("these records are append-only")
    return call(name, table, f"BEFORE {verbs}", refused, function="consent_append_only", each=each)
