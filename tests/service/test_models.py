"""`diemcau mcp --store`: language models are answered from a service elsewhere as from the local release."""

from pathlib import Path

from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from kg.service.service import Service
from tests.running import DIEMCAU


def test_a_question_is_answered_with_evidence(oxigraph: Service, remote_data: Path) -> None:
    arguments = ["--data", str(remote_data), "mcp", "--store", oxigraph.query]
    command = StdioServerParameters(command=str(DIEMCAU), args=arguments)
    with (
        start_blocking_portal() as portal,  # a thread of its own: a browser may have its loop in this one
        portal.wrap_async_context_manager(Client(stdio_client(command))) as client,
    ):
        asked = {"question": "who-attended", "lang": "en"}
        found = portal.call(client.call_tool, "ask_question", asked)
    assert not found.is_error, found
    answer = found.structured_content or {}
    assert "Vũ Đức Đam" in [row["attendee"] for row in answer["rows"]]
    assert answer["evidence"]
    assert answer["articles"]
