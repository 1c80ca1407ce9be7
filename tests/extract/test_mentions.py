"""What single mentions are read as: numbers, times, ranks, documents, persons, agencies, zones."""

from typing import Any

import pytest

from kg.extract.article import Article, take_apart
from kg.extract.reading import read_text
from kg.extract.spans import Mention


def _article(text: str) -> Article:
    return take_apart(read_text(text))


def _mentions(text: str, *kinds: str) -> list[Mention]:
    return [m for m in _article(text).mentions.top if m.kind in kinds]


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("tiết kiệm gần 50 tỷ đồng", 50_000_000_000, "đồng", "almost"),
        ("khoảng 48,8 tỉ đồng", 48_800_000_000, "đồng", "approx"),
        ("với 30.500 đồng", 30_500, "đồng", None),
        ("đạt 15,91%", 15.91, "%", None),
        ("hơn 7,6 nghìn giao dịch", 7600, "count", "moreThan"),
        ("có 1,900 lượt xem", 1900, "count", None),
        ("chỉ số 0,7653 của tỉnh", 0.7653, "count", None),
        ("đã cấp 1,9 triệu số định danh", 1_900_000, "count", None),
        ("tăng 13 bậc", 13, "bậc", None),
        ("từ 80% trở lên", 80, "%", "atLeast"),
        ("tăng 5-10%", 10, "%", None),
        ("đạt 1,21 triệu tỷ đồng", 1_210_000_000_000_000, "đồng", None),
        ("tại 74 điểm cầu", 74, "count", None),
        ("có 9 trong số 22 bộ", 9, "count", None),
        ("đã sử dụng 37 hệ thống", 37, "count", None),
        ("đã có 42/53 dịch vụ công thiết yếu", 42, "count", None),
        ("thông suốt ở 128/129 xã", 128, "count", None),
    ],
)
def test_numbers(text: str, value: float, unit: str, qualifier: str | None) -> None:
    (found,) = _mentions(text, "count", "percent", "money", "steps", "score", "times")
    assert (found.value["value"], found.value["unit"], found.value["qualifier"]) == (value, unit, qualifier)


@pytest.mark.parametrize(
    "text",
    [
        "mức độ 3, 4",
        "dịch vụ công cấp độ 3 và 4",
        "quận 10",
        "năm 2019",
        "Covid-19",
        "cách mạng công nghiệp 4.0",
        "sau 3 năm",
        "Tổ công tác triển khai Đề án 06",
        "xếp ở 42/63 tỉnh, thành phố",
        "họp tại 5/6 điểm",
    ],
)
def test_numbers_that_count_nothing(text: str) -> None:
    assert _mentions(text, "count", "percent", "money") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chiều nay (26/8), họp", {"month_day": "08-26", "part": "pm", "iso": None}),
        ("Sáng 29-8, họp", {"month_day": "08-29", "part": "am"}),
        ("ngày 12 tháng 4 năm 2017", {"iso": "2017-04-12"}),
        ("ngày 8.12 tại", {"month_day": "12-08"}),
        ("Sáng nay, 12/2, họp", {"month_day": "02-12", "part": "am"}),
    ],
)
def test_days(text: str, expected: dict[str, Any]) -> None:
    (found,) = _mentions(text, "day")
    assert {key: found.value[key] for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("6 tháng đầu năm 2017", "2017-H1"),
        ("quý I/2019", "2019-Q1"),
        ("tháng 11/2019", "2019-11"),
        ("năm 2020", "2020"),
        ("giai đoạn 2016-2020", "2016-2020"),
        ("đến hết năm 2030", "2030"),
        ("cuối năm 2031", "2031"),
    ],
)
def test_periods(text: str, iso: str) -> None:
    (found,) = _mentions(text, "period")
    assert found.value["iso"] == iso


def test_a_half_without_a_year_has_that_of_the_last_period() -> None:
    found = _mentions("Năm 2017 đã qua. Trong 6 tháng đầu năm, tỉnh làm tốt.", "period")
    assert [m.value["iso"] for m in found] == ["2017", "2017-H1"]


@pytest.mark.parametrize(
    ("text", "rank", "out_of"),
    [
        ("xếp thứ 20/63 tỉnh", 20, 63),
        ("đứng thứ 3 trên tổng số 19 bộ", 3, 19),
        ("hạng 79 trong 193 nước", 79, 193),
        ("vị trí thứ 17", 17, None),
        ("xếp thứ nhất toàn quốc", 1, None),
        ("xếp 55/63 tỉnh thành", 55, 63),
        ("ở vị trí số 1", 1, None),
    ],
)
def test_ranks(text: str, rank: int, out_of: int | None) -> None:
    (found,) = _mentions(text, "rank")
    assert (found.value["rank"], found.value["out_of"]) == (rank, out_of)


@pytest.mark.parametrize(
    "text", ["Thứ nhất, cần làm ngay", "Thứ 4, 26/08/2020", "lần thứ 23", "năm thứ 14", "khóa 12", "kỳ họp thứ hai là"]
)
def test_ordinals_that_rank_nothing(text: str) -> None:
    assert _mentions(text, "rank") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Nghị quyết số 17/NQ-CP của", "17/NQ-CP"),
        ("Nghị quyết 66.7/2025/NQ-CP về", "66.7/2025/NQ-CP"),
        ("theo số 66.7/2025/NQ-CP thì", "66.7/2025/NQ-CP"),
        ("Nghị định 61/2018/NĐ-CP về", "61/2018/NĐ-CP"),
        ("Nghị quyết 36a về", "36a"),
        ("Nghị quyết 05-NQ/TU về", "05-NQ/TU"),
        ("Quyết định số 749/QĐ-TTg ngày", "749/QĐ-TTg"),
    ],
)
def test_documents(text: str, number: str) -> None:
    (found,) = _mentions(text, "document")
    assert found.value["number"] == number


@pytest.mark.parametrize("text", ["ban hành 10 nghị định", "kế hoạch 5 năm", "báo cáo 3 tháng", "16 quyết định"])
def test_documents_that_have_no_number(text: str) -> None:
    assert _mentions(text, "document") == []


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "Phó Chủ tịch UBND tỉnh Bắc Ninh Nguyễn Văn Thử dự",
            [("Nguyễn Văn Thử", ["Phó Chủ tịch UBND tỉnh Bắc Ninh"])],
        ),
        ("ông Đỗ Văn Thử - Giám đốc Sở Nội vụ - nói", [("Đỗ Văn Thử", ["Giám đốc Sở Nội vụ"])]),
        (
            "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ Phan Thị Mẫu nói",
            [("Phan Thị Mẫu", ["Bộ trưởng", "Chủ nhiệm Văn phòng Chính phủ"])],
        ),
        (
            "có Thủ tướng Lê Giả Tưởng, Phó Thủ tướng Chính phủ Vũ Thí Dụ cùng lãnh đạo",
            [("Lê Giả Tưởng", ["Thủ tướng"]), ("Vũ Thí Dụ", ["Phó Thủ tướng Chính phủ"])],
        ),
        (
            "Đồng chí Trần Giả Định, Phó Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh chủ trì",
            [("Trần Giả Định", ["Phó Bí thư Tỉnh ủy", "Chủ tịch UBND tỉnh"])],
        ),
        ("Chủ tịch UBND tỉnh Bắc Sơn Đỗ Văn Thử dự", [("Đỗ Văn Thử", ["Chủ tịch UBND tỉnh Bắc Sơn"])]),
        ("Chủ tịch UBND tỉnh Sơn La Lò Văn Thử dự", [("Lò Văn Thử", ["Chủ tịch UBND tỉnh Sơn La"])]),
        (
            "Bà Maria Invento, Giám đốc quốc gia của Ngân hàng Thế giới nói",
            [("Maria Invento", ["Giám đốc quốc gia của Ngân hàng Thế giới"])],
        ),
        ("Ông Nguyễn Đức Thử nói", [("Nguyễn Đức Thử", [])]),
        ("tỉnh Thái Bình và Hà Nội, Hồ Chí Minh", []),
    ],
)
def test_people(text: str, people: list[tuple[str, list[str]]]) -> None:
    found = [(m.value["name"], list(m.value["positions"])) for m in _mentions(text, "person")]  # type: ignore[call-overload] # a list
    assert found == people


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "do Phòng Thương mại và Công nghiệp Việt Nam (VCCI) tổ chức",
            "Phòng Thương mại và Công nghiệp Việt Nam (VCCI)",
        ),
        ("Sở Thông tin và Truyền thông tỉnh Hà Giang báo cáo", "Sở Thông tin và Truyền thông tỉnh Hà Giang"),
        ("UBND TP. Hải Phòng họp", "UBND TP. Hải Phòng"),
        ("Ban Chỉ đạo chuyển đổi số tỉnh Hà Giang tổ chức họp", "Ban Chỉ đạo chuyển đổi số tỉnh Hà Giang"),
        ("Hội Tin học Việt Nam về chỉ số", "Hội Tin học Việt Nam"),
        ("Uỷ ban quốc gia về Chính phủ điện tử với các bộ", "Uỷ ban quốc gia về Chính phủ điện tử"),
    ],
)
def test_agencies(text: str, name: str) -> None:
    assert [m.value["name"] for m in _mentions(text, "agency")] == [name]


def test_e_government_is_no_government() -> None:
    assert _mentions("xây dựng Chính phủ điện tử, Chính phủ số", "agency") == []


PAGE = """Tỉnh Mẫu xếp thứ 3

Thứ 4, 26/08/2020 | 00:00:00
1,900 lượt xem

Chiều nay (26/8), UBND tỉnh Mẫu họp. Đây là phần mở đầu của bài.

Quang cảnh cuộc họp. Ảnh: Minh Họa

Tỉnh có 1.200 dịch vụ. TP. Hà Nội có nhiều hơn.

Minh Họa

Tin liên quan
Tỉnh khác xếp thứ 4/63
Cơ quan chủ quản: UBND tỉnh Mẫu
lượt truy cập: 80369314
"""


def test_zones() -> None:
    article = _article(PAGE)
    names = [zone.name for zone in article.zones]
    assert names == [
        "title", "chrome", "chrome", "lead", "caption", "body", "byline", "teaser", "teaser", "footer", "chrome",
    ]  # fmt: skip
    assert article.year == 2020
    texts = [article.text[e.sentence.start : e.sentence.end] for e in article.sentences if e.sentence.zone == "body"]
    assert texts == ["Tỉnh có 1.200 dịch vụ.", "TP. Hà Nội có nhiều hơn."]


def test_abbreviations_that_an_article_introduces() -> None:
    text = "Ban Chỉ đạo chính quyền điện tử (CQĐT) họp. Ngân hàng Sao Giả (SGBank) dự. SGBank hỗ trợ CQĐT (theo ABC)."
    article = _article(text)
    assert article.abbreviations == {"CQĐT": "chính quyền điện tử"}
    assert [m.value["long"] for m in article.mentions.top if m.value.get("long")] == ["Ngân hàng Sao Giả"]


def test_a_name_at_the_end_of_a_text_ends_there() -> None:
    text = "Cơ quan chủ quản: Bộ Tài chính"
    (found,) = _mentions(text, "agency")
    assert text[found.start : found.end] == "Bộ Tài chính"
    assert found.end == len(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Chủ tịch UBND tỉnh Trần Thị Mai Mẫu chủ trì hội nghị.", "Trần Thị Mai Mẫu"),
        ("Chủ tịch UBND tỉnh Nguyễn Văn Thí Dụ chủ trì hội nghị.", "Nguyễn Văn Thí Dụ"),
        ("Phó Chủ tịch UBND huyện Lê Thị Kim Mẫu chủ trì hội nghị.", "Lê Thị Kim Mẫu"),
        ("Phó Chủ tịch UBND tỉnh Bắc Sơn Đỗ Văn Thử chủ trì hội nghị.", "Đỗ Văn Thử"),
        ("Chánh Văn phòng Bộ Tư pháp Đỗ Xuân Mẫu chủ trì hội nghị.", "Đỗ Xuân Mẫu"),
        ("Bí thư Thành ủy Lư Văn Mẫu chủ trì hội nghị.", "Lư Văn Mẫu"),
        ("Cục trưởng Cục Bưu chính Đỗ Trường Mẫu chủ trì hội nghị.", "Đỗ Trường Mẫu"),
        ("Hội nghị dành cho cán bộ cấp xã. Bà Thạch Thị Mẫu, Phó Giám đốc Sở Nội vụ, dự hội nghị.", "Thạch Thị Mẫu"),
    ],
)
def test_no_syllable_of_a_name_goes_to_the_place_before_it(text: str, name: str) -> None:
    (person,) = _mentions(text, "person")
    assert person.value["name"] == name


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Bắc Ninh đứng thứ mười một", [11]),
        ("Hà Nội xếp thứ hai mươi tư", [24]),
        ("Bộ Y tế về nhì, Bộ Tài chính giành ngôi á quân", [2, 2]),
        ("Xếp thứ hai và thứ ba là Bộ Tư pháp và Bộ Tài chính", [2, 3]),
        ("sau Singapore (thứ 3), Thái Lan (52) và Malaysia (57)", [3, 52, 57]),
        ("gồm Thái Lan (52 người) và Malaysia (57)", []),
    ],
)
def test_places_in_words_and_brackets(text: str, places: list[int]) -> None:
    assert [m.value["rank"] for m in _mentions(text, "rank")] == places
