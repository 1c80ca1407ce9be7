"""The health check of a container: `python -m server.health` ends with status 0 where the site answers /health.

It asks the port of DIEMCAU_PORT on this machine, whatever proxies the environment names.
"""

import http.client
import os
import sys

from server import urls

SECONDS = 4.0


def answers(host: str, port: int, seconds: float) -> bool:
    """Whether /health is answered with 200 in time."""
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        connection.request("GET", urls.HEALTH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):  # not yet, or no longer
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers("127.0.0.1", int(os.environ.get("DIEMCAU_PORT") or 8000), SECONDS) else "no answer")
