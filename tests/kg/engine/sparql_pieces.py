"""Pieces of SPARQL text for tests: code, and what hides whatever is written in it."""

from hypothesis import strategies as st

_HIDDEN = st.text(st.sampled_from("SERVICE service LOAD(){}[]<>.;,?x\u00e9"), max_size=12)
_IRI_TEXT = st.text(st.sampled_from("SERVICEload()[].;,/#'"), max_size=12)


def _comment(text: str) -> str:
    return f"#{text}\n"


HIDING = st.one_of(
    _HIDDEN.map(_comment),
    _HIDDEN.map("'{}'".format),
    _HIDDEN.map('"{}"'.format),
    _HIDDEN.map('"""\n{}\n"""'.format),
    _HIDDEN.map("'''\n{}\"'''".format),
    _HIDDEN.map("'\\'{}\\\\'".format),
    _IRI_TEXT.map("<http://e/{}>".format),
    _IRI_TEXT.map("<http://e/\\u0041{}>".format),
    st.sampled_from(["service:load", "load:service", ":SERVICE", "ex:service", "?service", "$load", "ex:a\\'SERVICE"]),
)
"""Strings, comments, IRIs and names, whole."""
CODE = st.sampled_from(["?s", "a", "ex:p", "1", "true", "FILTER", "SELECT", "UNION", "*", "=", "&&", "'x'@en", "_:b"])
"""Code without brackets and without what counts as a pattern."""
SPACE = st.sampled_from([" ", "\n", "\t", "\r\n", " \n \t", " # {(SERVICE\n", "\n#'''\n"])


def joined(pieces: list[str], space: str = " ") -> str:
    return space.join(pieces)
