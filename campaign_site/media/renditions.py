"""The sizes in which pictures are shown, made when a page is published, only looked up when it is read."""

from dataclasses import dataclass
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import BigIntegerField, QuerySet

from campaign_site.delivery.database.prepared_queries import Given, Prepared

FORMATS = ("avif", "webp", "jpeg")


@dataclass(frozen=True)
class Use:
    """One place where pictures are shown: widths in pixels, an optional crop, and the `sizes` attribute."""

    widths: tuple[int, ...]
    sizes: str
    aspect: tuple[int, int] | None = None

    def filters(self) -> list[str]:
        """Return Wagtail's filter specifications of this use, one for each width and format."""
        return [self.filter(width, file_format) for width in self.widths for file_format in FORMATS]

    def filter(self, width: int, file_format: str) -> str:
        """Return the filter for one width in pixels and one format."""
        if not self.aspect:
            return f"width-{width}|format-{file_format}"
        across, down = self.aspect
        return f"fill-{width}x{width * down // across}|format-{file_format}"


USES = {
    "text": Use(widths=(360, 720, 1200), sizes="(min-width: 48rem) 42rem, 100vw"),
    "card": Use(widths=(360, 720), sizes="(min-width: 48rem) 22rem, 100vw", aspect=(3, 2)),
    "portrait": Use(widths=(240, 480), sizes="15rem", aspect=(1, 1)),
}
# All that the public gets of a picture; the admin makes others for itself.
SPECS = frozenset(spec for use in USES.values() for spec in use.filters())


class Size(NamedTuple):
    """A rendition as it is stored: the file's name, Wagtail's filter, pixels, and the file that it was made of."""

    file: str
    filter_spec: str
    height: int
    source: str
    width: int


class Source(NamedTuple):
    """One `<source>` (or the `<img>`): its MIME type and srcset."""

    mime: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """What the picture component needs: sources, the fallback's address, and its size in pixels.

    `small` is the smallest size that every browser shows, for slow lines.
    """

    sources: list[Source]
    src: str
    width: int
    height: int
    sizes: str
    small: str = ""

    @property
    def small_bytes(self) -> int | None:
        """Return how heavy `small` is, asking the storage; None when there is no such file."""
        try:
            return default_storage.size(self.small.removeprefix(settings.MEDIA_URL))
        except OSError:
            return None


def make_renditions(image, use: str) -> None:
    """Make what is missing of one use. Slow (seconds for a large picture): never call it while a reader waits."""
    image.get_renditions(*USES[use].filters())


def find_picture(image, use: str) -> Picture | None:
    """Return the made renditions of one use in one query, or None when they are not made yet."""
    if image is None:  # deleted, while a page still names it
        return None
    wanted = USES[use]
    made_of_it = [size for size in _sizes_of(image) if size.source == image.file.name]
    found = {rendition.filter_spec: rendition for rendition in made_of_it}
    sources = []
    for file_format in FORMATS:
        made = [found[spec] for width in wanted.widths if (spec := wanted.filter(width, file_format)) in found]
        if made:
            # A picture that is narrower than asked for has one width twice, which a browser cannot choose between.
            by_width = {rendition.width: rendition for rendition in reversed(made)}
            srcset = ", ".join(f"{_address(by_width[width])} {width}w" for width in sorted(by_width))
            sources.append(Source(f"image/{file_format}", srcset))
    fallback = found.get(wanted.filter(wanted.widths[-1], FORMATS[-1]))
    if fallback is None:
        return None
    small = found.get(wanted.filter(wanted.widths[0], FORMATS[-1]), fallback)
    return Picture(sources, _address(fallback), fallback.width, fallback.height, wanted.sizes, _address(small))


def _sizes_of(image) -> list[Size]:
    # As Wagtail itself looks for what a list has brought along.
    if "renditions" in getattr(image, "_prefetched_objects_cache", {}):
        return [
            Size(made.file.name, made.filter_spec, made.height, made.source, made.width)
            for made in image.renditions.all()
        ]
    return [Size(*row) for row in _sizes(image=image.pk)]


@Prepared
def _sizes() -> QuerySet:
    sizes = apps.get_model("media", "CampaignRendition").objects.filter(image_id=Given("image", BigIntegerField()))
    return sizes.values_list(*Size._fields)


def _address(size: Size) -> str:
    """Our own origin even when object storage holds the file: readers ask nobody else."""
    return f"{settings.MEDIA_URL}{size.file}"
