"""Days as people write them."""

import datetime
import re

_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_DAY_FIRST = re.compile(r"(?P<d>[0-9]{1,2})([/.-])(?P<m>[0-9]{1,2})\2(?P<y>[0-9]{4})")


def parse_date(text: str) -> str | None:
    """The ISO form of a day written 2020-08-26 or 26/8/2020 (or with "-" or "."); None where it is no day."""
    if not (found := _ISO.fullmatch(text.strip()) or _DAY_FIRST.fullmatch(text.strip())):
        return None
    try:
        return datetime.date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
    except ValueError:
        return None
