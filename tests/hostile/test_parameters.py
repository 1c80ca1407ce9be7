"""Addresses, parameters and bodies that are broken, doubled, or meant for another reader."""

from itertools import chain

import pytest

from tests.hostile import parameters
from tests.hostile.attack import Attack
from tests.hostile.site import Site

pytestmark = [pytest.mark.long, pytest.mark.clock]
ATTACKS = [*parameters.addresses(), *parameters.beside(), *parameters.bodies()]
GRAPHS = [a for a in chain(parameters.addresses(), parameters.bodies()) if b"/graphs" in a.data[:20]]


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_it_is_answered_or_refused(site: Site, attack: Attack) -> None:
    site.survive(attack)


@pytest.mark.parametrize("attack", GRAPHS, ids=str)
def test_a_plain_data_set_answers_or_refuses_it(writable: Site, attack: Attack) -> None:
    writable.survive(attack)
