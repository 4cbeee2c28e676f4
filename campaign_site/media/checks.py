"""Settings of uploads that would let in what is not decoded and written anew, or show what is private."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from campaign_site.media import confinement

PICTURES = {"jpg", "jpeg", "png", "webp"}
# Wagtail's own default keeps a password for all, in clear, beside what it closes.
PASSWORD_FOR_ALL = ("WAGTAIL_PRIVATE_PAGE_OPTIONS", "WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS")


def register_all() -> None:
    """Register the checks; called once when the apps are ready."""
    for check in (uploads_are_few_kinds, documents_pass_the_view, no_password_for_all, uploads_are_confined):
        register(check, Tags.security)


def uploads_are_few_kinds(app_configs, **kwargs):
    """An SVG holds scripts; what is not decoded keeps the place where it was taken."""
    errors = []
    if not set(settings.WAGTAILIMAGES_EXTENSIONS) <= PICTURES:
        errors.append(Error(f"WAGTAILIMAGES_EXTENSIONS holds {', '.join(sorted(PICTURES))}.", id="media.E001"))
    if settings.WAGTAILDOCS_EXTENSIONS != ["pdf"]:
        errors.append(Error("WAGTAILDOCS_EXTENSIONS is pdf alone.", id="media.E001"))
    return errors


def documents_pass_the_view(app_configs, **kwargs):
    """Only the view asks whether a document may be seen, and hands it out as a file to keep."""
    if settings.WAGTAILDOCS_SERVE_METHOD != "serve_view" or settings.WAGTAILDOCS_INLINE_CONTENT_TYPES:
        return [Error("Documents are served by the view, none of them inline.", id="media.E002")]
    return []


def no_password_for_all(app_configs, **kwargs):
    """It is kept as it was typed, and known to everybody who ever had it."""
    return [
        Error(f"{name} must switch SHARED_PASSWORD off: it is kept in clear.", id="media.E003")
        for name in PASSWORD_FOR_ALL
        if getattr(settings, name, {}).get("SHARED_PASSWORD", True)
    ]


def uploads_are_confined(app_configs, **kwargs):
    """A decoder that a file takes over could reach the database and the keys: no video is then taken."""
    if confinement.is_there():
        return []
    return [
        Warning(
            "This machine does not confine what reads uploads: no video can be added, and recordings are read in "
            "the web process.",
            hint="Linux 5.13 with Landlock, whose calls units and containers let through (docs/operations.md).",
            id="media.W001",
        )
    ]
