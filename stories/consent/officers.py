"""Telling the protection officers something by mail: by code only, and never how anybody may be reached."""

from campaign_site.accounts.models import User
from campaign_site.accounts.role_table import PROTECTION_OFFICER
from campaign_site.delivery.mail import send_later


def tell(template: str, *, key: str, context: dict | None = None) -> int:
    """Queue the mail `templates/emails/<template>.txt` for each officer in the caller's transaction; count them.

    The same `key` is sent once to each. Subject and text hold no name of a person and no word of theirs.
    """
    officers = User.objects.filter(groups__name=PROTECTION_OFFICER, is_active=True)
    for officer in officers:
        send_later(
            template, to=officer.email, key=f"{key}:{officer.pk}", language=officer.mail_language, context=context
        )
    return len(officers)
