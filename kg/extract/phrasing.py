"""Noun phrases around a number, as far as marks and little words show where they begin and end."""

import re

from kg.extract.encoding import Encoded
from kg.extract.patterns import CODES

_STOPS = (
    "trong đó|nhằm|để|so với|với|vào|từ|theo|nhưng|nên|đồng thời|thì|mà|khi|nếu|vì|do|sau khi|trước|tính|cùng "
    "với|bằng|thông qua|như|"
    "cho phép|đến hết|đến cuối|đến năm|đến ngày|tại|và giao|và yêu cầu|qua đó|còn|phải|cần|là|đạt|chiếm|vượt|"
    "tăng|giảm|được|đã|đang|chưa|có|còn|sẽ|thuộc|trên địa bàn"
)
_END = re.compile(
    rf"[,.;:()!?]|(?<!\w)(?:{_STOPS})(?!\w)|{CODES['day']}|{CODES['percent']}|{CODES['count']}|{CODES['money']}"
)
_LOOSE_END = re.compile(
    rf"[,.;:()!?]|(?<!\w)(?:trong đó|nhằm|để|so với|nhưng|đồng thời|thì|khi|nếu|vì|đến hết|tính)(?!\w)|"
    rf"{CODES['percent']}|{CODES['count']}|{CODES['money']}"
)
_BEGIN = re.compile(rf"[,;:()!?.]|[{CODES['percent']}{CODES['count']}{CODES['money']}{CODES['score']}]")
_MARK = re.compile(r"[,;:()!?.]")
_HEAD = re.compile(
    r"^(?:[\s\"'\-]|(?:trong đó|đến nay|hiện nay|hiện|với|và|mà|thì|cũng|theo đó|cụ thể|ngoài ra|bên cạnh đó|"
    r"riêng|trong khi đó|trong khi|nhất là|đặc biệt|như vậy|do đó|qua đó|"
    rf"đã|đang|sẽ|có|nhờ đó|đồng thời|tính chung|tổng|đưa|nâng|tăng|giảm|bảo đảm|đảm bảo|phấn đấu|mục tiêu|"
    rf"[{CODES['period']}{CODES['day']}])(?!\w))+"
)
_TAIL = re.compile(
    r"(?:[\s\"'\-]|(?<!\w)(?:so với|so|của|đạt|là|trên|lên|khoảng|chiếm|đến|tới|mới|có|đã|được|ở mức|mức|tỉ lệ|"
    r"từ|hơn|gần|tăng|giảm|xuống|còn|chỉ|với|cũng|ước|tối thiểu|ít nhất|đang|sẽ|phải|cần|và|khi|thấp|cao|vượt|"
    r"đạt được|tương ứng|tương đương|bằng|mục tiêu|chỉ tiêu|phấn đấu|hoàn thành mục tiêu|ước đạt|bình quân|trung "
    r"bình|đạt tỉ lệ|đạt mức))+$"
)
_FIGURE = re.compile(rf"[;:!?.(]|[{CODES['percent']}{CODES['count']}{CODES['money']}{CODES['score']}]")
_MEASURE = re.compile(
    r"(?<!\w)(?:tỉ lệ|số lượng|tổng số|chi phí|tỉ trọng|doanh thu|tổng kinh phí|mức độ hài lòng|số lượt)(?!\w)"
)
_ALSO = re.compile(
    r", (?:huyện|thị xã|thị trấn|thành phố|thành|xã|phường|quận|tỉnh|ngành|bộ|sở|ban|cơ quan|đơn vị|kiến nghị)"
    r"(?!\w)"
)
_DANGLING = re.compile(r"[ \"'-]+(?:và|với|cùng|hoặc|của|cho|về|trong|ở|tại)[ \"'-]*$")
_WORD = re.compile(r"[^ ]+")
_FAR = 160
_MOST = 16


def after(encoded: Encoded, place: int, *, most: int = _MOST) -> tuple[int, int]:
    """The stretch of `code` that a count at `place` (just behind it) counts: up to a mark or a word that ends noun
    phrases."""
    return _cut(encoded.code, place, _END, most)


def after_loosely(encoded: Encoded, place: int) -> tuple[int, int]:
    """The stretch behind a share, with its predicate: "dịch vụ công được cung cấp trực tuyến"."""
    return _cut(encoded.code, place, _LOOSE_END, 22)


def _cut(code: str, place: int, end: re.Pattern[str], most: int) -> tuple[int, int]:
    begin = place
    while begin < len(code) and code[begin] in " \"'":
        begin += 1
    stop = begin
    for _ in range(4):  # "quận, huyện, thị xã" is one thing in four words
        found = end.search(code, stop)
        stop = found.start() if found else len(code)
        if stop <= begin or code.count(" ", begin, stop) > 2 or not _ALSO.match(code, stop):
            break
        stop += 1
    if code.count(" ", begin, stop) >= most and len(words := list(_WORD.finditer(code[begin:stop]))) > most:
        stop = begin + words[most - 1].end()
    return begin, begin + len(_DANGLING.sub("", code[begin:stop]).rstrip(" \"'-"))


def before(encoded: Encoded, place: int) -> tuple[int, int]:
    """The stretch of `code` that a number at `place` is a value of: the clause up to it, without the words that
    lead in and out."""
    code = encoded.code
    begin = max((found.end() for found in _BEGIN.finditer(code, 0, place)), default=0)
    far = max((found.end() for found in _FIGURE.finditer(code, 0, place)), default=0)
    measure = [found.start() for found in _MEASURE.finditer(code, far, place)]
    if measure and place - measure[-1] < _FAR:
        begin = measure[-1]
    text = code[begin:place]
    head = _HEAD.match(text)
    lead = head.end() if head else 0
    tail = _TAIL.search(text, lead)
    stop = tail.start() if tail else len(text)
    if text.count(" ", lead, stop) >= 2 * _MOST and len(words := list(_WORD.finditer(text[lead:stop]))) > 2 * _MOST:
        lead += words[-2 * _MOST].start()
    return begin + lead, begin + max(lead, stop)


def clause_start(code: str, place: int) -> int:
    """Where the clause of `place` begins: behind the last mark before it."""
    return max((found.end() for found in _MARK.finditer(code, 0, place)), default=0)
