"""Which group of people is meant: "lãnh đạo Sở Nội vụ" of the article's province, "các thành viên Ban Chỉ đạo" of the
board that the article names in full."""

from collections.abc import Iterable
from dataclasses import replace

from kg.iris import slugify, text_slug
from kg.resolve.agencies import Setting, agency, group_of
from kg.resolve.names import bare, key
from kg.things import Thing

_LONGEST = 90


def people_of(name: str, of: str, bodies: Iterable[Thing], setting: Setting, *, several: bool) -> Thing:
    """The people that a name means; `of` is the part of it that names their body, or their bodies (`several`).

    `bodies` are those of the article: the only one whose name begins as `of` does is the one that it is short for. A
    group of a body that is known by its full name is the same in all articles; others are of the province.
    """
    head = bare(name.removesuffix(of).strip(" ,"))
    longer = {one.iri: one for one in bodies if key(one.vi).startswith(f"{key(of)} ")}
    if several:
        body = group_of(of, setting)
    else:
        body = next(iter(longer.values())) if len(longer) == 1 else agency(of, setting) or group_of(of, setting)
    for form in (f"{head} {body.vi}", name):
        if found := setting.named("group", form):
            return replace(found, bases=found.bases | body.bases)
    if not several:
        label = f"{head} {body.vi}"
        slug = f"{slugify(head)}-{body.slug}"
        slug = slug if len(slug) <= _LONGEST else text_slug(slug[:_LONGEST].rstrip("-"), text=label)
        said = (("memberOf", body),) if body.kind == "agency" else ()
        return Thing("group", slug, ("PersonGroup",), label, said=said, bases=body.bases)
    scope = setting.province.slug if setting.province else setting.own
    slug = slugify(name)[:_LONGEST].strip("-")
    return Thing("group", f"{slug}--{scope}", ("PersonGroup",), bare(name), bases=body.bases)
