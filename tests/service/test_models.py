"""`diemcau mcp --store`: language models are answered from a service elsewhere as from the local release."""

from pathlib import Path

import anyio
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp_types import CallToolResult

from kg.service.service import Service
from tests.running import DIEMCAU


def test_a_question_is_answered_with_evidence(oxigraph: Service, remote_data: Path) -> None:
    arguments = ["--data", str(remote_data), "mcp", "--store", oxigraph.query]

    async def asked() -> CallToolResult:
        async with Client(stdio_client(StdioServerParameters(command=str(DIEMCAU), args=arguments))) as client:
            return await client.call_tool("ask_question", {"question": "who-attended", "lang": "en"})

    found = anyio.run(asked)
    assert not found.is_error, found
    answer = found.structured_content or {}
    assert "Vũ Đức Đam" in [row["attendee"] for row in answer["rows"]]
    assert answer["evidence"]
    assert answer["articles"]
