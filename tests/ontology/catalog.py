"""Reading an XML catalogue, as Protégé does beside the file that it opens (OASIS XML Catalogs 1.1, section 6.5.9)."""

import xml.etree.ElementTree as ET
from pathlib import Path

_URI = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"


def catalogued(catalog: Path) -> dict[str, Path]:
    """The file of each IRI that `catalog` maps."""
    root = ET.parse(catalog).getroot()  # noqa: S314 – our own file
    return {one.attrib["name"]: catalog.parent / one.attrib["uri"] for one in root.iter(_URI)}
