"""Who and what articles mean: by date, province and exact name; what is not known stays the article's own."""

import pytest

from tests.resolve.reading import article, facts, resolved, slugs, told

BAC_NINH = "Sáng 3/9, tại điểm cầu Bắc Ninh, Phó Chủ tịch UBND tỉnh Đỗ Văn Thử dự hội nghị trực tuyến về chuyển đổi số."


def test_the_province_is_that_of_the_bridge_point() -> None:
    found = told(article(BAC_NINH), "attendance")
    assert slugs(found, "position") == ["pho-chu-tich-ubnd-tinh-bac-ninh"]
    assert "place-from-context" in found[0].bases
    assert slugs(found, "point")[0].endswith("--bac-ninh")
    assert slugs(found, "person")[0].startswith("do-van-thu--bac-ninh--")


@pytest.mark.parametrize(
    ("foot", "title"),
    [
        ("\nCơ quan chủ quản: UBND tỉnh Quảng Trị\n", "Họp giao ban"),
        ("\nEmail: banbientap@quangtri.gov.vn\n", "Họp giao ban"),
        ("", "Quảng Trị đẩy mạnh chuyển đổi số"),
    ],
)
def test_the_province_is_that_of_the_site_or_the_title(foot: str, title: str) -> None:
    text = f"Sáng 3/9, Chủ tịch UBND tỉnh Trần Giả Định chủ trì hội nghị về chuyển đổi số.{foot}"
    assert slugs(told(article(text, title=title), "attendance"), "position") == ["chu-tich-ubnd-tinh-quang-tri"]


def test_a_province_that_nothing_tells_is_no_guess() -> None:
    of = article("Sáng 3/9, Chủ tịch UBND tỉnh Trần Giả Định chủ trì hội nghị về chuyển đổi số.")
    (position,) = slugs(told(of, "attendance"), "position")
    assert position.endswith(f"--{of.id[:8]}")
    two = article(
        "Sáng 3/9, Chủ tịch UBND tỉnh Trần Giả Định chủ trì hội nghị tại điểm cầu Hà Giang.",
        title="Hà Giang và Lào Cai",
    )
    assert slugs(told(two, "attendance"), "position") == ["chu-tich-ubnd-tinh-ha-giang"]


@pytest.mark.parametrize(
    ("day", "holder"),
    [("2019-06-30", "nguyen-xuan-phuc"), ("2022-06-30", "pham-minh-chinh")],
)
def test_an_office_is_its_holder_of_the_day(day: str, holder: str) -> None:
    text = "Thủ tướng yêu cầu các bộ, ngành, địa phương đẩy nhanh việc cung cấp dịch vụ công trực tuyến toàn quốc."
    found = told(article(text, published=day), "directive")
    assert set(slugs(found, "issuer")) <= {holder}


@pytest.mark.parametrize(("day", "body"), [("2020-09-30", "bo-tai-chinh"), ("2026-03-30", "bo-tai-chinh-2025")])
def test_a_ministry_is_the_one_of_its_day(day: str, body: str) -> None:
    found = told(article("Bộ Tài chính đã cung cấp 120 dịch vụ công trực tuyến.", published=day), "agency")
    assert body in slugs(found, "agency")


def test_names_that_differ_in_a_mark_are_two_people() -> None:
    text = "Sáng 3/9, Giám đốc Sở Nội vụ tỉnh Bắc Ninh {} chủ trì hội nghị về chuyển đổi số."
    people = {
        slugs(told(article(text.format(name)), "attendance"), "person")[0] for name in ("Lê Văn Hưng", "Lê Văn Hùng")
    }
    assert len(people) == 2
    assert all(person.startswith("le-van-hung--bac-ninh--") for person in people)


def test_one_name_in_two_provinces_is_two_people() -> None:
    text = "Sáng 3/9, Giám đốc Sở Nội vụ tỉnh {} Đỗ Văn Thử chủ trì hội nghị về chuyển đổi số."
    people = {slugs(told(article(text.format(place)), "attendance"), "person")[0] for place in ("Bắc Ninh", "Lào Cai")}
    assert {person.split("--")[1] for person in people} == {"bac-ninh", "lao-cai"}


def test_a_reviewed_person_is_met_again_by_name_and_scope() -> None:
    text = "Sáng 3/9, Phó Chủ tịch UBND tỉnh Thái Bình Nguyễn Quang Hưng chủ trì hội nghị về chuyển đổi số."
    assert slugs(told(article(text), "attendance"), "person") == ["nguyen-quang-hung--thai-binh"]
    other = text.replace("Hưng", "Hùng")
    assert slugs(told(article(other), "attendance"), "person") != ["nguyen-quang-hung--thai-binh"]


def test_bodies_of_new_provinces_are_not_those_of_old_ones_of_the_name() -> None:
    text = "Sáng 3/9, Chủ tịch UBND tỉnh Hưng Yên Trần Giả Định chủ trì hội nghị về chuyển đổi số."
    before, after = (
        slugs(told(article(text, published=day), "attendance"), "position") for day in ("2024-09-30", "2026-09-30")
    )
    assert before != after


def test_a_figure_is_of_the_indicator_that_reference_data_know() -> None:
    text = "Đến nay, tỷ lệ DVCTT mức 4 trung bình cả nước đạt khoảng 21,5%."
    (found,) = told(article(text), "observation")
    assert slugs([found], "indicator") == ["ty-le-dvctt-muc-do-4"]
    assert slugs([found], "about") == ["viet-nam"]
    assert slugs([found], "period") == ["2020"]
    assert "period-from-context" in found.bases


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Phấn đấu đưa 100% dịch vụ công trực tuyến lên mức độ 4 trong năm 2021.", ["ty-le-dvctt-muc-do-4"]),
        ("Tỉnh phấn đấu cung cấp dịch vụ công trực tuyến ít nhất 30% mức độ 4.", ["ty-le-dvctt-muc-do-4"]),
        ("Đến nay tỉnh đã cung cấp 606 dịch vụ ở mức độ 3.", ["so-dvctt-muc-do-3"]),
        (
            "Các sở đã tiếp nhận 13.284 hồ sơ trực tuyến, đã giải quyết 12.357 hồ sơ.",
            ["ho-so-truc-tuyen-tiep-nhan", "ho-so-truc-tuyen-giai-quyet"],
        ),
        ("Việc này giúp tiết kiệm cho xã hội 48,8 tỷ đồng mỗi năm.", ["tiet-kiem-moi-nam"]),
        ("Hiện có 21 bộ và 55 tỉnh có nền tảng tích hợp, chia sẻ dữ liệu.", ["so-don-vi-co-nen-tang-tich-hop"] * 2),
        ("Chỉ số nhân lực tăng 3 bậc.", ["chi-so-nhan-luc"]),
        ("Theo chỉ số phát triển Chính phủ điện tử, Việt Nam tăng 2 bậc.", ["chi-so-phat-trien-chinh-phu-dien-tu"]),
        ("Hiện có 1.200 dịch vụ trực tuyến.", []),
        ("Tỷ lệ hồ sơ qua dịch vụ công trực tuyến mức độ 4 đạt 21,5%.", []),
        ("Cổng dịch vụ công trực tuyến mức độ 3, 4 đã mở tại 30 quận, huyện.", []),
        ("Đến nay, 85% người dân hài lòng với dịch vụ công trực tuyến mức độ 4.", []),
        ("Nền tảng tích hợp, chia sẻ dữ liệu có 120 giao dịch của 55 tỉnh.", []),
    ],
)
def test_figures_in_common_wordings_are_of_known_indicators_and_of_no_wrong_ones(text: str, known: list[str]) -> None:
    found = [fact for kind in ("observation", "target", "change") for fact in told(article(text), kind)]
    assert [fact.things["indicator"][0].slug for fact in found if fact.things["indicator"][0].known] == known


def test_a_share_that_something_has_reached_is_of_those_that_it_reached() -> None:
    text = "Mạng truyền số liệu chuyên dùng đã kết nối đến 100% các bộ, ngành, địa phương; 96% quận, huyện, thị xã."
    found = told(article(text), "observation")
    assert slugs(found, "indicator") == ["ty-le-ket-noi-mang-truyen-so-lieu"] * 2
    assert slugs(found, "about") == ["cac-bo-nganh-dia-phuong", "quan-huyen-thi-xa"]


def test_the_foot_of_a_page_says_who_runs_the_site_and_by_which_licence() -> None:
    text = (
        "Sáng 3/9, Bộ Nội vụ tổ chức hội nghị trực tuyến về dữ liệu mẫu.\n\n"
        "Cơ quan chủ quản: UBND tỉnh Lào Cai - Điện thoại: 0299.3822339\n"
        "Địa chỉ: số 5 phố Thử, Sở Y tế tỉnh Lào Cai\n"
        "Giấy phép số 12/GP-MAU do Sở Nội vụ cấp ngày 22/9/2021.\n"
    )
    of = article(text)
    found = {(fact.type, fact.rule): fact.slots for fact in facts(of) if fact.rule.startswith("imprint.")}
    assert found["agency", "imprint.publisher"]["name"] == "UBND tỉnh Lào Cai"
    licence = found["document", "imprint.licence"]
    assert (licence["number"], licence["issuer"], licence["date"]) == ("12/GP-MAU", "Sở Nội vụ", "2021-09-22")
    assert len(found) == 2
    assert not any("Sở Y tế" in str(fact.slots) for fact in facts(of))


def test_a_figure_of_each_of_two_is_two_figures() -> None:
    text = "Bộ Y tế và Bộ Công Thương có tỷ lệ dịch vụ công trực tuyến mức độ 4 đạt 45%."
    assert sorted(slugs(told(article(text), "observation"), "about")) == ["bo-cong-thuong", "bo-y-te"]


def test_a_ranking_has_the_index_of_its_paragraph_and_the_year_before_it() -> None:
    text = (
        "Báo cáo đánh giá mức độ ứng dụng công nghệ thông tin năm 2018 đã được công bố.\n"
        "Tỉnh Lào Cai xếp thứ 9/63 tỉnh, thành phố."
    )
    (found,) = told(article(text, published="2019-09-30"), "ranking")
    assert slugs([found], "ranking") == ["ung-dung-cntt-tinh-2018"]
    assert slugs([found], "entry") == ["ung-dung-cntt-tinh-2018--lao-cai--9-63"]


def test_a_day_without_a_year_is_the_last_one_before_publication() -> None:
    text = "Sáng 20/12, Bộ Nội vụ tổ chức hội nghị trực tuyến về chuyển đổi số."
    assert resolved(article(text, published="2021-01-04")).day == "2020-12-20"
    undated = resolved(article(text, published=None))
    assert undated.day is None
    assert undated.meeting is not None
    assert undated.meeting.slug.startswith("12-20-am-bo-noi-vu--")


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("Nghị quyết số 17/NQ-CP", "nq-cp-2019-17"),
        ("Nghị định số 61/2018/NĐ-CP", "nd-cp-2018-61"),
        ("Quyết định số 749/QĐ-TTg ngày 3/6/2020", "qd-ttg-2020-06-03-749"),
        ("Quyết định số 749/QĐ-TTg", "qd-ttg-749--{own}"),
        ("Nghị quyết số 12/2020/NQ-HĐND", "nq-hdnd-2020-12--lao-cai"),
    ],
)
def test_a_document_is_told_from_others_of_its_number(said: str, slug: str) -> None:
    of = article(f"Hội nghị đánh giá việc thực hiện {said} về chuyển đổi số.", title="Lào Cai họp về chuyển đổi số")
    assert slugs(told(of, "document"), "document") == [slug.format(own=of.id[:8])]


def test_a_number_of_before_is_not_the_document_of_later() -> None:
    of = article("Hội nghị đánh giá việc thực hiện Nghị quyết số 17/NQ-CP.", published="2018-05-30")
    assert slugs(told(of, "document"), "document") == [f"nq-cp-17--{of.id[:8]}"]
