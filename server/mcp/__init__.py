"""diemcau for language models: a server of the Model Context Protocol (https://modelcontextprotocol.io)."""
