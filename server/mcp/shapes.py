"""What the tools give, as the output schemas say it. Keys that would be empty are left out: each costs its reader."""

from typing import Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

Id = Annotated[str, Field(description="Prefixed name, as in SPARQL and as the other tools take it: person:vu-duc-dam")]
Review = Annotated[
    Literal["reviewed", "extracted"],
    Field(description="reviewed: people checked it. extracted: only a program has read it; say so where you use it."),
]
Value = str | int | float | bool | list[str]


class Article(TypedDict):
    """A source, to be cited. `review` is extracted where not all that was taken from it has been reviewed."""

    id: Id
    title: str
    date: NotRequired[str]
    publisher: NotRequired[str]
    url: NotRequired[str]
    review: Review


class Evidence(TypedDict):
    """A claim of an article and the characters that prove it: [start, end) of its text, in code points."""

    about: Id
    says: NotRequired[str]
    article: Id
    quote: str
    start: int
    end: int
    confidence: float
    review: Review
    basis: NotRequired[Annotated[list[str], Field(description="Only where it is not stated in so many words")]]
    modality: NotRequired[Annotated[str, Field(description="Only where the article does not simply assert it")]]
    rule: NotRequired[Annotated[str, Field(description="The extraction rule, or model:NAME")]]
    claim: Id


class Sourced(TypedDict):
    """What every answer carries of its evidence; `why` has all of it for one thing."""

    evidence: Annotated[list[Evidence], Field(description="A proof for things that the answer names")]
    articles: list[Article]
    extracted: NotRequired[Annotated[list[Id], Field(description="Of what is named: known from programs alone")]]
    release: Annotated[str, Field(description="The edition of the data that answered")]
    note: NotRequired[Annotated[str, Field(description="What is not whole, and what to do")]]


class Answer(Sourced):
    """Rows by column name; what a row does not bind is missing. `cut`: there are more rows, see `note`."""

    title: NotRequired[str]
    columns: NotRequired[Annotated[dict[str, str], Field(description="Headings by column")]]
    rows: NotRequired[list[dict[str, Value]]]
    turtle: NotRequired[Annotated[str, Field(description="A graph, where the query constructs one")]]
    cut: bool


class ParameterShape(TypedDict):
    """A parameter of a question. An entity is an id, a name typed with or without marks, or the start of a slug."""

    name: str
    title: str
    type: Literal["entity", "date", "year", "integer", "string", "choice"]
    of: NotRequired[Annotated[str, Field(description="The class of an entity")]]
    choices: NotRequired[dict[str, str]]
    required: bool
    example: str


class Question(TypedDict):
    """A canned question, for ask_question."""

    name: str
    title: str
    description: str
    parameters: list[ParameterShape]


class Questions(TypedDict):
    """The canned questions that fit."""

    questions: list[Question]


class Hit(TypedDict):
    """A thing that a search found."""

    id: Id
    name: str
    kind: str
    review: Review


class Hits(Sourced):
    """What a search found, the best first."""

    hits: list[Hit]
    cut: bool


class Statement(TypedDict):
    """A statement about the thing. `name` is what the value is called, where it is a thing."""

    property: Id
    label: NotRequired[str]
    value: str
    name: NotRequired[str]
    inferred: NotRequired[Annotated[bool, Field(description="Only entailed by the ontology; `why` has the reasons")]]


class Mention(TypedDict):
    """A statement that another thing makes of this one."""

    subject: Id
    name: NotRequired[str]
    property: Id


class Description(Sourced):
    """What is known of a thing."""

    id: Id
    iri: str
    name: NotRequired[str]
    review: Review
    statements: list[Statement]
    mentions: list[Mention]
    cut: bool


class Reason(TypedDict):
    """A step of inference: the statement, the kind of axiom, and the statements that it needs."""

    statement: str
    rule: str
    premises: list[str]


class Proof(Sourced):
    """Why a fact, thing, claim or statement is here: all claims, or the file of reference data, or the inference."""

    id: NotRequired[Id]
    says: str
    reference: NotRequired[Annotated[list[str], Field(description="Files of curated reference data that state it")]]
    inferred: NotRequired[list[Reason]]
    cut: bool


class Class(TypedDict):
    """A class."""

    id: Id
    label: str
    definition: NotRequired[str]


class Property(Class):
    """A property, from instances of `domain` to values of `range`."""

    domain: NotRequired[Id]
    range: NotRequired[Id]


class Schema(TypedDict):
    """What SPARQL queries are written with. Definitions come only with `find`."""

    prefixes: dict[str, str]
    classes: list[Class]
    properties: list[Property]
    codes: NotRequired[Annotated[list[Class], Field(description="Codes of the vocabulary, only with `find`")]]
    note: str
