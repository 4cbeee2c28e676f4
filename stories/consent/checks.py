"""Settings of the vault that would give people away stop the start (`manage.py check`, and every command)."""

from pathlib import Path

from django.conf import settings
from django.core.checks import Error, Tags, register

from campaign_site.delivery.checks import is_public

# What `campaign_site.settings.dev` seals with: printed in the source, so no secret.
DEVELOPMENT_KEY = b"development only, never a secret"
PRIVATE = ("VAULT_KEYRING", "EVIDENCE_ROOT", "WITHDRAWAL_LEDGER")
OTHERS = 0o007
# Of 32 random bytes about thirty are different; fewer than this many once in more keys than there are atoms.
FEWEST_BYTES = 16


def register_all() -> None:
    """Register the checks; called once when the apps are ready."""
    for check in (real_keys, apart_from_what_is_served, closed_folders):
        register(check, Tags.security)


def real_keys(app_configs, **kwargs):
    """Everybody knows the key of the demonstration."""
    if is_public() and DEVELOPMENT_KEY in settings.VAULT_KEYS:
        return [Error("VAULT_KEYS holds the key of the demonstration; make one of your own.", id="consent.E001")]
    if is_public() and any(len(set(key)) < FEWEST_BYTES for key in settings.VAULT_KEYS):
        return [Error("VAULT_KEYS are random bytes; these were typed.", id="consent.E004")]
    return []


def apart_from_what_is_served(app_configs, **kwargs):
    """A file below one of these folders may be fetched by anybody, or is copied to where it may be."""
    served = [settings.MEDIA_ROOT, settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    folders = [Path(folder).resolve() for folder in served if folder]
    return [
        Error(f"{name} lies in a folder whose files are served; move it out.", id="consent.E002")
        for name in PRIVATE
        if any(Path(getattr(settings, name)).resolve().is_relative_to(folder) for folder in folders)
    ]


def closed_folders(app_configs, **kwargs):
    """Other users of the machine have no business here, not even with sealed files."""
    folders = {name: Path(getattr(settings, name)) for name in ("VAULT_KEYRING", "EVIDENCE_ROOT")}
    return [
        Error(f"{name} is open to every user of this machine: chmod o-rwx.", id="consent.E003")
        for name, folder in folders.items()
        if folder.is_dir() and folder.stat().st_mode & OTHERS
    ]
