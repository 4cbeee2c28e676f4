"""Whose address is believed: nobody chooses theirs by writing a header."""

import pytest
from django.test import RequestFactory

from campaign_site.delivery.client_address import client_address, network


def asked_from(remote, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return client_address(RequestFactory(headers=headers).get("/", REMOTE_ADDR=remote))


def test_without_a_proxy_nobody_chooses_their_address_by_a_header(settings):
    settings.TRUSTED_PROXIES = 0
    assert asked_from("203.0.113.9", "198.51.100.1") == "203.0.113.9"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 192.0.2.7", "198.51.100.1"),
        (1, "198.51.100.1:4711", "198.51.100.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "2001:DB8:0::1", "2001:db8::1"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_behind_proxies_the_entry_that_the_outermost_of_them_wrote_counts(settings, proxies, forwarded, believed):
    settings.TRUSTED_PROXIES = proxies
    assert asked_from("203.0.113.9", forwarded) == believed


@pytest.mark.parametrize("forwarded", [None, "", "unknown", "198.51.100.1, unknown", "<script>", "1.2.3.4.5", ","])
def test_what_cannot_be_read_leaves_the_machine_that_connected(settings, forwarded):
    settings.TRUSTED_PROXIES = 1
    assert asked_from("203.0.113.9", forwarded) == "203.0.113.9"


def test_fewer_entries_than_proxies_means_that_somebody_went_round_them(settings):
    settings.TRUSTED_PROXIES = 2
    assert asked_from("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_a_connection_without_an_address_is_no_error():
    assert asked_from("") == ""


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        (" 198.51.100.7 ", "198.51.100.0/24"),
        ("", "none"),
        ("unknown", "none"),
        ("198.51.100.7, 10.0.0.1", "none"),
    ],
)
def test_addresses_are_counted_by_their_network(address, prefix):
    assert network(address) == prefix
