"""Which IP addresses are of the public internet: the only ones that an address out of a post may lead to.

By IANA's registries (iana-ipv4-special-registry, iana-ipv6-special-registry, ipv6-address-space, all below
https://www.iana.org/assignments/, of 2024-10-22), written out, as Python's own lists differ by its version.
"""

import ipaddress

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NOT_V4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind a carrier's NAT
            "127.0.0.0/8",
            "169.254.0.0/16",  # link-local, where clouds keep their metadata
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_V6 = ipaddress.IPv6Network("2000::/3")  # all that was ever given out; fc00::/7, fe80::/10, fec0::/10 are not
_NOT_V6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocols' own, Teredo (2001::/32) among them: it hides two IPv4 addresses
            "2001:db8::/32",
            "2002::/16",  # 6to4 hides an IPv4 address; no server has lived there since RFC 7526
            "3ffe::/16",
            "3fff::/20",
        ),
    )
)
_WRAPPING = (
    # A network without IPv4 reaches every IPv4 server by these (RFC 6052); 64:ff9b:1::/48 is for inner ones.
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("::ffff:0:0/96"),
)


def is_public(address: str) -> bool:
    """Whether the whole world reaches it; an IPv6 address that stands for an IPv4 one is judged by that."""
    try:
        ip: Address = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if any(ip in network for network in _WRAPPING):
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _NOT_V4)
    return ip in _V6 and not any(ip in network for network in _NOT_V6)
