"""Consent records: plain models, so that nothing of a person is copied into a page's revisions.

What the database itself enforces beyond the constraints in here stands in `triggers.py`.
"""

from stories.consent.models.audit import AuditEvent, AuditHead
from stories.consent.models.codes import AccessCode, CallRequest
from stories.consent.models.consents import Consent, Evidence, NoticeVersion, latest_end
from stories.consent.models.people import Contributor, Slot, VaultPart
from stories.consent.models.reviews import PictureClearance, RiskReview, StoryApproval
from stories.consent.models.takedowns import OutsideCopy, Takedown, TakedownCheck, WithdrawalEntry

__all__ = [
    "AccessCode",
    "AuditEvent",
    "AuditHead",
    "CallRequest",
    "Consent",
    "Contributor",
    "Evidence",
    "NoticeVersion",
    "OutsideCopy",
    "PictureClearance",
    "RiskReview",
    "Slot",
    "StoryApproval",
    "Takedown",
    "TakedownCheck",
    "VaultPart",
    "WithdrawalEntry",
    "latest_end",
]
