"""Garbage on a connection costs nobody but who sends it, and hides no second request."""

import re
import time

import pytest

from tests.hostile import framing
from tests.hostile.attack import Attack
from tests.hostile.exchange import connect
from tests.hostile.site import Site

pytestmark = [pytest.mark.long, pytest.mark.clock]


@pytest.mark.parametrize("attack", [*framing.attacks()], ids=str)
def test_garbage_is_answered_or_hung_up_on(site: Site, attack: Attack) -> None:
    site.survive(attack)


@pytest.mark.parametrize(("attack", "most"), [*framing.smuggled()], ids=str)
def test_no_second_request_is_read_out_of_a_body(site: Site, attack: Attack, most: int) -> None:
    got = b""
    with connect(site.port) as connection:
        connection.sendall(attack.data)
        connection.settimeout(1.0)
        until = time.monotonic() + site.limit + 1
        while time.monotonic() < until:
            try:
                data = connection.recv(1 << 16)
            except (TimeoutError, ConnectionResetError):
                break
            if not data:
                break
            got += data
    site.count(attack)
    assert len(re.findall(rb"^HTTP/1\.1 \d", got, re.MULTILINE)) <= most, got
    assert b"smuggled" not in got
