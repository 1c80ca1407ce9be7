"""Nests of brackets and endless repetitions, at the site's guard and at the engine behind it."""

import pytest

from tests.hostile import nesting
from tests.hostile.attack import Attack
from tests.hostile.site import Site

pytestmark = [pytest.mark.long, pytest.mark.clock]
GUARDED = [*nesting.attacks("nesting", *nesting.SIZES)]
UNGUARDED = [*nesting.attacks("nesting without a guard", "10 KB", "100 KB")]


@pytest.mark.parametrize("attack", GUARDED, ids=str)
def test_it_is_refused_or_answered(site: Site, attack: Attack) -> None:
    site.survive(attack)


@pytest.mark.parametrize("attack", UNGUARDED, ids=str)
def test_a_worker_that_it_kills_takes_nobody_along(opened: Site, attack: Attack) -> None:
    opened.survive(attack)
