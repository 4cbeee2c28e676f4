"""Who asks: the address that may be believed, behind as many proxies as there are, and its network."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

IPV4_PREFIX, IPV6_PREFIX = 24, 56


def client_address(request) -> str:
    """Return the visitor's IP address, or an empty text where none is known (a Unix socket).

    Each proxy adds to the right of X-Forwarded-For whom it spoke with. So one of ours wrote the entry that stands
    TRUSTED_PROXIES places from the right; what stands left of it, anybody can send.
    """
    return believed(request.headers.get("X-Forwarded-For", ""), request.META.get("REMOTE_ADDR", ""))


def believed(forwarded_for: str, peer: str) -> str:
    """Return the same from the header and from whom this process spoke with."""
    hops = forwarded_for.split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(hops) and (address := _readable(hops[-settings.TRUSTED_PROXIES])):
        return address
    return _readable(peer)


def network(address: str) -> str:
    """Return the network that an address is counted under: IPv4 /24, IPv6 /56; one for all that is no address."""
    try:
        ip = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return "none"
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = IPV6_PREFIX if ip.version == 6 else IPV4_PREFIX
    return str(ip_network(f"{ip}/{length}", strict=False))


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
