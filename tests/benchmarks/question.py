"""A kind of query that users ask: a .rq file, asked about ever other things.

    #+ title: "a person's meetings"
    #+ of: person

`of` says from what of the made-up news the variable of that name is drawn; a query without it has no parameter. What is
drawn is always the same. When everything was asked about, other names of variables make further queries of it that no
server has seen.
"""

import functools
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from kg import binding
from tests.benchmarks import news

FOLDER = Path(__file__).with_name("questions")
_VARIABLE = re.compile(r"\?(?=\w)")
_SLOT = "<urn:slot>"


@dataclass(frozen=True)
class Question:
    """One kind of query over the news of so many articles."""

    name: str
    title: str
    drawn: Sequence[str]
    """The terms that it can be asked about, in the order of asking; one empty one where there is no parameter."""
    template: str

    def text(self, number: int) -> str:
        """The query of a number; no two are the same."""
        again, which = divmod(number, len(self.drawn))
        return _renamed(self.template, again).replace(_SLOT, self.drawn[which])


@functools.lru_cache(10_000)
def _renamed(template: str, again: int) -> str:
    return _VARIABLE.sub(f"?v{again}_", template) if again else template


def questions(articles: int) -> list[Question]:
    """Every kind, in the order of names."""
    return [_read(path, articles) for path in sorted(FOLDER.glob("*.rq"))]


def _read(path: Path, articles: int) -> Question:
    text = path.read_text(encoding="utf-8")
    header = yaml.safe_load("\n".join(line[2:] for line in text.splitlines() if line.startswith("#+")))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+"))
    if "of" not in header:
        return Question(path.stem, header["title"], ("",), body)
    drawn = list(_DRAWN[header["of"]](articles))
    random.Random(path.stem).shuffle(drawn)  # noqa: S311 – the same questions each time
    return Question(path.stem, header["title"], drawn, binding.substitute(body, {header["of"]: _SLOT}))


def _entities(articles: int) -> list[str]:
    """What figures are about, each once."""
    points = range(articles // news.REPEATED)
    return list(dict.fromkeys(news.entity(news.data_point(number, articles)[1]) for number in points))


def _words(articles: int) -> list[str]:
    """What stands in titles: a topic and a place, in small letters."""
    titles = (
        f'"{news.TOPICS[n // 2 % len(news.TOPICS)][0]} ở tỉnh số {n % news.AREAS},"' for n in range(min(articles, 504))
    )
    return list(dict.fromkeys(titles))


_DRAWN: dict[str, Callable[[int], Sequence[str]]] = {
    "attendance": lambda articles: [
        news.attendance(number, seat) for number in range(articles // 2) for seat in range(news.ATTENDANCES)
    ],
    "meeting": lambda articles: [news.meeting(number) for number in range(articles // 2)],
    "person": lambda articles: [news.node("person", f"nguoi-{number}") for number in range(news.people(articles))],
    "entity": _entities,
    "ranking": lambda articles: [news.ranking(number) for number in range(news.rankings(articles))],
    "agency": lambda articles: [
        news.node("agency", f"co-quan-{number}") for number in range((news.agencies(articles) - 2) // news.BELOW + 1)
    ],
    "year": lambda articles: [f'"{news.FIRST_YEAR + year}"' for year in range(min(articles // 2, news.YEARS))],
    "words": _words,
}
