"""What can stand as a host, an origin or a contact."""

import re

_HOST = re.compile(
    r"(?:[a-z0-9][a-z0-9._-]{0,252}|\[[0-9a-f:.]{2,45}\])(?::([1-9][0-9]{0,4}))?", re.ASCII | re.IGNORECASE
)
"""A host and a port, as sites of the web have them; a URI (RFC 3986, 3.2.2) may have more signs in its host."""
_WEB = re.compile(r"https?://([^/?#\s]+)(?:[/?#][^\s<>\"]*)?")
_E_MAIL = re.compile(r"[^\s@<>\"?&]+@[^\s@<>\"?&]+\.[^\s@<>\"?&]+")


def is_host(text: str) -> bool:
    """Whether this can stand as the host, with or without a port, of an address."""
    found = _HOST.fullmatch(text)
    return found is not None and int(found[1] or 1) < 1 << 16


def is_origin(text: str) -> bool:
    """Whether this can be the address of a site, without a path."""
    scheme, _, host = text.partition("://")
    return scheme in ("http", "https") and is_host(host)


def is_contact(text: str) -> bool:
    """Whether this is an e-mail address or a web address."""
    address = _WEB.fullmatch(text)
    return is_host(address[1]) if address is not None else _E_MAIL.fullmatch(text) is not None
