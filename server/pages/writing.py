"""Numbers and days as readers of each language write them."""

import datetime
from decimal import Decimal, InvalidOperation

_SIGNS = {"vi": str.maketrans(",.", ".,"), "en": {}}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def number(value: str | int | float | Decimal, language: str) -> str:
    """A number with its thousands grouped: 1.234,5 in Vietnamese, 1,234.5 in English; another text as it is."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not exact.is_finite():
        return str(value)
    text = f"{exact:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\N{MINUS SIGN}").translate(_SIGNS[language])


def day(value: str, language: str) -> str:
    """An ISO date (of a day, a month or a year): 26/8/2020, 8/2020; 26 August 2020. Another text as it is."""
    try:
        parts = [int(part) for part in value[:10].split("-")]
        found = datetime.date(*[*parts, 1, 1][:3])
    except (ValueError, TypeError):
        return value
    if len(parts) == 1:
        return str(found.year)
    if language == "vi":
        return "/".join(str(part) for part in reversed(parts))
    month = _MONTHS[found.month - 1]
    return f"{found.day} {month} {found.year}" if len(parts) == 3 else f"{month} {found.year}"
