"""Queries that ask for more than a site can give."""

import pytest

from tests.hostile import evaluating, planning
from tests.hostile.attack import Attack
from tests.hostile.site import Site

pytestmark = [pytest.mark.long, pytest.mark.clock]


@pytest.mark.parametrize("attack", [*planning.attacks()], ids=str)
def test_planning_ends_in_time(site: Site, attack: Attack) -> None:
    site.survive(attack)


@pytest.mark.parametrize("attack", [*evaluating.attacks()], ids=str)
def test_evaluation_ends_in_time(site: Site, attack: Attack) -> None:
    site.survive(attack)
