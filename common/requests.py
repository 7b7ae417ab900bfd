"""The request that is being answered: its number, and roughly from where it came."""

from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network


@dataclass(frozen=True)
class Origin:
    """From where: a network (never one device's address), and the token of a program."""

    network: str = ""
    token: str = ""


_NOWHERE = Origin()

current: ContextVar[str] = ContextVar("request_id", default="-")
current_origin: ContextVar[Origin] = ContextVar("request_origin", default=_NOWHERE)


def request_id() -> str:
    """Return the number, or "-" outside a request."""
    return current.get()


def origin() -> Origin:
    return current_origin.get()


def network_of(address: str) -> str:
    """Return the network of an address: 203.0.113.0/24, 2001:db8:1::/48; "" where it is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return network_of(str(found.ipv4_mapped)) if found.ipv4_mapped else _net(found, 48)
    return _net(found, 24)


def _net(address: object, bits: int) -> str:
    return str(ip_network(f"{address}/{bits}", strict=False))
