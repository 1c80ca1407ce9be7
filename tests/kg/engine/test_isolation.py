"""What a shut-in process can no longer do: each thing is tried in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
ATTEMPTS = {
    "a socket of the internet": "import socket; socket.socket(socket.AF_INET)",
    "a socket of this machine": "import socket; socket.socket(socket.AF_UNIX)",
    "a pair of sockets": "import socket; socket.socketpair()",
    "another program": "import os; os.execv('/bin/true', ['true'])",
    "another process": "import os; os.fork()",
    "a spawned program": "import subprocess; subprocess.run(['/bin/true'])",
    "a signal": "import os; os.kill(os.getppid(), 0)",
    "a signal by descriptor": "import os, signal; signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 0)",
    "a signal to a thread": "import signal, threading; signal.pthread_kill(threading.get_ident(), 0)",
    "an empty file": "open({path!r}, 'w')",
    "an old file without its content": "open({old!r}, 'w')",
    "a shorter file": "import os; os.truncate({old!r}, 1)",
    "an old file gone": "import os; os.unlink({old!r})",
    "an old file elsewhere": "import os; os.rename({old!r}, {path!r})",
    "a folder": "import os; os.mkdir({path!r})",
    "another mode": "import os; os.chmod({old!r}, 0)",
    "a file": "open({path!r}, 'w').write('x' * 100000)",
    "a longer file": "open({old!r}, 'a').write('x' * 100000)",
    "another owner": "import os; os.chown({old!r}, os.getuid(), os.getgid())",
    "another time": "import os; os.utime({old!r})",
    "an attribute": "import os; os.setxattr({old!r}, 'user.x', b'x')",
    "another's limits": "import os, resource; resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)",
    "another's priority": "import os; os.setpriority(os.PRIO_PROCESS, os.getpid(), 5)",
    "another processor": "import os; os.sched_setaffinity(0, os.sched_getaffinity(0))",
    "memory with a name": "import os; os.memfd_create('x')",
}


@pytest.mark.parametrize("attempt", ATTEMPTS.values(), ids=ATTEMPTS)
def test_a_shut_in_process_cannot_reach_out(attempt: str, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.write_text("as it was", encoding="utf-8")
    attempt = attempt.format(path=str(tmp_path / "new"), old=str(old))
    free = subprocess.run([sys.executable, "-c", attempt], cwd=ROOT, capture_output=True, text=True)
    assert free.returncode == 0, free.stderr
    old.write_text("as it was", encoding="utf-8")
    old.chmod(0o644)
    new = tmp_path / "new"
    if new.is_dir():
        new.rmdir()
    new.unlink(missing_ok=True)
    program = f"from kg.engine import isolation\nisolation.shut_in()\n{attempt}"
    shut = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert shut.returncode != 0
    assert "Error" in shut.stderr
    assert old.read_text(encoding="utf-8") == "as it was"
    assert not new.exists()


def test_a_shut_in_process_still_reads_and_has_threads() -> None:
    program = (
        "import threading\nfrom kg.engine import isolation\nisolation.shut_in()\nfound = []\n"
        "thread = threading.Thread(target=lambda: found.append(open('/etc/hostname').read()))\n"
        "thread.start(); thread.join(); print(len(found))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "1\n", done.stderr


def test_a_process_ends_with_its_parent_even_when_it_asks_too_late() -> None:
    program = "from kg.engine import isolation\nisolation.end_with_parent(1)\nprint('alive')"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")


def test_memory_is_limited_beyond_what_is_used() -> None:
    program = (
        "from kg.engine import isolation\nisolation.limit_memory(64 << 20)\nbytearray(32 << 20)\n"
        "try:\n    bytearray(96 << 20)\nexcept MemoryError:\n    print('refused')"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "refused\n", done.stderr
