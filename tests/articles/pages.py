"""Made-up web pages and texts about made-up people, as portals and browsers leave them."""

TITLE = "Tỉnh Thái Bình họp bàn về dữ liệu mẫu"
LEAD = (
    "Sáng 5/6, ông Ngô Văn Mẫu, Chủ tịch UBND tỉnh Thái Bình, chủ trì hội nghị trực tuyến về dữ liệu mẫu. "
    "Bà Lý Thị Thử, Giám đốc Sở Thông tin và Truyền thông, dự hội nghị tại điểm cầu tỉnh."
)
BODY = (
    "Theo báo cáo thí điểm, toàn tỉnh đã tiếp nhận 1.234 hồ sơ mẫu, trong đó tỷ lệ hồ sơ trực tuyến đạt 45,6%. "
    "Các đơn vị được giao nhiệm vụ đã hoàn thành việc kết nối hệ thống thử nghiệm với trục liên thông của tỉnh.",
    "Phát biểu kết luận hội nghị, Chủ tịch UBND tỉnh yêu cầu các sở, ngành tiếp tục rà soát danh mục thí điểm, "
    "bảo đảm an toàn thông tin và báo cáo kết quả đúng thời hạn đã định.",
)
TEASERS = (
    "Tỉnh Hà Giang xếp thứ 9/63 về chỉ số không có thật, đạt 77,7% số hồ sơ giả định",
    "Bộ Tài chính đạt 88,8% dịch vụ không có thật trong năm qua",
)
TEXT = f"{TITLE}\n\nThứ 6, 05/06/2020 | 14:30:05\n1,234 lượt xem\n\n{LEAD}\n\n" + "\n\n".join(BODY) + "\n"
UNDATED = f"{TITLE}\n\n{LEAD}\n\n" + "\n\n".join(BODY) + "\n"
ENGLISH = (
    "Sample province holds a meeting about sample data\n\nOn the morning of June 5 the chairman of the province "
    "chaired an online conference of the board. The share of the dossiers in the province rose to 45 per cent in the "
    "year, and the board asked the departments to report the results to the office in time.\n"
)


def html(head: str = "", before: str = "", after: str = "") -> str:
    """A page of a portal: menu, clock, counters, the article, teasers, footer."""
    menu = "".join(f'<li><a href="/{n}">{n}</a></li>' for n in ("Trang chủ", "Tin tức", "Văn bản", "Liên hệ"))
    teasers = "".join(f'<li><a href="/t{n}">{text}</a></li>' for n, text in enumerate(TEASERS))
    paragraphs = "".join(f"<p>{text}</p>\n" for text in BODY)
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>{TITLE} | Cổng thông tin mẫu</title>{head}</head>
<body><header><nav><ul>{menu}</ul></nav><div class="clock">Thứ 2, 25/11/2024, 12:25[GMT+7]</div></header>
<main><article><h1>{TITLE}</h1>{before}
<div class="content"><p><strong>{LEAD}</strong></p>
{paragraphs}</div>{after}</article></main>
<aside class="sidebar"><h3>Tin liên quan</h3><ul>{teasers}</ul></aside>
<footer><p>Số lượt truy cập: 9.876.543</p><p>Giấy phép số 01/GP-MAU do Sở mẫu cấp ngày 22/9/2021.</p></footer>
</body></html>
"""


def mhtml(page: str) -> bytes:
    """The same page as browsers save it in a single file."""
    import email.message

    message = email.message.EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Subject"] = "mau"
    message["MIME-Version"] = "1.0"
    message.make_related()
    part = email.message.EmailMessage()
    part.set_content(page, subtype="html", charset="utf-8")
    message.attach(part)
    return message.as_bytes()
