"""The process around the Java virtual machine: one request (JSON) on standard input, one answer on standard output.

Run by `owlapi.check`, which writes the one and reads the other.
"""

import json
import sys
from typing import Any

import jpype
from jpype import JClass, JImplements, JOverride


class Nameless(Exception):
    """A document without an ontology IRI: nothing could import it, so it would go unchecked."""


def main() -> None:
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a text file
    request = json.load(sys.stdin)
    jpype.startJVM("-Xmx2g", "--enable-native-access=ALL-UNNAMED", classpath=request["jars"], convertStrings=True)
    syntax_error = JClass("org.semanticweb.owlapi.io.UnparsableOntologyException")
    load_failure = JClass("org.semanticweb.owlapi.model.OWLOntologyCreationException")
    import_failure = JClass("org.semanticweb.owlapi.model.UnloadableImportException")
    try:
        answer = _report(*_load(request["documents"], request["imports"]))
    except syntax_error as fault:
        # Its own message is a page of stack traces around the one line that helps.
        reasons = [str(each.getMessage()).split("\n\n")[0] for each in fault.getExceptions().values()]
        answer = {"error": f"{fault.getDocumentIRI()}: {' '.join(' '.join(reasons).split())}"}
    except (load_failure, import_failure) as fault:
        answer = {"error": str(fault.getMessage())}
    except Nameless as fault:
        answer = {"error": str(fault)}
    json.dump(answer, sys.stdout)


def _local_only(files: dict[str, str]) -> Any:
    """An import that is not in `files` is an error: without this mapper OWLAPI would ask the network."""
    iri, file = JClass("org.semanticweb.owlapi.model.IRI"), JClass("java.io.File")

    @JImplements("org.semanticweb.owlapi.model.OWLOntologyIRIMapper")
    class LocalOnly:
        @JOverride  # type: ignore[untyped-decorator] # jpype has no types
        def getDocumentIRI(self, wanted: Any) -> Any:
            return iri.create(file(files.get(str(wanted.toString()), "/import-is-not-mapped")))

    return LocalOnly()


def _load(documents: list[list[str]], imports: dict[str, str]) -> tuple[Any, dict[str, str]]:
    """One ontology that imports every document, and the document name of each ontology."""
    manager = JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    manager.getIRIMappers().set(_local_only(imports))
    turtle = JClass("org.semanticweb.owlapi.formats.TurtleDocumentFormat")()
    source = JClass("org.semanticweb.owlapi.io.FileDocumentSource")
    file, add_import = JClass("java.io.File"), JClass("org.semanticweb.owlapi.model.AddImport")
    factory = manager.getOWLDataFactory()
    whole = manager.createOntology()
    names: dict[str, str] = {}
    loaded: dict[str, Any] = {}
    for name, path in documents:
        where = str(file(path).toURI().toString())
        # An earlier document may have brought this one in as its import.
        present = {str(manager.getOntologyDocumentIRI(each).toString()): each for each in manager.getOntologies()}
        loaded[name] = present.get(where) or manager.loadOntologyFromOntologyDocument(source(file(path), turtle))
        names[str(loaded[name].getOntologyID().toString())] = name
        own = loaded[name].getOntologyID().getDefaultDocumentIRI()
        if not own.isPresent():
            raise Nameless(f"{name} does not say what owl:Ontology it is")
        manager.applyChange(add_import(whole, factory.getOWLImportsDeclaration(own.get())))
    return whole, names


def _report(whole: Any, names: dict[str, str]) -> dict[str, object]:
    profiles = "org.semanticweb.owlapi.profiles."
    return {
        "dl": _violations(JClass(profiles + "OWL2DLProfile")(), whole, names),
        "rl": _violations(JClass(profiles + "OWL2RLProfile")(), whole, names),
        **_reason(whole),
    }


def _violations(profile: Any, whole: Any, names: dict[str, str]) -> list[str]:
    found = profile.checkOntology(whole).getViolations()
    return sorted({f"{names.get(str(each.getOntologyID()), each.getOntologyID())}: {each}" for each in found})


def _reason(whole: Any) -> dict[str, object]:
    outside_dl = JClass("java.lang.IllegalArgumentException")
    datatype = JClass("org.semanticweb.HermiT.datatypes.UnsupportedDatatypeException")
    hermit = JClass("org.semanticweb.HermiT.ReasonerFactory")()
    try:
        consistent = bool(hermit.createReasoner(whole).isConsistent())
        bottom = _bottom(hermit, whole) if consistent else []
    except (outside_dl, datatype) as fault:
        return {"consistent": False, "unsatisfiable": [], "refusal": str(fault)}
    return {"consistent": consistent, "unsatisfiable": bottom, "refusal": ""}


def _bottom(hermit: Any, whole: Any) -> list[str]:
    """The classes that cannot have members, by the axioms without individuals: with them it takes ten times as long."""
    included = JClass("org.semanticweb.owlapi.model.parameters.Imports").INCLUDED
    schema = JClass("java.util.HashSet")(whole.getTBoxAxioms(included))
    schema.addAll(whole.getRBoxAxioms(included))
    reasoner = hermit.createReasoner(whole.getOWLOntologyManager().createOntology(schema))
    found = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()
    return sorted(str(each.getIRI().toString()) for each in found)


if __name__ == "__main__":
    main()
