"""The screen on which faces, and what else gives somebody away, are covered: by pointer, keyboard or numbers."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.images.permissions import permission_policy

from campaign_site.media.cover_forms import SIDES, AreaForm, HowForm, offer_areas, read_areas
from campaign_site.media.covering import MOST_AREAS, Area, Cover, PictureChanged, cover_picture, covered
from campaign_site.media.face_detector import detector_is_there, suggest
from campaign_site.media.models import CampaignImage


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cover(request, pk: int):
    """Show the picture with its rectangles (GET); add one, suggest some, preview or cover (POST, by `action`)."""
    image = _changeable(request.user, pk)
    how = HowForm(request.POST or None, initial={"shown": image.file_hash})
    if request.method != "POST":
        return _show(request, image, how, offer_areas([], empty=1))
    areas = read_areas(request.POST)
    if not (areas.is_valid() and how.is_valid()):
        return _show(request, image, how, areas)
    action = request.POST.get("action")
    if action == "add":
        return _show(request, image, how, offer_areas(areas.areas, empty=1), areas.areas)
    if action == "suggest":
        return _show_suggested(request, image, how, areas.areas)
    if not areas.areas:
        messages.warning(request, _("There is no rectangle yet: nothing would be covered."))
        return _show(request, image, how, offer_areas([], empty=1))
    if action != "save":
        preview = _preview_address(image, areas.areas, how.cleaned_data["how"])
        return _show(request, image, how, offer_areas(areas.areas), areas.areas, preview)
    try:
        cover_picture(
            pk, areas.areas, user=request.user, file_hash=how.cleaned_data["shown"], how=how.cleaned_data["how"]
        )
    except PictureChanged:
        messages.error(request, _("The picture was changed meanwhile. Please look at it again."))
        return redirect(request.get_full_path())
    messages.success(request, _("The picture is covered. The old file and all its sizes are being destroyed."))
    return redirect(_way_back(request, image))


@never_cache
@require_safe
def preview(request, pk: int):
    """Answer with the picture as it would be: `how`, and each `area` as four percentages with commas."""
    image = _changeable(request.user, pk)
    how = HowForm({"how": request.GET.get("how"), "shown": image.file_hash})
    areas = [AreaForm(dict(zip(SIDES, text.split(","), strict=False))) for text in request.GET.getlist("area")]
    if len(areas) > MOST_AREAS or not (how.is_valid() and all(form.is_valid() and form.area for form in areas)):
        return HttpResponseBadRequest()
    with image.open_file() as file:
        clean = covered(file.read(), [form.area for form in areas], how.cleaned_data["how"])
    return HttpResponse(clean.content, content_type="image/png" if clean.extension == "png" else "image/jpeg")


def _changeable(user, pk: int) -> CampaignImage:
    image = CampaignImage.objects.filter(pk=pk).select_related("collection").first()
    if image is None or not permission_policy.user_has_permission_for_instance(user, "change", image):
        raise PermissionDenied
    return image


def _show_suggested(request, image, how, areas: list[Area]):
    with image.open_file() as file:
        found = suggest(file.read())
    if found:
        messages.info(
            request, _("Rectangles were suggested. Look for what was missed, and move what does not fit.")
        )
    else:
        messages.info(request, _("No face was found automatically. There may be one all the same: please look."))
    areas = [*areas, *found][:MOST_AREAS]
    return _show(request, image, how, offer_areas(areas, empty=0 if areas else 1), areas)


def _show(request, image, how, forms, areas=(), preview_address=""):
    edit = reverse("wagtailimages:edit", args=[image.pk])
    title = _("Cover faces and signs")
    context = {
        "header_title": f"{title}: {image.title}",
        "breadcrumbs_items": [
            {"url": reverse("wagtailimages:index"), "label": _("Pictures")},
            {"url": edit, "label": image.title},
            {"url": "", "label": title, "sublabel": image.title},
        ],
        "image": image,
        "how": how,
        "forms": forms,
        "areas": areas,
        "preview": preview_address,
        "can_suggest": detector_is_there(),
        "back_url": _way_back(request, image),
    }
    return render(request, "media/admin/cover.html", context)


def _preview_address(image, areas: list[Area], how: Cover) -> str:
    sides = [",".join(str(getattr(area, side)) for side in SIDES) for area in areas]
    query = urlencode([("how", how), *(("area", text) for text in sides), ("of", image.file_hash)])
    return f"{reverse('cover_preview', args=[image.pk])}?{query}"


def _way_back(request, image) -> str:
    wished = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wished, allowed_hosts=None):
        return wished
    return reverse("wagtailimages:edit", args=[image.pk])
