"""The rules of the profile made for one ontology: the axioms they ask for filled in, what cannot matter left out."""

import itertools
from collections.abc import Iterator

from kg.reasoning import useful
from kg.reasoning.ontology import Beyond, Ontology
from kg.reasoning.profile import SAME, TYPE, Profile, Template, pattern
from kg.reasoning.rule import Atom, Rule
from kg.store import BlankNode, NamedNode


def rules(ontology: Ontology, profile: Profile) -> list[Rule]:
    """The rules for the data of an ontology. Raises Beyond where they could conclude or read axioms."""
    made = [rule for template in profile.data for rule in _specialised(template, ontology)]
    made = [rule for rule in made if rule.head not in rule.body and not _implied(rule, ontology)]
    if faults := list(_beyond(made, ontology, profile)):
        raise Beyond(faults)
    return _of_use(list(dict.fromkeys(made)), ontology)


def _specialised(template: Template, ontology: Ontology) -> Iterator[Rule]:
    for binding in _bindings(template, ontology):
        repeated, length = _repeated(template, binding, ontology)
        if template.each and not length:
            continue  # the tables have rules for lists of at least one
        wanted = template.head and pattern(template.head.replace("[0]", "0").replace("[n]", str(length)))
        body = [*(ontology.atom(one, binding) for one in template.body), *repeated]
        same = ontology.terms.number(SAME)
        yield Rule(
            template.name,
            tuple(atom for atom in body if atom.relation != same or len(set(atom.arguments)) == 2),  # eq-ref
            ontology.atom(wanted, binding) if wanted else None,
            template.error,
            ontology.triples(template.when, binding),
            tuple(binding.items()),
        )


def _bindings(template: Template, ontology: Ontology) -> Iterator[dict[str, int]]:
    for binding in ontology.match(template.when):
        if template.pairs is None:
            yield binding
            continue
        listed, first, second = template.pairs
        for one, other in itertools.combinations(ontology.items(binding[listed]), 2):
            yield binding | {first: one, second: other}


def _repeated(template: Template, binding: dict[str, int], ontology: Ontology) -> tuple[list[Atom], int]:
    """The patterns that are repeated for each member of a list, and how many members there are."""
    if template.each is None:
        return [], 0
    items = ontology.items(binding[template.each.list])
    made = []
    for place, item in enumerate(items):
        for text in template.each.patterns:
            one = pattern(text.replace("[i]", str(place)).replace("[i+1]", str(place + 1)))
            made.append(ontology.atom(one, binding | {template.each.item: item}))
    return made, len(items)


def _implied(rule: Rule, ontology: Ontology) -> bool:
    """Whether other rules conclude the same in two steps: those for the axioms that scm-sco or scm-spo chained here.

    Both are in lower layers, so that of the rules that are left out for each other, some stay.
    """
    if rule.name not in ("cax-sco", "prp-spo1"):
        return False
    subject, predicate, obj = rule.axioms[0]
    axioms = ontology.facts[predicate]

    def before(one: int, other: int, layer: int) -> bool:
        found = axioms.layer((one, other))
        return found is not None and found < layer

    layer = axioms.layer((subject, obj)) or 0
    return any(before(subject, one, layer) and before(one, obj, layer) for one in axioms.index(0)[subject])


def _beyond(made: list[Rule], ontology: Ontology, profile: Profile) -> Iterator[str]:
    """Why rules cannot be taken: they would conclude or read axioms, or relate things by what is no property."""
    terms = ontology.terms
    known = frozenset(map(terms.number, profile.properties | {TYPE}))
    classes = frozenset(map(terms.number, profile.classes))
    same = terms.number(SAME)
    for rule in made:
        because = " because of: " + " . ".join(" ".join(map(terms.text, axiom)) for axiom in rule.axioms)
        for atom in (*rule.body, *([rule.head] if rule.head else [])):
            if atom.relation in known:
                yield f"{rule.name} would make or read axioms with {terms.text(atom.relation)}{because}"
            elif atom.relation >= 0 and not isinstance(terms[atom.relation], NamedNode | BlankNode):
                yield f"{rule.name} would take {terms.text(atom.relation)!r} for a property{because}"
        if rule.head and rule.head.relation < 0 and ~rule.head.relation in classes:
            yield f"{rule.name} would make axioms with {terms.text(~rule.head.relation)}{because}"
        if not rule.name.startswith("eq-") and any(atom.relation == same for atom in rule.body):
            yield f"{rule.name} would read {terms.text(same)}{because}"


def _of_use(made: list[Rule], ontology: Ontology) -> list[Rule]:
    """The rules without those whose conclusions nobody is told of and no other rule reads."""
    terms = ontology.terms

    def told(relation: int) -> bool:
        return useful.of_property(terms[relation]) if relation >= 0 else useful.of_class(terms[~relation])

    while True:
        read = {atom.relation for rule in made for atom in rule.body}
        kept = [r for r in made if r.head is None or r.head.relation in read or told(r.head.relation)]
        if len(kept) == len(made):
            return kept
        made = kept
