"""Documents and updates of somebody who has the token, and means harm or made a mistake."""

import pytest

from tests.hostile import documents
from tests.hostile.attack import get
from tests.hostile.conftest import TOKEN, Listener
from tests.hostile.exchange import exchange
from tests.hostile.outward import SECRET
from tests.hostile.site import Site

pytestmark = [pytest.mark.long, pytest.mark.clock]
NAMES = [str(attack) for attack in documents.attacks("http://nowhere.example/", TOKEN)]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_stored_or_refused(writable: Site, listener: Listener, name: str) -> None:
    attack = next(a for a in documents.attacks(listener.url, TOKEN) if str(a) == name)
    writable.survive(attack)
    assert listener.calls == []
    assert SECRET not in exchange(writable.port, get("/graphs?graph=urn:g", "Accept: application/n-triples")).body
