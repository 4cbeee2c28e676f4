"""Settings of the published statements that would leave them out, or let anybody sign them."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from campaign_site.delivery.checks import is_public

# With these begins what `settings.dev` makes up.
PUBLISHED = b"development only"


def register_all() -> None:
    """Register the checks; called once when the apps are ready."""
    for check in (statement_key_is_there, statement_key_is_secret):
        register(check, Tags.security)


def statement_key_is_there(app_configs, **kwargs):
    """Without it nobody outside can check the totals."""
    if settings.STATEMENT_KEY:
        return []
    message = "STATEMENT_KEY is not set: no statements are published, and receipts cannot be proved."
    return [Warning(message, id="donations.W002")]


def statement_key_is_secret(app_configs, **kwargs):
    """The demonstration's key is published; whoever has it signs whatever they like."""
    if is_public() and settings.STATEMENT_KEY.startswith(PUBLISHED):
        return [Error("STATEMENT_KEY is the published one of the demonstration.", id="donations.E005")]
    if is_public() and settings.STATEMENT_KEY in settings.VAULT_KEYS:
        return [Error("STATEMENT_KEY seals vaults as well: make one of its own.", id="donations.E006")]
    return []
