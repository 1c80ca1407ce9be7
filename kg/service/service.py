"""A SPARQL 1.1 service: its addresses, who we are to it, and what can go wrong with it."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

TIMES_READ = 16
"""How many times as large as the answer that is passed on what is read for it may be."""


@dataclass(frozen=True)
class Service:
    """Where queries, updates and graphs (Graph Store Protocol; with "?" or without) of a service are sent.

    Credentials go to these addresses only, over https or to this machine. `seconds` are for one request that changes
    something.
    """

    query: str
    update: str | None = None
    graphs: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    seconds: float = 600.0

    def addresses(self) -> tuple[str, ...]:
        """All addresses that it has."""
        return tuple(address for address in (self.query, self.update, self.graphs) if address is not None)

    @property
    def has_credentials(self) -> bool:
        """Whether we say who we are."""
        return self.token is not None or self.user is not None


class ServiceFailed(Exception):
    """The service did not do what it was asked for. The message says what, where, and how to mend it."""


class ServiceBusy(ServiceFailed):
    """It says itself that it may answer later, or its data were being changed."""


class ServiceLate(ServiceFailed):
    """It did not answer in time."""


class ServiceRefused(ServiceFailed):
    """It says that the fault is in what it was asked. `said` are its own words."""

    def __init__(self, message: str, said: str) -> None:
        self.said = said
        super().__init__(message)


class ReleaseMoved(ServiceBusy):
    """The service has another release than the one that was asked, or is being changed to another."""


def fault(address: str, with_credentials: bool) -> str | None:
    """Why an address cannot be that of a service, and what to give instead; None for one that can."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"{error}. Give an address such as https://example.org/sparql"
    if parts.scheme not in ("http", "https") or not host:
        return "give an address of http or https, such as https://example.org/sparql"
    if "@" in parts.netloc:
        return "no user or password may stand in the address, where they would get into logs: use DIEMCAU_STORE_USER"
    if parts.fragment or not address.isascii() or not address.isprintable() or " " in address:
        return "the address has a fragment, a space or letters that have to be encoded in it"
    if with_credentials and parts.scheme != "https" and not _is_here(host):
        return "user, password or token would go over the network readable by all: use https"
    return None


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
