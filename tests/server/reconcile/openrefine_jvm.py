"""The process around the Java virtual machine: one request (JSON) on standard input, one answer on standard output.

It does what OpenRefine does when a column is reconciled, and when columns are added from reconciled values, with
OpenRefine's own classes: they write the requests, send them, and read the answers.
"""

import json
import sys
from typing import Any

import jpype
from jpype import JClass


def main() -> None:
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # a text file
    request = json.load(sys.stdin)
    options = ["-Xmx512m", "--enable-native-access=ALL-UNNAMED"]
    jpype.startJVM(*options, classpath=request["jars"], convertStrings=True)
    judged = _reconciled(request["service"], request["reconcile"])
    matched = [one["match"] for one in judged if one["match"]]
    answer = {"cells": judged, "columns": _extended(request["service"], matched, request["extend"])}
    json.dump(answer, sys.stdout)


def _reconciled(service: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The judgment of OpenRefine on each row of a table: a name, and columns with values of properties."""
    column = JClass("com.google.refine.model.Column")
    project, row_class, cell = (JClass(f"com.google.refine.model.{one}") for one in ("Project", "Row", "Cell"))
    table = project()
    for index, title in enumerate(["name", *asked["columns"]]):
        table.columnModel.addColumn(index, column(index, title), False)
    for values in asked["rows"]:
        row = row_class(len(values))
        for index, value in enumerate(values):
            row.setCell(index, cell(jpype.JString(value), None))
        table.rows.add(row)
    details = JClass("java.util.ArrayList")()
    for title, pid in asked["columns"].items():
        details.add(JClass("com.google.refine.model.recon.StandardReconConfig$ColumnDetail")(title, title, pid, None))
    wanted = JClass("com.google.refine.model.ReconType")(*asked["type"])
    config = JClass("com.google.refine.model.recon.StandardReconConfig")(
        service, "", "", wanted, True, asked["batch"], details, asked["limit"]
    )
    judged = []
    size = config.getBatchSize()  # as OpenRefine's process takes the rows
    for first in range(0, len(table.rows), size):
        jobs = JClass("java.util.ArrayList")()
        for index in range(first, min(first + size, len(table.rows))):
            row = table.rows[index]
            jobs.add(config.createJob(table, index, row, "name", row.getCell(0)))
        judged += [_judgment(recon) for recon in config.batchRecon(jobs, 1)]
    return judged


def _judgment(recon: Any) -> dict[str, Any]:
    return {
        "match": None if recon.match is None else recon.match.id,
        "error": recon.error,
        "candidates": [[one.id, one.name, float(one.score), list(one.types)] for one in recon.candidates or ()],
    }


def _extended(service: str, ids: list[str], properties: list[dict[str, Any]]) -> dict[str, list[list[str]]]:
    """The cells that OpenRefine adds for each thing, a list for each row, as text."""
    job_class = JClass("com.google.refine.model.recon.ReconciledDataExtensionJob")
    config = JClass("com.google.refine.model.recon.ReconciledDataExtensionJob$DataExtensionConfig").reconstruct(
        json.dumps({"properties": properties})
    )
    things = JClass("java.util.HashSet")()
    for one in ids:
        things.add(jpype.JString(one))
    found = job_class(config, service).extend(things, JClass("java.util.HashMap")())
    return {
        str(entry.getKey()): [["" if one is None else _text(one) for one in row] for row in entry.getValue().data]
        for entry in found.entrySet()
    }


def _text(value: Any) -> str:
    return str(value.name) if isinstance(value, JClass("com.google.refine.model.ReconCandidate")) else str(value)


if __name__ == "__main__":
    main()
