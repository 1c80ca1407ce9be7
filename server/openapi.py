"""The OpenAPI 3.1 description of the site (https://spec.openapis.org/oas/v3.1.1), put together from what there is.

The routes decide which operations there are, the table of formats what they can answer, the settings the limits, the
canned questions their paths and parameters. The words, and which errors an operation may answer, are in api.yaml.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from kg import iris, yaml_files
from kg.catalogue import Field, Listing, listings
from kg.formats import Format, by_key, for_kind
from kg.queries import LANGUAGES, CannedQuery, Parameter, ParameterType
from server import urls
from server.negotiation import HTML
from server.pages import calendar
from server.settings import LIMITS, Settings

Node = dict[str, Any]
_PAGE = {"text/html": {"schema": {"type": "string"}}}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}, **_PAGE}


def description(served: Callable[[str, str], bool], settings: Settings, queries: Mapping[str, CannedQuery]) -> Node:
    """The description of a site where `served` tells whether a method has a route for a path."""
    words: Node = yaml_files.read(Path(__file__).with_name("api.yaml"))
    limits = "".join(f"\n- `{s.name}`: {getattr(settings, s.name)}. {s.meaning}" for s in LIMITS)
    paths = {
        **words["operations"],
        **_of_lists(words["each-list"]),
        **_of_questions(words["each-question"], queries),
    }
    found: Node = {}
    for path, operations in paths.items():
        sample = path.replace("{", "").replace("}", "")
        present = {
            method: _operation(path, method, _variant(entry, settings), words, settings)
            for method, entry in operations.items()
            if served(method.upper(), sample)
        }
        if present:
            found[path] = present
    text = f"{words['exact' if settings.exact else 'union']}\n{words['notes']}\nLimits:\n{limits}\n"
    return {
        "openapi": "3.1.1",
        "info": {**words["info"], "version": version("diemcau"), "description": text},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": text} for name, text in words["tags"].items()],
        "paths": found,
        "components": _components(words, settings, queries),
    }


def _of_lists(shapes: Node) -> Node:
    """The operations of the paths of all lists."""
    found = {}
    for name, listing in listings().items():
        facets = [f"list.{name}.{key}" for key, one in listing.fields.items() if one.facet]
        for end, shape in shapes.items():
            if end == ".atom" and "reported" not in listing.fields:
                continue  # without an order of time there is no feed
            if end == ".ics" and name not in calendar.LISTS:
                continue
            names = [
                "filter",
                *(["page"] if end in ("", ".atom") else []),
                *(["format"] if end == "" else ["Accept-Language", "lang"]),
            ]
            found[urls.listing(name) + end] = {
                method: {
                    **entry,
                    "summary": entry["summary"].format(name=name),
                    "parameters": names,
                    "own": [f"list.{name}.sort", *facets],
                }
                for method, entry in shape.items()
            }
    return found


def _of_questions(shapes: Node, queries: Mapping[str, CannedQuery]) -> Node:
    """The operations of the paths of all questions."""
    found = {}
    for slug, query in queries.items():
        kinds = ["graph"] if query.form == "construct" else ["results", "graph"]  # rows come as RDF, too
        own = {
            "summary": query.title["en"],
            "description": f"{query.description['en']}\n\n{query.title['vi']} {query.description['vi']}",
            "offers": {"formats": [HTML.key], "kinds": kinds},
            "content": ["page", *kinds],
            "headers": ["Diemcau-Cut"],
            "own": [f"{slug}.{name}" for name in query.parameters],
        }
        for end, shape in shapes.items():
            found[urls.query(slug) + end] = {method: {**entry, **own} for method, entry in shape.items()}
    return found


def _variant(entry: Node, settings: Settings) -> Node:
    """An operation as it is on a site with these settings."""
    return {
        **entry,
        **(entry.get("exact", {}) if settings.exact else {}),
        **(entry.get("writable", {}) if settings.writable else {}),
    }


def _operation(path: str, method: str, entry: Node, words: Node, settings: Settings) -> Node:
    everywhere = (400, 431) if path in urls.OPERATIONS else (400, 429, 431)  # 400: an address may be unreadable
    statuses = sorted({*entry["answers"], *everywhere})
    found: Node = {
        "operationId": "-".join(re.findall(r"[\w.]+", f"{method} {path.replace('.{', ' {')}")),
        "tags": [entry["tag"]],
        "summary": entry["summary"],
        "parameters": _parameters(entry, words),
        "responses": {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses},
    }
    if "description" in entry:
        found["description"] = entry["description"]
    if "body" in entry:
        found["requestBody"] = {"required": True, "content": _bodies(entry["body"], settings)}
    if entry.get("secured"):
        found["security"] = [{"token": []}] if method != "post" or path != urls.SPARQL else [{}, {"token": []}]
    status = entry.get("ok", 200)
    if status == 200:
        found["responses"]["200"] = _answer(entry)
    else:
        found["responses"][str(status)] = {"$ref": f"#/components/responses/{status}"}
    return found


def _parameters(entry: Node, words: Node) -> list[Node]:
    listed = []
    for name in entry.get("parameters", []):
        if name in ("format", "suffix"):
            choices = [form.key if name == "format" else form.extension for form in _offers(entry["offers"])]
            blank = [""] if name == "format" else []  # counts as not given
            listed.append({**_parameter(name, words["parameters"][name]), "schema": {"enum": [*choices, *blank]}})
        else:
            listed.append({"$ref": f"#/components/parameters/{name}"})
    own = entry.get("own", [])
    listed += [{"$ref": f"#/components/parameters/{name}"} for name in own]
    more = ["If-None-Match"] if 304 in entry["answers"] else []
    more += ["If-Match", "unless"] if 412 in entry["answers"] else []
    if "page" in entry.get("content", []):
        more += ["Accept-Language"] if any(name.endswith(".lang") for name in own) else ["Accept-Language", "lang"]
    return listed + [{"$ref": f"#/components/parameters/{name}"} for name in more]


def _offers(offers: Node) -> list[Format]:
    named = [HTML if key == HTML.key else by_key(key) for key in offers.get("formats", [])]
    return [*named, *(form for kind in offers.get("kinds", []) for form in for_kind(kind))]


def _answer(entry: Node) -> Node:
    """The answer 200 of an operation."""
    content: Node = {}
    for item in entry["content"]:
        if item == "page":
            content |= _PAGE
        elif isinstance(item, dict):
            content |= {media: {"schema": _schema(name)} for media, name in item.items()}
        else:
            content |= {form.media_type: {"schema": _schema_of(form)} for form in for_kind(item)}
    headers = [*(["ETag"] if entry.get("validator", True) else []), *(["Vary"] if entry.get("varies", True) else [])]
    found: Node = {"description": entry["summary"], "headers": _headers([*headers, *entry.get("headers", [])])}
    return {**found, "content": content} if content else found


def _schema(name: str | None) -> Node:
    return {"$ref": f"#/components/schemas/{name}"} if name else {"type": "string"}


def _schema_of(form: Format) -> Node:
    if form.key == "jsonld":
        return {"type": ["object", "array"]}
    return _schema("Results" if form.key == "json" else None)


def _headers(names: Iterable[str]) -> Node:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _bodies(body: str | Node, settings: Settings) -> Node:
    """The media types that a body can have: those of the formats of a graph, or those that are listed."""
    if body == "graph":
        media: Node = {form.media_type: {"schema": _schema_of(form)} for form in for_kind("graph")}
        files = {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string", "format": "binary"}}
        return {**media, "multipart/form-data": {"schema": files}}
    assert isinstance(body, dict)
    return {media: {"schema": schema} for media, schema in body.items()}


def _components(words: Node, settings: Settings, queries: Mapping[str, CannedQuery]) -> Node:
    """What operations refer to."""
    parameters = {name: _parameter(name, entry) for name, entry in words["parameters"].items()}
    for name in ("format", "suffix"):
        del parameters[name]  # which formats there are differs from operation to operation
    parameters["kind"]["schema"] = {"enum": list(iris.TYPES)}
    named = f"(?:{'|'.join(sorted(iris.PREFIXES))}):[\\s\\S]*\\S"
    parameters["class"]["schema"] = {"type": "string", "pattern": f"^\\s*(?:<?https?://[\\s\\S]*|{named}|)\\s*$"}
    parameters["slug"]["schema"] = {"type": "string", "pattern": f"^{iris.SLUG.pattern}$"}
    parameters["in-list"]["schema"]["enum"] = [*urls.KINDS, ""]
    for listing in listings().values():
        parameters |= {f"list.{listing.name}.{one['name']}": one for one in _of_list(listing)}
    for slug, query in queries.items():
        parameters |= {f"{slug}.{name}": _of_question(parameter) for name, parameter in query.parameters.items()}
    responses = {}
    for status, entry in words["answers"].items():
        responses[str(status)] = found = {"description": entry["description"]}
        if headers := entry.get("headers"):
            found["headers"] = _headers(headers)
        if status >= 400:
            found["content"] = _PROBLEM
    words["schemas"]["Question"]["properties"]["parameters"]["items"]["properties"]["type"]["enum"] = [
        *get_args(ParameterType)
    ]
    found = {"schemas": words["schemas"], "headers": words["headers"], "parameters": parameters, "responses": responses}
    if settings.writable:
        found["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "The token of the site."}
        }
    return found


def _parameter(name: str, entry: Node) -> Node:
    return {"name": name, **entry, **({"required": True} if entry["in"] == "path" else {})}


def _of_list(listing: Listing) -> list[Node]:
    """The parameters of a list that are its own: the order, and its facets."""
    known = ("name", *listing.fields)
    orders = [f"{way}{key}" for key in known for way in ("", "-")]
    text = f"The order: a column, or the other way round with a hyphen. Where there is none: {listing.order}."
    order = {"name": "sort", "in": "query", "schema": {"enum": [*orders, ""]}, "description": text}
    return [order, *(_of_facet(one) for one in listing.fields.values() if one.facet)]


def _of_facet(one: Field) -> Node:
    values = {
        "name": "kind and slug, as in area/thai-binh, or an IRI of another site",
        "day": "a day, as in 2025-07-01",
    }
    text = f"{one.title['en']} / {one.title['vi']}: {values.get(one.kind, 'the text')}. Blank is not given."
    return {"name": one.key, "in": "query", "schema": {"type": "string"}, "description": text}


def _of_question(parameter: Parameter) -> Node:
    schema: Node
    text = f"{parameter.title['en']} / {parameter.title['vi']}. Blank is not given."
    match parameter.type:
        case "entity":
            # The class is no format that JSON Schema knows; the specification lets others be named.
            schema = {"type": "string", "format": parameter.cls}
            text += (
                f" A {parameter.cls}: an IRI, a slug or the beginning of one, or a label, with or without diacritics."
            )
        case "year":
            schema = {"type": "string", "pattern": "^[0-9]{4}$"}
        case "integer":
            schema = {"type": "integer", "minimum": 1 - 10**18, "maximum": 10**18 - 1}
        case "date":
            schema = {"type": "string", "format": "date"}
        case "choice":
            schema = {"type": "array", "items": {"enum": [*parameter.choices, ""]}}
            text += " One or several of a list, with commas between them: by code, or by name in either language."
        case "string":
            schema = {"enum": list(LANGUAGES)} if parameter.name == "lang" else {"type": "string"}
    lists = {"style": "form", "explode": False} if parameter.type == "choice" else {}
    if (not parameter.required and parameter.type in ("date", "year", "integer")) or parameter.name == "lang":
        schema = {"anyOf": [schema, {"const": ""}]}
    return {
        "name": parameter.name,
        "in": "query",
        **lists,
        "required": parameter.required,
        "schema": schema,
        "example": parameter.example,
        "description": text,
    }
