"""The words of the pages, Vietnamese first."""

from flask import has_request_context, request

from kg import iris

LANGUAGES = ("vi", "en")

_WORDS: dict[str, tuple[str, str]] = {
    "site": ("diemcau", "diemcau"),
    "tagline": (
        "Báo chí nói gì về Chính phủ điện tử Việt Nam: mỗi điều kèm bài báo và đoạn ký tự chứng minh.",
        "What the news says about Viet Nam's e-government, each fact with the article and characters that prove it.",
    ),
    "questions": ("Câu hỏi", "Questions"),
    "all-questions": ("Tất cả câu hỏi", "All questions"),
    "sparql": ("SPARQL", "SPARQL"),
    "ontology": ("Bản thể học", "Ontology"),
    "vocab": ("Danh mục mã", "Code lists"),
    "home": ("Trang chủ", "Home"),
    "skip": ("Tới nội dung", "Skip to content"),
    "other-language": ("English", "Tiếng Việt"),
    "run": ("Hỏi", "Ask"),
    "rows": ("dòng", "rows"),
    "cut": (
        "Trang này chỉ hiện phần đầu của kết quả. Hãy tải về để có nhiều hơn.",
        "This page shows the beginning of the answer. Download it for more.",
    ),
    "no-rows": ("Không có dòng nào.", "No rows."),
    "download": ("Tải về", "Download"),
    "edit": ("Sửa dưới dạng SPARQL", "Edit as SPARQL"),
    "parameters": ("Tham số", "Parameters"),
    "example": ("ví dụ", "for example"),
    "any": ("để trống: tất cả", "leave empty for all"),
    "statements": ("Thông tin", "Statements"),
    "incoming": ("Được nhắc từ", "Mentioned by"),
    "evidence": ("Chứng cứ", "Evidence"),
    "article": ("Bài", "Article"),
    "quote": ("Trích", "Quote"),
    "characters": ("Ký tự", "Characters"),
    "confidence": ("Độ tin cậy", "Confidence"),
    "modality": ("Tình thái", "Modality"),
    "basis": ("Căn cứ", "Basis"),
    "statement": ("Điều được nêu", "Statement"),
    "inferred": ("suy ra", "inferred"),
    "inferred-legend": (
        "suy ra từ bản thể học, không nêu trong nguồn",
        "inferred by the ontology, not stated by a source",
    ),
    "more": ("… và còn nữa; hỏi bằng SPARQL để xem tất cả.", "… and more; ask by SPARQL to see all."),
    "iri": ("Định danh", "Identifier"),
    "query": ("Câu truy vấn", "Query"),
    "release": ("Bản phát hành", "Release"),
    "triples": ("bộ ba", "triples"),
    "facts": ("sự việc", "facts"),
    "articles": ("bài báo", "articles"),
    "claims": ("khẳng định có chứng cứ", "claims with evidence"),
    "meetings": ("cuộc họp", "meetings"),
    "people": ("người", "people"),
    "licence": ("Dữ liệu: CC BY 4.0. Mã nguồn: MIT.", "Data: CC BY 4.0. Code: MIT."),
    "correction": (
        "Thấy sai sót về một người hay một việc? Báo kèm định danh của trang này để được đính chính.",
        "Found an error about a person or a fact? Report it with the identifier of this page to have it corrected.",
    ),
    "classes": ("Lớp", "Classes"),
    "properties": ("Thuộc tính", "Properties"),
    "term": ("Thuật ngữ", "Term"),
    "definition": ("Định nghĩa", "Definition"),
    "true": ("có", "yes"),
    "false": ("không", "no"),
    "back": ("Về trang chủ", "Back to the home page"),
    "candidates": ("Có phải là:", "Did you mean:"),
    "problem-400": ("Yêu cầu chưa đúng", "Bad request"),
    "problem-403": ("Từ chối", "Refused"),
    "problem-404": ("Không tìm thấy", "Not found"),
    "problem-405": ("Phương thức không dùng được", "Method not allowed"),
    "problem-406": ("Không có định dạng phù hợp", "Not acceptable"),
    "problem-412": ("Điều kiện không thoả", "Precondition failed"),
    "problem-413": ("Quá lớn", "Too large"),
    "problem-415": ("Kiểu nội dung không nhận", "Unsupported media type"),
    "problem-422": ("Tham số không dùng được", "Unusable parameter"),
    "problem-500": ("Lỗi máy chủ", "Internal error"),
    "problem-503": ("Tạm thời chưa phục vụ được", "Unavailable"),
    "problem-504": ("Quá thời gian", "Timed out"),
}


_TERMS: dict[str, tuple[str, str]] = {
    iris.RDF + "type": ("loại", "type"),
    iris.RDFS + "label": ("tên", "name"),
    iris.SKOS + "altLabel": ("tên khác", "other name"),
    iris.SKOS + "hiddenLabel": ("cách viết sai", "misspelling"),
    iris.SKOS + "definition": ("định nghĩa", "definition"),
    iris.SKOS + "exactMatch": ("trùng với", "same as"),
    iris.SKOS + "inScheme": ("thuộc danh mục", "in code list"),
    iris.DCTERMS + "title": ("tiêu đề", "title"),
    iris.DCTERMS + "source": ("nguồn", "source"),
    iris.DCTERMS + "description": ("mô tả", "description"),
}
"""Names of other people's terms that our pages show."""


def term(iri: str) -> str | None:
    """The name of a foreign term in the language of this request, None where we have none."""
    pair = _TERMS.get(iri)
    return pair[LANGUAGES.index(language())] if pair else None


def language() -> str:
    """The language of this request: ?lang=, else Accept-Language, else Vietnamese.

    Vietnamese, too, where there is no request: on the command line.
    """
    if not has_request_context():
        return LANGUAGES[0]
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return request.accept_languages.best_match(LANGUAGES, default="vi") or "vi"


def chosen() -> str | None:
    """The language that the reader chose in the address, which links keep; None where none was chosen."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else None


def of(key: str, default: str = "") -> str:
    """The word for `key` in the language of this request."""
    pair = _WORDS.get(key)
    return default or key if pair is None else pair[LANGUAGES.index(language())]
