"""/meetings.ics: the meetings of the list as chosen as a calendar that programs subscribe to (RFC 5545, RFC 7986)."""

import re
from collections.abc import Iterator

from flask import Response, request

from kg.catalogue import Entry, Listing
from kg.choosing import Choice
from kg.export import ical
from kg.formats import Format
from server import answers, texts, urls
from server.pages.feed import ORDER
from server.site import Serving

ICALENDAR = Format("ics", "page", ical.MEDIA_TYPE, "ics", "iCalendar")
LISTS = ("meetings",)
"""The lists that have a calendar."""
MOST = 2000
"""Events of a calendar, the newest ones: what programs that subscribe fetch again and again."""
_DATE = "date"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def respond(serving: Serving, listing: Listing, choice: Choice, tag: str) -> Response:
    """The newest of what was chosen, an event of a whole day each; one that is not whole says so in its headers."""
    newest = Choice(choice.chosen, choice.words, f"-{_DATE}", choice.language)
    entries = serving.lists.entries(listing, newest, MOST + 1)
    title = ical.text(f"diemcau: {texts.of(listing.name)}")
    properties = (f"NAME:{title}", f"X-WR-CALNAME:{title}", "REFRESH-INTERVAL;VALUE=DURATION:P1D")
    body = b"".join(ical.calendar(_events(serving, entries[:MOST], choice.language), properties))
    response = Response(body, content_type=f"{ICALENDAR.media_type}; charset=utf-8")
    if len(entries) > MOST:
        response.headers[answers.CUT_HEADER] = "rows"
    response.headers["Content-Disposition"] = f'inline; filename="{listing.name}.{ICALENDAR.extension}"'
    return answers.finish(response, tag)


def _events(serving: Serving, entries: list[Entry], language: str) -> Iterator[ical.Event]:
    vietnamese = serving.name("vi")
    for one in entries:
        days = [value for value in one.values.get(_DATE, ()) if _DAY.fullmatch(value)]
        if not days:
            continue  # articles say of some meetings only the month, or nothing
        news = [value[:10] for value in one.values.get(ORDER, ()) if _DAY.fullmatch(value[:10])]
        page = urls.with_language(urls.link(one.iri) or one.iri, language)
        address = f"{request.host_url.rstrip('/')}{page}" if page.startswith("/") else page
        yield ical.Event(
            one.iri,
            min(days),
            max(news, default=min(days)),
            one.label,
            "vi" if one.label == vietnamese(one.iri) else language,  # not all have a name in each language
            address,
            (texts.of("machine-alone"), language) if serving.machine_read(one.iri) else None,
        )
