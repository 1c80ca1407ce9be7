"""The server of the Model Context Protocol: tools, and the ontology as resources, over standard input and output."""

from importlib.metadata import version

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.resources import FileResource

from kg import iris, paths
from server.mcp.tools import tools
from server.settings import Settings
from server.site import Site

INSTRUCTIONS = """\
diemcau: Viet Nam's e-government in the news, as a knowledge graph. Every fact has the article and the characters
that prove it. Begin with `search` or `list_questions`; `ask_question` answers most, `sparql` (see `schema`) the rest,
and `why` proves a fact. Cite the articles of `articles` and quote `evidence`. What `review` calls extracted only a
program has read: say so. What `inferred` marks no source says in so many words. Where `cut` is true there is more than
you see, and `note` says how to get it. `lang`: "vi" or "en". Names that differ in tone marks are of different people
(Hưng, Hùng).
"""
RESOURCES = {"schema": iris.ONTOLOGY, "vocab": iris.VOC.rstrip("#"), "shapes": iris.BASE + "shapes"}
"""Files of the ontology, and the addresses that they are read by."""


def run(settings: Settings) -> None:
    """Serves until the client closes our standard input."""
    site = Site(settings)
    try:
        server(site).run("stdio")
    finally:
        site.close()


def server(site: Site) -> MCPServer:
    """The server on the release in service on `site`."""
    return MCPServer(
        "diemcau",
        title="diemcau",
        instructions=INSTRUCTIONS,
        version=version("diemcau"),
        website_url=iris.BASE,
        tools=tools(site),
        resources=[
            FileResource(
                uri=uri,
                name=name,
                description=f"ontology/{name}.ttl: labels and definitions in Vietnamese and English",
                mime_type="text/turtle",
                path=(paths.ontology_dir() / f"{name}.ttl").resolve(),
            )
            for name, uri in RESOURCES.items()
        ],
        log_level="WARNING",
    )
