"""Who asks: the address that may be believed, behind as many proxies as there are."""

from ipaddress import ip_address

from django.conf import settings


def client_address(request) -> str:
    """Return the visitor's IP address, or an empty text where none is known (a Unix socket).

    Each proxy adds to the right of X-Forwarded-For whom it spoke with. So one of ours wrote the entry that stands
    TRUSTED_PROXIES places from the right; what stands left of it, anybody can send.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(hops) and (address := _readable(hops[-settings.TRUSTED_PROXIES])):
        return address
    return _readable(request.META.get("REMOTE_ADDR", ""))


def _readable(text: str) -> str:
    """Return an address in its one spelling, without port or brackets; nothing when it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
