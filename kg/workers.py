"""Processes that work is given to: of this machine, of a Dask cluster, or this one for a few articles."""

import contextlib
import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

_OBJECTS = 20_000
"""New objects after which garbage is looked for; what is made of an article has no circles and goes by itself."""


class NoCluster(Exception):
    """The Dask cluster cannot be used; the message says why and how to mend it."""


class Here(Executor):
    """Does the work in this process, at once: starting others takes longer than a few articles do."""

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """What `work` gave, already there. What it raises is raised."""
        done: Future[Any] = Future()
        done.set_result(work(*args, **kwargs))
        return done


@contextlib.contextmanager
def processes(count: int, prepare: Callable[[], object]) -> Iterator[Executor]:
    """So many processes of this machine. They end with this one, also when it is killed.

    `prepare` runs first, in this process, and what it makes is shared. To be called while there is one thread: a fork
    would take the locks of others with it.
    """
    prepare()
    gc.collect()
    gc.freeze()  # what is made once need not be looked through again and again, nor be copied by that
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), initializer=_begin)
    try:
        pool.submit(os.getpid).result()  # which forks them all
        yield pool
    except KeyboardInterrupt:
        for child in multiprocessing.active_children():  # which may wait for a model's answer, for minutes
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        gc.unfreeze()


class Held:
    """Objects on the workers of a cluster, one made of each share by `make(common, share)`. They end with this one."""

    def __init__(self, client: Any, make: Callable[..., object], common: object, shares: Sequence[object]) -> None:
        self._client = client
        (copied,) = self._sent(common)
        self._objects = [
            client.submit(make, copied, share, pure=False) for share in client.scatter(list(shares), hash=False)
        ]

    def each(self, ask: Callable[..., T], *arguments: object) -> Iterator[T]:
        """What `ask(object, *arguments)` gives for each, where the object is. What it raises is raised.

        Results come in order, one at a time; what was taken is not kept.
        """
        sent = self._sent(*arguments)
        waiting = deque(self._client.submit(ask, one, *sent, pure=False) for one in self._objects)
        return (waiting.popleft().result() for _ in range(len(waiting)))

    def _sent(self, *arguments: object) -> list[object]:
        """What all workers are told, sent once to each."""
        found: list[object] = self._client.scatter(list(arguments), broadcast=True, hash=False) if arguments else []
        return found


class Cluster:
    """The workers of a Dask scheduler, which have `threads` in all."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.threads = sum(client.nthreads().values())

    @property
    def executor(self) -> Executor:
        """Runs functions there."""
        found: Executor = self._client.get_executor(pure=False)
        return found

    def hold(self, make: Callable[..., object], common: object, shares: Sequence[object]) -> Held:
        """Makes an object of each share, and keeps it there."""
        return Held(self._client, make, common, shares)


@contextlib.contextmanager
def cluster(address: str, seconds: float = 10.0) -> Iterator[Cluster]:
    """The workers of the Dask scheduler at an address. Raises NoCluster.

    They need this version of diemcau; what they work on is sent to them, and what they find back.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise NoCluster("Dask is not installed: pip install 'diemcau[dask]'") from None
    try:
        client = Client(address, timeout=seconds)
    except (OSError, TimeoutError, ValueError) as error:
        raise NoCluster(
            f"no Dask scheduler answers at {address} ({error}): start one, and give tcp://HOST:8786"
        ) from None
    with client:
        found = Cluster(client)
        if not found.threads:
            raise NoCluster(f"the Dask scheduler at {address} has no workers: start some with: dask worker {address}")
        try:
            yield found
        except (KilledWorker, CancelledError) as error:
            raise NoCluster(
                f"the cluster at {address} lost what it was working on ({error}): run the command again"
            ) from None


def _begin() -> None:
    """Leaves Ctrl+C to the process that gives out the work, which ends what is under way in order, and ends with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(_OBJECTS)


def _end_with_parent() -> None:
    """Ends this process when the one that gives out the work is gone."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # this is no main process
    parent.join()
    os.kill(os.getpid(), signal.SIGKILL)
