"""What follows from data by the axioms of an ontology: a reasoner for OWL 2 RL.

The rules of the profile are data (owl2rl.yaml). For the axioms at hand they become rules over numbered terms
(specialising.py), which are run until nothing new follows (program.py): whole sets at a time, and each rule only on
what is new to it. A closure grows in the same way, and remembers in which order things followed, so that it can say
why they do. Data that no machine holds are closed in parts (partitioned.py).
"""

from kg.reasoning.closure import Change, Closure, OntologyChanged, Step
from kg.reasoning.contradiction import Inconsistent, named
from kg.reasoning.ontology import Beyond, Statement
from kg.reasoning.proving import proof

__all__ = [
    "Beyond",
    "Change",
    "Closure",
    "Inconsistent",
    "OntologyChanged",
    "Statement",
    "Step",
    "named",
    "proof",
]
