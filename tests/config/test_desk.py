"""[desk]: where it listens, and whose word it takes."""

from datetime import timedelta
from ipaddress import ip_network

import pytest


def test_the_desk_listens_to_this_machine_alone_and_trusts_no_proxy(load):
    desk = load("").desk
    assert (desk.host, desk.port) == ("127.0.0.1", 8000)
    assert (desk.session, desk.idle) == (timedelta(hours=12), timedelta(hours=2))
    assert (desk.trusted_proxies, desk.proxy_header, desk.proxy_role) == ((), "", "")


def test_proxies_are_addresses_or_networks(load):
    desk = load(
        '[desk]\ntrusted_proxies = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"]\nproxy_header = "X-Forwarded-User"\n'
        'proxy_role = "reader"\n'
    ).desk
    assert desk.trusted_proxies == tuple(map(ip_network, ("127.0.0.1/32", "10.0.0.0/8", "fd00::/8")))
    environ = {
        "FANSREACT_DESK__TRUSTED_PROXIES": "::1, 10.1.1.1",
        "FANSREACT_DESK__PROXY_HEADER": "Remote-User",
    }
    assert load("", environ=environ).desk.trusted_proxies == (ip_network("::1"), ip_network("10.1.1.1"))


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('proxy_header = "X-User"', "desk: has a proxy_header and no trusted_proxies"),
        ('trusted_proxies = ["10.0.0.1"]', "desk: has trusted_proxies and no proxy_header"),
        ('proxy_role = "reader"', "desk: has a proxy_role and no proxy_header"),
        ('trusted_proxies = ["0.0.0.0/0"]\nproxy_header = "X-User"', "is the whole Internet"),
        ('trusted_proxies = ["10.0.0.1/8"]\nproxy_header = "X-User"', "is no address or network"),
        ('trusted_proxies = ["proxy"]\nproxy_header = "X-User"', "desk.trusted_proxies[0]"),
        ('trusted_proxies = [10]\nproxy_header = "X-User"', "is no address or network"),
        ('proxy_header = "X User:"', "is no name of a header"),
        ('proxy_role = "admin"', "desk.proxy_role"),
        ('host = "http://127.0.0.1"', "is no address to listen at"),
        ("port = 70000", "must be at most 65535"),
        ('session = "1 second"', "desk.session"),
        ('public_url = "http://desk.example.org"', "is not encrypted"),
    ],
)
def test_a_mistake_is_told(mistakes, lines, told):
    found = mistakes(f"[desk]\n{lines}\n")
    assert any(told in str(one) for one in found), found
