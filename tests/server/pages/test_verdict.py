"""Targets against figures: what counts, and what is left open."""

from decimal import Decimal

import pytest

from kg import iris
from server.pages.figures import PERCENT, Figure, Source
from server.pages.page import Link
from server.pages.verdict import judge

ARTICLE = Link("a", "/a")


def figure(value: str | None, day: str = "2020-08-26", hedge: str = "exact", **changed: object) -> Figure:
    given = {
        "iri": f"{value}-{day}", "href": "/x", "about": Link("Viet Nam", "/vn"), "period": "2020",
        "start": "2020-01-01", "end": "2020-12-31", "day": day, "unit": PERCENT, "text": str(value), "raw": "",
        "value": None if value is None else Decimal(value), "qualifier": f"{iris.VOC}qualifier-{hedge}",
        "sources": (Source("bai", ARTICLE),),
    }  # fmt: skip
    return Figure(**(given | changed))  # type: ignore[arg-type] # of a dict all values have one type


TARGET = figure("30", "2020-12-31", "at-least")


@pytest.mark.parametrize(
    ("measured", "state", "gap"),
    [
        ([], "none", None),
        ([figure("15.91", hedge="approximate")], "pending", "14.09"),
        ([figure("15.91", "2020-12-31")], "short", "14.09"),
        ([figure("30")], "reached", "0"),
        ([figure("31.5")], "reached", "-1.5"),
        ([figure("0")], "pending", "30"),  # zero is a figure
        ([figure("29", hedge="more-than")], "open", "1"),
        ([figure("10.7", hedge="more-than")], "pending", "19.3"),
        ([figure("31", hedge="almost")], "open", "-1"),
        ([figure("10.7", "2019-12-31")], "none", None),  # before the period of the target
        ([figure("40", "2021-06-30")], "none", None),  # after it
        ([figure("10", "2020-03-01"), figure("20", "2020-06-01")], "pending", "10"),  # the latest counts
        ([figure("48", sources=(Source("bai", ARTICLE, "potential"),))], "none", None),  # nobody asserts it
        ([figure("12", unit=iris.VOC + "unit-service")], "open", None),
    ],
)
def test_the_verdict_follows_from_the_latest_figure_of_the_period(
    measured: list[Figure], state: str, gap: str | None
) -> None:
    verdict = judge(TARGET, measured)
    assert verdict.state == state
    assert verdict.gap == (None if gap is None else Decimal(gap))


def test_a_limit_is_kept_from_below_and_so_is_a_target_where_lower_is_better() -> None:
    limit = figure("30", "2020-12-31", "at-most")
    assert judge(limit, [figure("25")]).state == "reached"
    assert judge(limit, [figure("35")]).gap == Decimal(5)
    plain = figure("30", "2020-12-31")
    assert judge(plain, [figure("25")], lower_is_better=True).state == "reached"
    assert judge(plain, [figure("25")]).state == "pending"
