"""Nothing that a stranger sends makes the site call out: a listener on the same machine hears nobody."""

import socket
import time

import pytest

from tests.hostile import outward
from tests.hostile.conftest import TOKEN, Listener
from tests.hostile.site import Site

pytestmark = [pytest.mark.long, pytest.mark.clock]
QUERIES = [attack.name for attack in outward.queries("http://nowhere.example/", "outward")]
UPDATES = [str(attack) for attack in outward.updates("http://nowhere.example/", TOKEN)]


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_calls_nobody(site: Site, listener: Listener, name: str) -> None:
    attack = next(a for a in outward.queries(listener.url, "outward") if a.name == name)
    site.survive(attack)
    assert listener.calls == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_of_a_plain_data_set_calls_nobody(writable: Site, listener: Listener, name: str) -> None:
    attack = next(a for a in outward.queries(listener.url, "outward, plain data set") if a.name == name)
    writable.survive(attack)
    assert listener.calls == []


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_calls_nobody(writable: Site, listener: Listener, name: str) -> None:
    attack = next(a for a in outward.updates(listener.url, TOKEN) if str(a) == name)
    writable.survive(attack)
    assert listener.calls == []


def test_the_listener_hears_who_does_call(listener: Listener) -> None:
    own = type(listener)()
    with socket.create_connection(("127.0.0.1", int(own.url.rstrip("/").rpartition(":")[2]))):
        until = time.monotonic() + 5
        while not own.calls and time.monotonic() < until:
            time.sleep(0.01)
    assert own.calls
    own.close()
