"""The day of publication: which of several is taken, why, and when none is."""

import pytest

from kg.articles import published
from kg.articles.inputs import Given
from kg.ingest import read
from tests.articles import pages

_LD = '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "%s"}]}</script>'
_META = '<meta property="article:published_time" content="%s">'


def _day(content: str, url: str | None = None) -> tuple[str | None, str]:
    kept = read(Given("mau", content.encode(), url))
    return kept.article.published, kept.dating


@pytest.mark.parametrize(
    ("head", "before", "day", "why"),
    [
        ("", "", None, "no day"),
        (_LD % "2020-06-05T14:30:00+07:00", "", "2020-06-05", "JSON-LD"),
        (_META % "2020-06-05T14:30:00+07:00", "", "2020-06-05", "<meta> article:published_time"),
        (_META % "2020-06-04T18:00:00Z", "", "2020-06-05", "<meta>"),  # one o'clock in the morning in Viet Nam
        (_LD % "2020-06-05", '<time datetime="2024-11-25">hôm nay</time>', "2020-06-05", "JSON-LD"),
        ("", '<time itemprop="datePublished" datetime="2020-06-05T14:30">5/6</time>', "2020-06-05", "<time>"),
        (_META % "2020-06-05" + '<meta property="article:modified_time" content="2020-07-01">', "", "2020-06-05",
         "not taken: 2020-07-01"),
        ('<meta property="article:modified_time" content="2020-07-01">', "", "2020-07-01", "modified_time"),
        ('<meta http-equiv="Last-Modified" name="last-modified" content="2024-11-25">', "", None, "last-modified"),
        (_META % "0001-01-01T00:00:00", "", None, "no day"),
        (_META % "2020-02-31", "", None, "no day"),
        (_LD % "2024-11-25" + _META % "2020-06-05", "", "2020-06-05", "not taken: 2024-11-25"),
        ('<script type="application/ld+json">{"@type": "NewsArticle", </script>', "", None, "no day"),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(head: str, before: str, day: str | None, why: str) -> None:
    found, reason = _day(pages.html(head, before))
    assert found == day
    assert why in reason


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Thứ 6, 05/06/2020 | 14:30:05", "2020-06-05"),
        ("05-06-2020 07:47", "2020-06-05"),
        ("Ngày đăng: 5.6.2020", "2020-06-05"),
        ("Ngày đăng 5 tháng 6 năm 2020, 14h30", "2020-06-05"),
        ("Cập nhật: 06/06/2020", "2020-06-06"),
        ("Ngày đăng: 05/06/2020\nCập nhật: 09/06/2020", "2020-06-05"),
        ("Ngày đăng: 31/02/2020", None),
        ("1,234 lượt xem", None),
    ],
)
def test_lines_below_the_title(line: str, day: str | None) -> None:
    assert _day(pages.UNDATED.replace("\n\n", f"\n\n{line}\n\n", 1))[0] == day


def test_the_clock_of_a_site_is_no_day_of_publication() -> None:
    clock = "Thứ 2, 25/11/2024, 12:25[GMT+7]\n\n"
    day, why = _day(clock + pages.UNDATED)
    assert day is None
    assert "2024-11-25: above the title, where the clock of the site is" in why
    assert _day(clock + pages.TEXT)[0] == "2020-06-05"


def test_days_in_the_story_the_footer_and_teasers_are_none() -> None:
    text = pages.UNDATED.replace("hồ sơ mẫu,", "hồ sơ mẫu từ ngày 1/2/2019,")
    text += "\nGiấy phép số 01/GP-MAU do Sở mẫu cấp ngày 22/9/2021.\n\nTin liên quan\n\nTin khác - 03/03/2021\n"
    assert _day(text)[0] is None


def test_a_dateline_and_an_address_say_it() -> None:
    assert _day(pages.UNDATED.replace("\n\nSáng", "\n\n(TTXMẫu) Thái Bình, 5/6/2020 - Sáng", 1))[0] == "2020-06-05"
    for url in ("https://vi-du.vn/2020/06/05/bai-mau.html", "https://vi-du.vn/bai-mau-20200605143000123.htm"):
        assert _day(pages.UNDATED, url) == ("2020-06-05", "the address")
    assert _day(pages.UNDATED, "https://vi-du.vn/bai-12345678.html")[0] is None


def test_the_hour_is_kept_and_midnight_is_not() -> None:
    assert read(Given("mau", pages.TEXT.encode())).article.published_time == "14:30:05"
    assert read(Given("mau", pages.TEXT.replace("14:30:05", "00:00:00").encode())).article.published_time is None


def test_a_published_day_gives_days_their_year() -> None:
    assert {f.slots["date"] for f in read(Given("m", pages.TEXT.encode())).facts if f.type == "meeting"} == {
        "2020-06-05"
    }
    new_year = pages.TEXT.replace("05/06/2020", "02/01/2021").replace("Sáng 5/6", "Sáng 30/12")
    assert {f.slots["date"] for f in read(Given("m", new_year.encode())).facts if f.type == "meeting"} == {"2020-12-30"}


def test_nothing_says_nothing() -> None:
    assert published.choose([]) == published.Dating(None, None, "no day of publication is given")
