"""The consent receipt: what a consent says, as a record that machines read and as one page for the person.

The JSON has the sections and field names of ISO/IEC TS 27560:2023, clauses 6.3.3 to 6.3.7 and 6.4. Both are pure
functions of the consent; neither holds a name, and the printed page names neither the campaign nor its subject.
"""

from typing import Any

from stories.consent.choices import FINAL, Channel, Element, Purpose, Status, Territory, labels
from stories.consent.models import Consent

SCHEMA_VERSION = "ISO/IEC TS 27560:2023"
CONTROLLER = "International Organization for Migration"
CONTROLLER_ID = "controller"
LAWFUL_BASIS = "consent"
# What the standard asks for each record and the site answers the same for all.
STORAGE = ("database of the controller; identity and evidence sealed with a key of the person's own",)
WITHDRAWAL = "the person's page with the private code, any officer, or a guardian; as easy as giving it"
RIGHTS = ("withdraw at any time", "show less", "read what is kept", "correct it", "have it deleted")
EVENT_TYPES = {
    Status.DRAFT: "recorded",
    Status.GIVEN: "given",
    Status.ACTIVE: "given",
    Status.REFUSED: "refused",
    Status.WITHDRAWN: "withdrawn",
    Status.EXPIRED: "expired",
    Status.SUPERSEDED: "replaced",
}


def receipt(consent: Consent) -> dict[str, Any]:
    """Return the receipt of a consent as JSON-ready values: times are ISO 8601 in UTC, languages BCP 47."""
    return {
        "receipt_metadata": {
            "receipt_id": f"receipt:{consent.record_id}:{consent.status}",
            "schema_version": SCHEMA_VERSION,
        },
        "record_header": {
            "schema_version": SCHEMA_VERSION,
            "record_id": str(consent.record_id),
            "pii_principal_id": str(consent.contributor.uid),
        },
        "pii_processing": {
            "privacy_notice": f"{consent.notice.slug} v{consent.notice.version}",
            "privacy_notice_sha256": consent.notice.sha256,
            "language": consent.notice.language,
            "purposes": [_purpose(consent, purpose) for purpose in sorted(consent.purposes)],
        },
        "party_identification": [
            {"party_id": CONTROLLER_ID, "party_name": CONTROLLER, "party_role": "PII controller"},
        ],
        "events": list(_events(consent)),
    }


def _purpose(consent: Consent, purpose: str) -> dict[str, Any]:
    return {
        "purpose": purpose,
        "purpose_type": "publication of a person's own account",
        "lawful_basis": LAWFUL_BASIS,
        "pii_information": [
            {"pii_type": element, "pii_optional": True, "sensitive_pii_category": True}
            for element in sorted(consent.elements)
        ],
        "pii_controllers": [CONTROLLER_ID],
        "collection_method": consent.method,
        "processing_method": sorted(consent.channels),
        "publication_languages": sorted(consent.languages),
        "storage_locations": list(STORAGE),
        "retention_period": consent.valid_until.isoformat(),
        "geographic_restrictions": sorted(consent.territories),
        "jurisdiction": "privileges and immunities of the United Nations; IOM data protection principles",
        "recipient_third_parties": [channel for channel in sorted(consent.channels) if channel != Channel.SITE],
        "withdrawal_method": WITHDRAWAL,
        "privacy_rights": list(RIGHTS),
    }


def _events(consent: Consent):
    """Yield the giving, then where the consent stands when that is something else."""
    yield {
        "event_time": consent.given_at.isoformat(),
        "validity_duration": f"until {consent.valid_until.isoformat()}",
        "entity_id": str(consent.contributor.uid),
        "event_type": "explicit",
        "event_state": EVENT_TYPES[Status.GIVEN],
    }
    if consent.status in FINAL:
        yield {
            "event_time": consent.status_at.isoformat(),
            "entity_id": str(consent.contributor.uid),
            "event_type": "explicit" if consent.status == Status.WITHDRAWN else "system",
            "event_state": EVENT_TYPES[Status(consent.status)],
        }


def printed(consent: Consent) -> dict[str, Any]:
    """Return what the one-page print shows, in the active language: lists of words, dates, the record's number."""
    return {
        "number": str(consent.record_id),
        "purposes": labels(Purpose, consent.purposes),
        "channels": labels(Channel, consent.channels),
        "elements": labels(Element, consent.elements),
        "territories": labels(Territory, consent.territories),
        "languages": [
            label for code, label in Consent._meta.get_field("languages").flatchoices if code in consent.languages
        ],
        "given_at": consent.given_at,
        "valid_until": consent.valid_until,
        "review_on": consent.review_on,
        "compensation": consent.compensation,
        "is_over": consent.status in FINAL,
        "status": Status(consent.status).label,
        "wording": consent.notice.body,
        "fingerprint": consent.notice.sha256,
    }
