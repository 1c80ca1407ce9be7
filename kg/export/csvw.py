"""Tables as CSV with a description for machines (CSV on the Web), in one ZIP file."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import IO, Any

from kg import yaml_files
from kg.export.source import Source

_EPOCH = (1980, 1, 1, 0, 0, 0)  # not the clock's time, so that equal releases give equal files


def write(source: Source, out: IO[bytes]) -> None:
    """csv-metadata.json and a file a table of csvw.yaml, each row written as it comes."""
    tables: dict[str, Any] = yaml_files.read(Path(__file__).with_suffix(".yaml"))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        described = json.dumps(_metadata(tables), ensure_ascii=False, indent=1)
        archive.writestr(zipfile.ZipInfo("csv-metadata.json", _EPOCH), described, zipfile.ZIP_DEFLATED)
        for name, table in tables.items():
            entry = zipfile.ZipInfo(f"{name}.csv", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            columns = list(table["columns"])
            with archive.open(entry, "w", force_zip64=True) as raw, io.TextIOWrapper(raw, "utf-8", newline="") as text:
                rows = csv.writer(text)
                rows.writerow(columns)
                rows.writerows([row.get(column, "") for column in columns] for row in source.rows(table["query"]))


def _metadata(tables: dict[str, Any]) -> dict[str, Any]:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "vi"}],
        "tables": [
            {
                "url": f"{name}.csv",
                "dc:title": [{"@value": table[language], "@language": language} for language in ("vi", "en")],
                "tableSchema": {"columns": [_column(key, *one) for key, one in table["columns"].items()]},
            }
            for name, table in tables.items()
        ],
    }


def _column(name: str, vi: str, en: str, datatype: str = "string") -> dict[str, Any]:
    """The heading of the file, the name, comes first among the titles: validators hold the header against them."""
    return {"name": name, "titles": {"und": name, "vi": [vi], "en": [en]}, "datatype": datatype}
