"""Parts of a whole that is counted: "có 42/53 dịch vụ công", "ở 128/129 xã". A place in a ranking is none."""

import itertools
import re
from collections.abc import Iterator

from kg.extract.spans import Mention

_PART = re.compile(
    r"(?<!\w)(?:có|còn|được|ở|tại|tới|đến|trên|cho|với|tổng số) (?P<n>\d{1,4})\s?/\s?(?P<of>\d{1,4})(?![\d/]|[.,]\d)"
    r"(?= (?!và |lần|điểm|giờ|ngày|năm|tháng|cả nước|toàn quốc|châu|trong |về )[^\W\d_])"
)
_DOERS = "tỉnh|bộ|sở|huyện|quận|xã|phường|thị xã|đơn vị|địa phương|cơ quan|bệnh viện|trường|chỉ tiêu|nhiệm vụ|thủ tục"
_FIRST = re.compile(
    r"(?:\A|(?<=[.;:\n] )|(?<=\n))(?P<n>\d{1,4})\s?/\s?(?P<of>\d{1,4})"
    rf"(?= (?:{_DOERS})(?!\w)[^.;]{{0,60}} (?:đã|có|đạt|hoàn thành|được)(?!\w))"
)
"""One that begins a sentence: of bodies or tasks, with what they have done."""
_RANKED = re.compile(r"(?:xếp|đứng|hạng|vị trí|thứ|bậc|ngày|sáng|chiều|tối)(?!\w)[^,;.]{0,30}$")
_NEAR, _MONTHS = 36, 12


def parts(flat: str) -> Iterator[Mention]:
    """The parts that a text counts, as mentions of kind count with `out_of`; never what could be a day ("5/6")."""
    for found in itertools.chain(_PART.finditer(flat), _FIRST.finditer(flat)):
        part, whole = int(found["n"]), int(found["of"])
        if part > whole or whole <= _MONTHS or _RANKED.search(flat, max(0, found.start() - _NEAR), found.start()):
            continue
        start, end = found.start("n"), found.end("of")
        read = {"value": part, "unit": "count", "qualifier": None, "raw": flat[start:end], "numeral": start}
        yield Mention("count", start, end, {**read, "out_of": whole})
