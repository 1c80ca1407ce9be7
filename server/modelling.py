"""The option `--model` of the commands that extract: where the model is asked, and what became of its proposals."""

import ipaddress
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from kg.extract.model.endpoint import Endpoint
from server.settings import BadSetting, Settings

if TYPE_CHECKING:
    from kg.extract.model.proposing import Tally

option = click.option(
    "--model", "modelled", is_flag=True, help="Ask the language model of DIEMCAU_MODEL and DIEMCAU_MODEL_URL as well."
)


def endpoint(settings: Settings) -> Endpoint:
    """Where the model of the settings is asked. Raises BadSetting."""
    name, url, key = settings.model, settings.model_url, settings.model_key
    if name is None or url is None:
        raise BadSetting(
            "--model needs DIEMCAU_MODEL_URL, the address of an endpoint as OpenAI's, such as "
            "http://127.0.0.1:11434/v1, and DIEMCAU_MODEL, the name of a model that it has."
        )
    if not name.isprintable() or len(name) > 100:
        raise BadSetting(f"DIEMCAU_MODEL={name[:100]!r}: give the name of a model, of at most 100 characters.")
    scheme, host = _parts(url)
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise BadSetting("DIEMCAU_MODEL_KEY has other signs than letters, digits and punctuation of ASCII.")
    if key is not None and scheme == "http" and not _here(host):
        raise BadSetting(
            f"DIEMCAU_MODEL_KEY would go over the network for all to read: give DIEMCAU_MODEL_URL with https "
            f"instead of {url!r}, or leave the key out."
        )
    return Endpoint(url.rstrip("/"), name, key, settings.model_seconds)


def _parts(url: str) -> tuple[str, str]:
    """Scheme and host of the address of an endpoint. Raises BadSetting."""
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) and not parts.username
    except ValueError:
        whole = None
    if not whole or parts.query or parts.fragment or not url.isascii() or " " in url or not url.isprintable():
        raise BadSetting(f"DIEMCAU_MODEL_URL={url[:200]!r}: give an address such as http://127.0.0.1:11434/v1.")
    return parts.scheme, parts.hostname or ""


def _here(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_MENDS = {
    "status 401": "is DIEMCAU_MODEL_KEY right?",
    "status 403": "may DIEMCAU_MODEL_KEY use this model?",
    "status 404": "are DIEMCAU_MODEL_URL and DIEMCAU_MODEL right?",
    "status 429": "wait, or ask with fewer --processes",
    "timeout": "give DIEMCAU_MODEL_SECONDS more, or take a faster model",
    "unreachable": "does the endpoint of DIEMCAU_MODEL_URL run?",
    "not asked any more": "mend what came before, and run the command again",
}
"""What to do about failures, where there is something to do but to try again or to take another model."""


def table(model: str, tally: "Tally") -> Iterator[str]:
    """What became of what a model proposed, as lines of text."""
    rejected = tally.rejected.total()
    yield f"Model {model}: asked about {tally.asked} articles, failed at {tally.failed.total()}"
    for reason, count in sorted(tally.failed.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"{count:>6}  {reason}" + (f": {_MENDS[reason]}" if reason in _MENDS else "")
    if tally.failed:
        yield "The articles that it failed at have the facts of the rules."
    yield f"Proposed facts: {tally.accepted + rejected}; accepted {tally.accepted}, rejected {rejected}"
    for reason, count in sorted(tally.rejected.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"{count:>6}  {reason}"
