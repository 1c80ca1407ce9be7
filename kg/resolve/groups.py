"""Which group of people is meant: "lãnh đạo Sở Nội vụ" of the article's province, "các thành viên Ban Chỉ đạo" of the
board that the article names in full."""

import functools
import re
from collections.abc import Iterable
from dataclasses import replace

from kg.iris import slugify, text_slug
from kg.resolve.agencies import Setting, agency, group_of
from kg.resolve.names import bare, key, words
from kg.things import Thing

_LONGEST = 90
_AND = re.compile(r", (?:và )?| và ")


def people_of(name: str, of: str, bodies: Iterable[Thing], setting: Setting) -> Thing:
    """The people that a name means; `of` is the part of it that names their body or bodies, or empty.

    `bodies` are those of the article: the only one whose name begins as `of` does is the one that it is short for. A
    group of a body that is known by its full name is the same in all articles; others are of the province.
    """
    head, body = bare(name.removesuffix(of).strip(" ,")), _body(of, bodies, setting)
    bases = body.bases if body else frozenset[str]()
    for form in (f"{head} {body.vi}" if body else name, name):
        if found := setting.named("group", form):
            return replace(found, bases=found.bases | bases)
    if body is not None and not _several(of):
        label = f"{head} {body.vi}"
        slug = f"{slugify(head)}-{body.slug}"
        slug = slug if len(slug) <= _LONGEST else text_slug(slug[:_LONGEST].rstrip("-"), text=label)
        said = (("memberOf", body),) if body.kind == "agency" else ()
        return Thing("group", slug, ("PersonGroup",), label, said=said, bases=bases)
    scope = setting.province.slug if setting.province else setting.own
    slug = slugify(name)[:_LONGEST].strip("-")
    return Thing("group", f"{slug}--{scope}", ("PersonGroup",), bare(name), bases=bases)


def _body(of: str, bodies: Iterable[Thing], setting: Setting) -> Thing | None:
    if not of:
        return None
    if _several(of):
        return group_of(of, setting)
    longer = {one.iri: one for one in bodies if key(one.vi).startswith(f"{key(of)} ")}
    return next(iter(longer.values())) if len(longer) == 1 else agency(of, setting) or group_of(of, setting)


def _several(of: str) -> bool:
    """Whether words name several bodies: "các sở, ngành", "Sở Y tế, UBND tỉnh"; not "Sở Thông tin và Truyền thông"."""
    return key(of).startswith("các ") or any(f"{key(part)} ".startswith(_heads()) for part in _AND.split(of)[1:])


@functools.cache
def _heads() -> tuple[str, ...]:
    """What names of bodies begin with."""
    heads = [head for head, _, _ in words()["heads"] if head]
    return tuple(f"{key(head)} " for head in (*heads, *words()["bodies"], "ngành"))
