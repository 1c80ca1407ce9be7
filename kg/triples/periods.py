"""The first and the last day of a period, from the slug of its IRI: that is how its calendar name is written."""

import calendar
import re

_SPAN = re.compile(r"(\d{4})(?:-(\d{4})|-(q[1-4]|h[12])|-(\d{2})(?:-(\d{2}))?)?")


def days(slug: str) -> tuple[str, str] | None:
    """Both days as ISO dates; None where the period has no place in the calendar."""
    found = _SPAN.fullmatch(slug)
    if found is None or int(found[1]) == 0:
        return None
    year, until, part, month, day = found.groups()
    first, last = 1, 12
    if part:
        length = 3 if part[0] == "q" else 6
        last = int(part[1]) * length
        first = last - length + 1
    elif month:
        first = last = int(month)
    if not 1 <= first <= last <= 12 or int(until or year) < int(year):
        return None
    end = calendar.monthrange(int(until or year), last)[1]
    if day:
        return (slug, slug) if 1 <= int(day) <= end else None
    return f"{year}-{first:02}-01", f"{until or year}-{last:02}-{end}"
