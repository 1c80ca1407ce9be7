"""Who is asking: told apart by address, recognised by token, held to a budget."""

import functools
import hmac
import ipaddress
from dataclasses import dataclass

from flask import Flask, Request, Response, g, request

from server.budgets import Budgets
from server.problems import Problem
from server.settings import Settings

_FREE = ("/health", "/metrics", "/static/")
"""What anybody may ask at any time."""
_CHARGED = frozenset((400, 401, 403, 408, 413, 414, 415, 422, 504))
"""Answers that cost an error: the client could have known better, or asked for too much."""


@dataclass
class Client:
    """Who makes the present request, and the seconds of queries that it has used."""

    key: str
    """The address, for IPv6 its network of 64 bits, which belongs to one customer."""
    trusted: bool
    """Whether the request brought the token."""
    seconds: float = 0.0


def current() -> Client:
    """Who makes the present request."""
    found: Client = g.client
    return found


@functools.lru_cache(10_000)
def key(address: str) -> str:
    """What tells clients apart. Anything that is no address is one client."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def address(peer: str, forwarded: str, proxies: int) -> str:
    """The address of the client behind `proxies` trusted proxies, each of which appends whom it heard to a list."""
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()] if proxies else []
    return [*hops, peer][-(proxies + 1)] if len(hops) >= proxies else (hops[0] if hops else peer)


def has_token(given: str, token: str | None) -> bool:
    """Whether an Authorization header brings the token, compared in constant time."""
    scheme, _, value = given.partition(" ")
    expected = (token or "").encode()
    same = hmac.compare_digest(value.strip().encode(errors="replace"), expected)
    return same and bool(expected) and scheme.lower() == "bearer"


def require_token() -> None:
    """Raises Problem where the present request did not bring the token, and so may not change anything."""
    if not current().trusted:
        given = bool(request.headers.get("Authorization"))
        detail = "The token is wrong." if given else "Changes need a token."
        raise Problem(401, f"{detail} Send: Authorization: Bearer …")


def _identify(settings: Settings, asked: Request) -> Client:
    peer = address(asked.remote_addr or "", asked.headers.get("X-Forwarded-For", ""), settings.proxies)
    return Client(key(peer), has_token(asked.headers.get("Authorization", ""), settings.token))


def register(app: Flask, settings: Settings) -> None:
    """Has the application know its clients and hold them to their budgets."""
    budgets = Budgets(settings.client_seconds, settings.client_errors)

    @app.before_request
    def admit() -> None:
        g.client = _identify(settings, request)
        if g.client.trusted or request.path.startswith(_FREE):
            return
        spent = budgets.spent(g.client.key)
        if spent is not None:
            raise Problem(
                429,
                f"Your budget of {spent.what} is used up. There is some again in {spent.retry_after} s.",
                retry_after=spent.retry_after,
            )

    @app.after_request
    def charge(response: Response) -> Response:
        client: Client | None = g.get("client")
        if client is not None and not client.trusted:
            errors = int(response.status_code in _CHARGED)
            if client.seconds or errors:
                budgets.charge(client.key, client.seconds, errors)
        return response
