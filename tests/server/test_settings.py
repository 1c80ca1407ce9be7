"""Settings that are wrong: said before anything starts, with the mend."""

from pathlib import Path

import pytest

from tests.running import call
from tests.server.conftest import settings


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("name@example.org", "name@example.org"),
        ("mailto:name@example.org", "name@example.org"),
        ("https://example.org/corrections?about=x", "https://example.org/corrections?about=x"),
        ("http://example.org:8080", "http://example.org:8080"),
        ("none", None),
    ],
)
def test_a_contact_is_an_address_of_mail_or_of_the_web(tmp_path: Path, given: str, shown: str | None) -> None:
    assert settings(tmp_path, DIEMCAU_CONTACT=given).contact == shown


@pytest.mark.parametrize(
    "given",
    ["somebody", "name@", "@example.org", "two words@example.org", "javascript:alert(1)", "//example.org", "https://",
     "ftp://example.org", "https://exa mple.org", "https://example.org/\"><script>", "name@example.org?subject=x"],
)  # fmt: skip
def test_a_contact_that_is_no_address_stops_the_start(tmp_path: Path, given: str) -> None:
    done = call("serve", data=tmp_path, DIEMCAU_CONTACT=given)
    assert done.returncode == 1
    assert "DIEMCAU_CONTACT" in done.stderr
    assert "name@example.org" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("variable", "said"),
    [("DIEMCAU_PROT", "Is DIEMCAU_PORT meant?"), ("DIEMCAU_QUERY_SECOND", "Is DIEMCAU_QUERY_SECONDS meant?"),
     ("DIEMCAU_XYZZY_PLUGH", "The README lists all")],
)  # fmt: skip
def test_a_variable_that_is_no_setting_is_warned_of_at_the_start(tmp_path: Path, variable: str, said: str) -> None:
    # An address that is none ends the start right after.
    arguments = ("serve", "--dataset", "exact", "--host", "256.0.0.1")
    done = call(*arguments, data=tmp_path, **{variable: "1"})
    assert f"Warning: {variable} is no setting" in done.stderr
    assert said in done.stderr
    assert "Warning" not in call(*arguments, data=tmp_path, DIEMCAU_ROWS="7").stderr
