"""Who is asking: told apart by address, recognised by token, held to a budget."""

import contextlib
import functools
import hmac
import ipaddress
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, has_app_context, request

from server import urls
from server.budgets import Budgets
from server.problems import Problem
from server.settings import Settings

CLIENT = "diemcau.client"
"""In WSGI's environment: the Client that makes a request, where the gateway knows already."""
REFUSAL = "diemcau.refusal"
"""In WSGI's environment: the Problem with which a request is to be answered, whatever it asks."""
_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+|\[([0-9a-fA-F:.]+)\](?::[0-9]+)?")
_LONGEST_HOPS = 8192
"""Characters at the end of a list of proxies, which have what trusted ones said."""
_CHARGED = frozenset((400, 401, 403, 408, 413, 414, 415, 422, 431, 504))
"""Answers that cost an error: the client could have known better, or asked for too much."""


@dataclass
class Client:
    """Who makes the present request, and the seconds of queries that it has used."""

    key: str
    """The address, for IPv6 its network of 64 bits, which belongs to one customer."""
    trusted: bool
    """Whether the request brought the token."""
    seconds: float = 0.0

    def spend(self, seconds: float) -> None:
        """Notes that a query took so long, whatever came of it."""
        self.seconds += seconds

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        """Notes what is done here, in this thread, with what a query gave: as much of it as a client likes."""
        began = time.thread_time()
        try:
            yield
        finally:
            self.spend(time.thread_time() - began)


def current() -> Client:
    """Who makes the present request; where there is none, whoever runs the command."""
    found: Client = g.client if has_app_context() else Client("", trusted=True)
    return found


@functools.lru_cache(10_000)
def key(address: str) -> str:
    """What tells clients apart. Anything that is no address is one client."""
    if with_port := _WITH_PORT.fullmatch(address):  # some proxies say X-Forwarded-For: address:port
        address = with_port[1] or with_port[2]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def hop(values: str, proxies: int) -> str:
    """What the outermost of `proxies` trusted proxies said in a list that each may append to; "" where none did."""
    said = [value.strip() for value in values[-_LONGEST_HOPS:].split(",") if value.strip()] if proxies else []
    return said[-min(proxies, len(said))] if said else ""


def address(peer: str, forwarded: str, proxies: int) -> str:
    """The address of the client behind `proxies` trusted proxies, each of which appends whom it heard to a list."""
    return hop(forwarded, proxies) or peer


def has_token(given: str, token: str | None) -> bool:
    """Whether an Authorization header brings the token, compared in constant time."""
    scheme, _, value = given.partition(" ")
    expected = (token or "").encode()
    same = hmac.compare_digest(value.strip().encode(errors="replace"), expected)
    return same and bool(expected) and scheme.lower() == "bearer"


def require_token() -> None:
    """Raises Problem where the present request did not bring the token, and so may not change anything."""
    if not current().trusted:
        scheme, _, value = request.headers.get("Authorization", "").partition(" ")
        detail = "Changes need a token."
        if scheme.lower() == "bearer" and value.strip():
            detail = "The token is wrong."
        elif scheme:  # which is not said again: it may be the token itself
            detail = "Changes need a token of the kind Bearer, and the request brought something else."
        raise Problem(401, f"{detail} Send: Authorization: Bearer …")


class Doorkeeper:
    """Knows clients, and holds them to their budgets."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._budgets = Budgets(settings.client_seconds, settings.client_errors)

    def identify(self, environ: Mapping[str, Any]) -> Client:
        """Who makes a request, by its WSGI environment."""
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        found = address(environ.get("REMOTE_ADDR", ""), forwarded, self._settings.proxies)
        return Client(key(found), has_token(environ.get("HTTP_AUTHORIZATION", ""), self._settings.token))

    def refusal(self, client: Client, path: str) -> Problem | None:
        """The problem of a client whose budget is used up, or None where it may ask for `path`."""
        if client.trusted or path in urls.OPERATIONS or path.startswith(urls.STATIC):
            return None
        spent = self._budgets.spent(client.key)
        if spent is None:
            return None
        detail = f"Your budget of {spent.what} is used up. There is some again in {spent.retry_after} s."
        return Problem(429, detail, retry_after=spent.retry_after)

    def charge(self, client: Client, status: int) -> None:
        """Takes what a request used off its client's account."""
        errors = int(status in _CHARGED)
        if not client.trusted and (client.seconds or errors):
            self._budgets.charge(client.key, client.seconds, errors)
        client.seconds = 0.0


def register(app: Flask, doorkeeper: Doorkeeper) -> None:
    """Has the application know its clients and hold them to their budgets."""

    @app.before_request
    def admit() -> None:
        g.client = request.environ.get(CLIENT) or doorkeeper.identify(request.environ)
        refusal = doorkeeper.refusal(g.client, request.path) or request.environ.get(REFUSAL)
        # A browser that hears no to what it asks before a request cannot show its reader why.
        if refusal is not None and request.method != "OPTIONS":
            raise refusal

    @app.after_request
    def charge(response: Response) -> Response:
        client: Client | None = g.get("client")
        if client is not None:
            doorkeeper.charge(client, response.status_code)
        return response
