"""Tokens: nothing of the text is lost, and code is told from strings, comments and IRIs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from kg import formats
from kg.tokens import tokenize


@given(st.text(st.sampled_from("aS?$<>\"'#{}().;:\\ \n_-đ0"), max_size=60))
def test_every_character_but_space_is_in_exactly_one_token(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert text[end : token.start].strip() == ""
        assert text[token.start : token.start + len(token.text)] == token.text
        end = token.start + len(token.text)
    assert text[end:].strip() == ""


def test_kinds_of_tokens() -> None:
    text = "SELECT ?x $y { ?x a ex:y , <http://e/#a> ; <p> '''a \" ?z''' , \"b\\\"c\" } # ?end\nLIMIT 5"
    kinds = [(t.kind, t.text) for t in tokenize(text) if t.kind != "other"]
    assert kinds == [
        ("word", "SELECT"), ("var", "?x"), ("var", "$y"), ("var", "?x"), ("word", "a"), ("pname", "ex:y"),
        ("iri", "<http://e/#a>"), ("iri", "<p>"), ("string", "'''a \" ?z'''"), ("string", '"b\\"c"'),
        ("comment", "# ?end"), ("word", "LIMIT"),
    ]  # fmt: skip


def test_formats_are_told_apart_by_key_extension_and_media_type() -> None:
    for names in (
        [f.key for f in formats.FORMATS],
        [f.extension for f in formats.FORMATS],
        [f.media_type for f in formats.FORMATS],
    ):
        assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", f.media_type) for f in formats.FORMATS)


def test_formats_are_found_by_what_clients_call_them() -> None:
    for name, key in (("turtle", "ttl"), ("RDF/XML", "rdf"), ("rdf xml", "rdf"), ("application/ld+json", "jsonld")):
        found = formats.by_name(name)
        assert found is not None
        assert found.key == key
    assert formats.by_name("docx") is None
