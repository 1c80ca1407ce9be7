"""Which body a name means: "Sở TT&TT" of the article's province, "Bộ Tài chính" of its day, or one of its own scope."""

import functools
import re
from dataclasses import dataclass, replace

from kg.iris import slugify, text_slug
from kg.resolve.names import bare, key, place_key, words
from kg.resolve.references import UNDATED, References
from kg.things import Thing

_PLACE = frozenset(("place-from-context",))
_IDENTITY = frozenset(("identity-from-context",))
_LEVEL_LAST = re.compile(r" (?:của )?(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường)$")
_PROVINCE_LAST = re.compile(r" (?:của )?(?:tỉnh|thành phố)$")
_AT = re.compile(r" (?:tỉnh|thành phố|tp\.?) (?P<place>.+)$", re.IGNORECASE)
_LONGEST = 90
_MANY = 8192


@dataclass(frozen=True)
class Setting:
    """Where and when an article speaks: its id, the ISO day, and the province that "tỉnh" is in it.

    Of an article that shows no day, bodies and places are those of before 2025, of which nearly all news are, and what
    rests on that is marked so.
    """

    article: str
    day: str | None
    province: Thing | None
    references: References

    def named(self, kind: str, name: str, day: str | None = None) -> Thing | None:
        """The one thing of reference data that a name means on the article's day or another: who lives then, else the
        only one that ever had the name."""
        when, ever = day or self.day, self.references.named(kind, name, None)
        found = self.references.named(kind, name, when or UNDATED) or ever
        if found is None or when is not None or ever is not None:
            return found
        return replace(found, bases=_IDENTITY)

    @property
    def own(self) -> str:
        """What makes a slug the article's own."""
        return self.article[:8]


@functools.lru_cache(maxsize=_MANY)
def agency(name: str, setting: Setting, full: str | None = None) -> Thing | None:
    """The body that a name means; None for the name of a system or programme.

    `full` is the name with the article's own abbreviations written out. A name without its place is completed by the
    province of the article; where that is not known, the body stays one of this article alone.
    """
    printed = bare(name)
    written = bare(full) if full else printed
    shape = key(written)
    if f"{shape} ".startswith(_no_bodies()):
        return None
    if found := setting.named("agency", written):
        return found if key(printed) == shape else replace(found, bases=_IDENTITY)
    cls, reach = _head(shape)
    if _of_country(shape) and not _AT.search(written):
        return _minted(written, slugify(_written_short(shape)), cls, frozenset())
    placed = _placed(written, setting)
    if placed is not None:
        return placed
    if reach == "national":
        return _minted(written, slugify(_written_short(shape)), cls, frozenset())
    if setting.province is None or _below_province(shape):
        scope = setting.province.slug if setting.province else setting.own
        return _minted(written, f"{slugify(_written_short(shape))}--{scope}", cls, _PLACE)
    return _in_province(written, cls, setting.province, setting)


@functools.cache
def _no_bodies() -> tuple[str, ...]:
    return tuple(f"{key(word)} " for word in words()["no_bodies"])


def _head(shape: str) -> tuple[str, str]:
    """The class of a body by how its name begins, and whether its name alone says which it is."""
    return next(
        (cls, reach) for head, cls, reach in words()["heads"] if not head or f"{shape} ".startswith(f"{key(head)} ")
    )


def is_body(name: str) -> bool:
    """Whether a name begins as names of bodies do and places do not."""
    return key(name).startswith(tuple(words()["bodies"]))


def _of_country(shape: str) -> bool:
    """Whether a name has a word of bodies of the country."""
    return any(f" {word} " in f"{shape} " for word in words()["national_words"])


def _below_province(shape: str) -> bool:
    last = _LEVEL_LAST.search(shape)
    return bool(last) and not _PROVINCE_LAST.search(shape)


def _placed(name: str, setting: Setting) -> Thing | None:
    """The body of a name that ends in the name of a province, by its full form; None for other names."""
    found = _AT.search(name)
    tail = found["place"] if found else " ".join(name.split()[-3:])
    for size in range(len(tail.split()), 0, -1):
        place = " ".join(tail.split()[-size:])
        province = setting.named("area", place)
        if province is not None and place[:1].isupper() and "Province" in province.classes:
            stem = re.sub(r"\s+(?:tỉnh|thành phố|TP\.?|tp\.?)$", "", name[: -len(place)].rstrip(" ,-"))
            if stem:
                return replace(_in_province(stem, _head(key(stem))[0], province, setting), bases=frozenset())
    return None


def _in_province(name: str, cls: str, province: Thing, setting: Setting) -> Thing:
    """The body of that name in a province, as reference data have it, or a new one with what its name says."""
    stem = _PROVINCE_LAST.sub("", name)
    place = short_place(province)
    level = "thành phố" if province.vi.startswith("thành phố") else "tỉnh"
    full = f"{stem} {place}" if cls == "PartyBody" and key(stem).endswith("ủy") else f"{stem} {level} {place}"
    if found := setting.named("agency", full):
        return replace(found, bases=_PLACE)
    epoch = "-2025" if province.slug.endswith("-2025") else ""  # a new province may bear the name of an old one
    made = _minted(full, slugify(_written_short(key(full))) + epoch, cls, _PLACE)
    said: list[tuple[str, Thing]] = []
    if cls == "PeoplesCommittee":
        said.append(("governs", province))
    elif cls == "Department":
        committee = _in_province("UBND", "PeoplesCommittee", province, setting)
        said.append(("partOfOrganization", committee))
    return replace(made, said=tuple(said))


def short_place(province: Thing) -> str:
    """ "tỉnh Thái Bình (đến …)" → "Thái Bình"."""
    return re.sub(r"^(?:tỉnh|thành phố) | \([^)]*\)$", "", province.vi)


def _written_short(shape: str) -> str:
    """A key with the one abbreviation that slugs keep."""
    return shape.replace("ủy ban nhân dân", "ubnd")


def _minted(name: str, slug: str, cls: str, bases: frozenset[str]) -> Thing:
    if len(slug) > _LONGEST:
        slug = text_slug(slug[:_LONGEST].rstrip("-"), text=name)
    return Thing("agency", slug, (cls,), name, english_name(name), bases=bases)


def english_name(name: str) -> str:
    """The English form of a name that is made of known words: "Department of Health of X"; else empty."""
    shape = key(name)
    found = _AT.search(name)
    of = f" of {found['place']}" if found else ""
    stem = key(name[: found.start()]) if found else shape
    branches = words()["branches"]
    if stem == "ủy ban nhân dân" and found:
        return f"People's Committee{of}"
    for head, form in (("sở ", "Department of {}"), ("bộ ", "Ministry of {}")):
        if stem.startswith(head) and stem.removeprefix(head) in branches:
            return form.format(branches[stem.removeprefix(head)]) + of
    if shape.startswith("tỉnh ủy "):
        return f"Party Committee of {name[len('Tỉnh ủy ') :]}"
    return ""


def group_of(name: str, setting: Setting) -> Thing:
    """The group that words like "các bộ, ngành, địa phương" name: of the reference data, else of its own words."""
    folded = re.sub(r"^(?:các|những|toàn bộ) ", "", key(name))
    own = (
        [f"{form} của {short_place(setting.province)}" for form in (name, f"các {folded}")] if setting.province else []
    )
    for form in (*own, name, f"các {folded}", folded):
        if found := setting.named("group", form):
            return replace(found, bases=frozenset(("scope-from-context",))) if form in own else found
    scope = setting.province.slug if setting.province else setting.own
    return Thing("group", f"{slugify(folded)[:_LONGEST].strip('-')}--{scope}", ("OrganizationGroup",), bare(name),
                 bases=frozenset(("scope-from-context",)))  # fmt: skip


def area(name: str, setting: Setting, day: str | None = None) -> Thing | None:
    """The country, province or place that a name means; None where it is not known which."""
    if found := setting.named("area", name, day):
        return found
    if place_key(name) in ("tỉnh", "thành phố", "địa phương") and setting.province is not None:
        return replace(setting.province, bases=_PLACE)
    return None
