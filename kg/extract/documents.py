"""Numbers of legal documents: "Nghị quyết số 17/NQ-CP", "Nghị định 61/2018/NĐ-CP", "Quyết định số 749"."""

import re
from collections.abc import Iterator

from kg.extract.spans import Mention

_KINDS = (
    "nghị quyết liên tịch",
    "nghị quyết",
    "quyết định",
    "nghị định",
    "chỉ thị",
    "thông tư liên tịch",
    "thông tư",
    "công văn",
    "kế hoạch",
    "công điện",
    "thông báo",
    "pháp lệnh",
    "luật",
    "văn bản",
    "kết luận",
    "tờ trình",
    "hướng dẫn",
    "báo cáo",
    "chương trình hành động",
    "chương trình",
    "đề án",
    "quy chế",
    "quy định",
    "giấy phép",
)
_SIGN = r"[a-zđ]{1,8}\d{0,2}(?:\s?[-.&/]\s?[a-zđ&]{1,10}\d{0,2}){0,3}"
_NUMBER = (
    rf"\d{{1,5}}(?:\.\d{{1,2}}(?=\s?/))?[a-zđ]?(?:\s?/\s?(?:19|20)\d\d)?(?:\s?[/-]\s?{_SIGN})?"
    r"(?:(?<=hđnd) \d{1,2}(?= ngày))?"
)
_DOCUMENT = re.compile(
    rf"(?<!\w)(?P<kind>{'|'.join(_KINDS)})(?:\s+(?:số|của chính phủ số|chính phủ "
    rf"số))?:?\s+(?P<n>{_NUMBER})(?![\w%]|[.,]\d|/\d)"
)
_ALONE = re.compile(
    r"(?<![\w/.-])(?:số\s+)?(?P<n>\d{1,5}(?:\.\d{1,2}(?=/))?[a-z]?(?:/(?:19|20)\d\d)?/[a-zđ]{2,8}(?:-[a-zđ&]{2,10}){1,3}\d{0,2})(?![\w/])"
)
_LOOSE = frozenset(
    (
        "luật",
        "văn bản",
        "báo cáo",
        "kết luận",
        "hướng dẫn",
        "chương trình",
        "đề án",
        "thông báo",
        "quy định",
        "kế hoạch",
        "giấy phép",
    )
)
_SIGNED = re.compile(r"[/a-zđ]")
_SAID = re.compile(r"số:?\s+$")
_UNIT_AFTER = re.compile(
    r"\s?(?:%|tỉ|triệu|nghìn|ngàn|đồng|bộ|tỉnh|huyện|xã|sở|cơ quan|đơn vị|dịch vụ|thủ tục|nhiệm vụ|năm|tháng|"
    r"ngày(?! \d)|người|lần|nội dung|"
    r"văn bản|nghị|quyết|thông tư|luật|hồ sơ|trường|doanh nghiệp|chỉ tiêu|mục tiêu)\b|\s?%"
)


def documents(text: str, flat: str) -> Iterator[Mention]:
    """The numbered documents (kind "document": number as printed, document_kind)."""
    for found in _DOCUMENT.finditer(flat):
        number = found["n"]
        bare = _SIGNED.search(number) is None
        said = _SAID.search(flat[found.start() : found.start("n")]) is not None
        if bare and not said and (found["kind"] in _LOOSE or _UNIT_AFTER.match(flat, found.end())):
            continue
        if bare and said and found["kind"] == "luật":
            continue
        yield _document(text, found, text[found.start("kind") : found.end("kind")])
    for found in _ALONE.finditer(flat):
        yield _document(text, found, None)


def _document(text: str, found: re.Match[str], kind: str | None) -> Mention:
    number = " ".join(text[found.start("n") : found.end("n")].split())
    return Mention("document", found.start(), found.end(), {"number": number, "document_kind": kind})
