"""Every link from the home page on leads somewhere."""

import html
import re
from collections import deque

import pytest

from tests.running import Server

MOST = 3000
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')


@pytest.mark.long
def test_no_link_is_dead(server: Server) -> None:
    waiting, seen, dead = deque(["/?lang=en"]), {"/?lang=en"}, {}
    while waiting and len(seen) < MOST:
        address = waiting.popleft()
        status, headers, body = server.get(address, accept="text/html")
        if status in (302, 303):
            body = f'<a href="{headers["Location"]}">'.encode()
        elif status != 200:
            dead[address] = status
            continue
        if "html" not in headers.get("Content-Type", "") and status == 200:
            continue
        for found in _LINK.findall(body.decode()):
            link = html.unescape(found).partition("#")[0]
            if link.startswith("?"):
                link = address.partition("?")[0] + link
            if link.startswith("/") and link not in seen:
                seen.add(link)
                waiting.append(link)
    assert not dead
    assert len(seen) > 500
