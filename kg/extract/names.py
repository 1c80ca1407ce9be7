"""The shape of Vietnamese personal names: two to five capitalised syllables that begin with a surname."""

import re
from dataclasses import dataclass

from kg.extract.gazetteer import Gazetteer
from kg.extract.phrases import Hits
from kg.extract.spelling import LOWER, UPPER, keyword

_CAP = f"(?:[KHY]['’])?[{UPPER}][{LOWER}]+"
RUN = re.compile(
    rf"[{UPPER}](?<![\w.].)(?:(?<=[KHY])['’][{UPPER}][{LOWER}]+|[{LOWER}]+|(?<=[HYA])['’]?)"
    rf"(?: (?:{_CAP}|[HY]['’]?))*(?!\w)"
)
"""A run of capitalised syllables, as long as it goes on. It begins with a letter and looks back then, so that nothing
is tried at other characters."""
FOREIGN = re.compile(rf"(?:[{UPPER}][\w.'’-]*)(?: (?:[{UPPER}][\w.'’-]*|van|de|von)){{0,4}}(?!\w)")
"""A name of any shape, where a title or an honorific before it says that it is one."""
GIVEN = re.compile(rf"(?:{_CAP})(?! [{UPPER}])(?!\w)")
"""One capitalised syllable alone: "ông Đạo"."""
_LEVEL_BEFORE = re.compile(r"(?:tỉnh|huyện|quận|phường|xã|thị trấn|thị xã|thành phố|tp\.?) $")
_APOSTROPHES = ("'", "’")


@dataclass(frozen=True, slots=True)
class Run:
    """A run of capitalised syllables, and where in it a name of three or four syllables stands that begins with a
    surname."""

    found: re.Match[str]
    name: tuple[int, int] | None


def is_surname(syllable: str, known: Gazetteer) -> bool:
    """Whether a syllable begins names: a surname, or the prefix of a highland name ("K'Thí")."""
    return syllable[1:2] in _APOSTROPHES or keyword(syllable) in known.surnames


def runs_of(text: str, flat: str, hits: Hits, known: Gazetteer) -> list[Run]:
    """The runs of capitalised syllables of a text."""
    return [Run(run, name_in(run, flat, hits, known)) for run in RUN.finditer(text)]


def name_in(run: re.Match[str], flat: str, hits: Hits, known: Gazetteer) -> tuple[int, int] | None:
    """The name at the end of a run: not what is left of the name of a place ("Sơn La Lò Văn A", "tỉnh Bắc Sơn Đỗ
    Văn A")."""
    words = run[0].split(" ")
    if len(words) < 2:
        return None
    place, free_from = run.start(), run.start()
    places = [found for tag in ("area", "town") if (found := hits.get(tag))]
    if len(words) > 3 and _LEVEL_BEFORE.search(flat[max(0, run.start() - 12) : run.start()]):
        free_from = _skipped(run, words, known)
    for first, word in enumerate(words):
        left = len(words) - first
        for found in places:
            area = found.get(place)
            if area and area[0] < run.end():
                free_from = max(free_from, area[0])
        if word in ("Văn", "Thị") and first and place - len(words[first - 1]) - 1 >= free_from and 2 <= left < 4:
            return place - len(words[first - 1]) - 1, run.end()  # behind a surname that no list has
        least = 2 if word[1:2] in _APOSTROPHES else 3
        if least <= left <= 4 and place >= free_from and is_surname(word, known):
            return place, run.end()
        place += len(word) + 1
    return None


def _skipped(run: re.Match[str], words: list[str], known: Gazetteer) -> int:
    """Where a name may begin after the name of a place of unknown length: places have two syllables more often
    than one or three. Four syllables that begin with a surname, or one and "Thị", are no place and a name, but a name:
    "Chủ tịch UBND tỉnh Trần Thị Kim Mẫu"."""
    if is_surname(words[0], known) and (len(words) == 4 or words[1] == "Thị"):
        return run.start()
    for syllables in (2, 1, 3):
        left = len(words) - syllables
        if 2 <= left <= 4 and is_surname(words[syllables], known):
            return run.start() + len(" ".join(words[:syllables])) + 1
    return run.start()
