"""Numbers and days as readers of each language write them."""

import datetime
import re
from decimal import Decimal, InvalidOperation

_SIGNS = {"vi": str.maketrans(",.", ".,"), "en": {}}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile("[0-9]{4}")
_DATE = re.compile("[0-9]{4}(-[0-9]{2}){0,2}")
_NUMERAL = re.compile(r"-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,30})?")
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


def in_words(value: str, language: str) -> str:
    """A text of data as readers write it: days and numbers; another text as it is."""
    if _DAY.fullmatch(value):
        return day(value, language)
    # Four digits may be a year; what begins with zeros is the number of something.
    return number(value, language) if _NUMERAL.fullmatch(value) and not _YEAR.fullmatch(value) else value


def day(value: str, language: str) -> str:
    """An ISO date (of a day, a month or a year): 26/8/2020, 8/2020; 26 August 2020. Another text as it is."""
    if not _DATE.fullmatch(value[:10]):
        return value
    parts = [int(part) for part in value[:10].split("-")]
    try:
        found = datetime.date(*[*parts, 1, 1][:3])
    except ValueError:
        return value
    if len(parts) == 1:
        return str(found.year)
    if language == "vi":
        return "/".join(str(part) for part in reversed(parts))
    month = _MONTHS[found.month - 1]
    return f"{found.day} {month} {found.year}" if len(parts) == 3 else f"{month} {found.year}"
