"""rdflib-endpoint over a file of N-Quads, and one of N-Triples as the default graph.

    python -m tests.benchmarks.rdflib_served {default|Oxigraph} QUADS TRIPLES PORT

Its own command line has no default graph but a union that it computes for each query, and over Oxigraph it finds what
two graphs state twice.
"""

import sys
from pathlib import Path

import uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint


def main(store: str, quads: Path, triples: Path, port: int) -> None:
    """Serves until it is ended."""
    prefix = "ox-" if store == "Oxigraph" else ""  # Oxigraph's own parsers, which do not go through Python's objects
    data = Dataset(store=store)
    data.parse(quads, format=f"{prefix}nquads")
    data.default_graph.parse(triples, format=f"{prefix}nt")
    uvicorn.run(SparqlEndpoint(graph=data), host="127.0.0.1", port=port, access_log=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
