"""Whose query runs when."""

import threading
import time
from collections.abc import Callable

import pytest

from kg.engine.admission import KEPT, MEMORY_SECONDS, SHARE, ClientBusy, Lanes, PoolBusy
from kg.engine.limits import Limits

CLIENTS = ("none", "little", "more", "much", "most")
"""Clients in the order of what they used."""
LIMITS = Limits(quick=2, slow=3, client_slow=2, queue=4)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def heavy(lanes: Lanes, client: str) -> str:
    """Has a client use two seconds with a long query; returns it."""
    lanes.enter(client, 1e9)
    lanes.move(client, 2)
    lanes.leave_slow(client, 0)
    return client


def waiting(lanes: Lanes, client: str, order: list[str]) -> threading.Thread:
    """A thread that enters and notes so; returns when it waits."""

    def enter() -> None:
        try:
            lanes.enter(client, time.monotonic() + 10)
        except PoolBusy as error:
            order.append(f"{client} refused: {error}")
        else:
            order.append(client)

    before = len(lanes._waiting)
    thread = threading.Thread(target=enter)
    thread.start()
    eventually(lambda: len(lanes._waiting) > before)
    return thread


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def test_a_place_is_kept_for_steady_clients() -> None:
    clock = Clock()
    lanes = Lanes(LIMITS, clock)
    busy = heavy(lanes, "busy")
    for _ in range(LIMITS.quick):
        assert not lanes.enter(busy, 0)
    with pytest.raises(PoolBusy, match="no turn"):
        lanes.enter(busy, 0)
    for _ in range(KEPT):
        assert lanes.enter("steady", 0)
    with pytest.raises(PoolBusy, match="no turn"):
        lanes.enter("another steady one", 0)
    clock.now += MEMORY_SECONDS
    lanes.leave("steady", 0)
    assert lanes.enter(busy, 0), "a long query is forgotten with time"


def test_many_short_queries_make_no_client_wait_behind_long_ones() -> None:
    lanes = Lanes(LIMITS)
    order: list[str] = []
    long = heavy(lanes, "long")
    lanes.enter("short", 1e9)
    lanes.leave("short", 1000)
    for _ in range(LIMITS.quick):
        lanes.enter(long, 1e9)
    lanes.enter("another", 1e9)
    threads = [waiting(lanes, client, order) for client in (long, "short")]
    lanes.leave("another", 0)
    eventually(lambda: len(order) == 1)
    lanes.leave(long, 0)
    lanes.leave("short", 0)
    for thread in threads:
        thread.join()
    assert order == ["short", long]


def test_those_who_used_least_go_first() -> None:
    lanes = Lanes(LIMITS)
    order: list[str] = []
    for client, times in (("most", 3), ("less", 2), ("least", 1)):
        for _ in range(times):
            heavy(lanes, client)
    for _ in range(LIMITS.quick):
        lanes.enter("most", 1e9)
    threads = [waiting(lanes, client, order) for client in ("most", "least", "less")]
    for number in range(len(threads)):
        lanes.leave("most", 0)
        eventually(lambda number=number: len(order) > number)  # type: ignore[misc] # bound in the loop
    for thread in threads:
        thread.join()
    assert order == ["least", "less", "most"]


def test_what_was_used_is_forgotten_with_time() -> None:
    clock = Clock()
    lanes = Lanes(LIMITS, clock)
    busy = heavy(lanes, "busy")
    assert lanes._usage(busy) == pytest.approx(2)
    clock.now += MEMORY_SECONDS / 2
    assert lanes._usage(busy) == pytest.approx(1)
    clock.now += MEMORY_SECONDS
    assert lanes._usage(busy) == 0


def filled(queue: int) -> Lanes:
    """Lanes whose quick places are all taken, with a queue of so many, and what some clients used before."""
    lanes = Lanes(Limits(quick=1, queue=queue))
    for number, client in enumerate(CLIENTS):
        lanes.enter(client, 1e9)
        lanes.leave(client, number)
    for _ in range(1 + KEPT):
        lanes.enter("first", 1e9)
    return lanes


def test_a_client_has_its_part_of_the_queue() -> None:
    lanes, order = filled(2 * SHARE), list[str]()
    threads = [waiting(lanes, "many", order) for _ in range(2)]
    with pytest.raises(ClientBusy, match="2 queries of yours wait"):
        lanes.enter("many", 1e9)
    threads.append(waiting(lanes, "another", order))
    for _ in threads:
        lanes.leave("first", 0)
    for thread in threads:
        thread.join()
    assert sorted(order) == ["another", "many", "many"]


def test_who_used_least_takes_the_place_of_who_used_most_in_a_full_queue() -> None:
    lanes, order = filled(SHARE), list[str]()
    threads = [waiting(lanes, client, order) for client in CLIENTS[:SHARE]]
    with pytest.raises(PoolBusy, match=f"{SHARE} queries wait"):
        lanes.enter(CLIENTS[SHARE], 1e9)
    displaced = threads.pop()
    newcomer = threading.Thread(target=lambda: lanes.enter("newcomer", time.monotonic() + 10))
    newcomer.start()
    displaced.join(5)
    assert order == [f"{CLIENTS[SHARE - 1]} refused: {SHARE} queries wait for their turn"]
    for _ in range(SHARE):
        lanes.leave("first", 0)
    for thread in (*threads, newcomer):
        thread.join()
    assert set(order[1:]) == set(CLIENTS[: SHARE - 1])


def test_a_client_has_its_share_of_the_slow_lane_and_all_have_the_whole() -> None:
    lanes = Lanes(LIMITS)
    for _ in range(LIMITS.client_slow):
        lanes.enter("a", 1e9)
        assert lanes.move("a", 0)
    with pytest.raises(ClientBusy):
        lanes.enter("a", 1e9)
    lanes.enter("b", 1e9)
    assert lanes.move("b", 0)
    lanes.enter("c", 1e9)
    assert not lanes.move("c", 0)  # the lane is full
    lanes.leave_slow("a", 0)
    lanes.enter("c", 1e9)
    assert lanes.move("c", 0)


def test_places_come_back_whatever_happens() -> None:
    lanes = Lanes(LIMITS)
    for _ in range(100):
        lanes.enter("a", 1e9)
        if lanes.move("a", 0.0):
            lanes.leave_slow("a", 0.0)
        lanes.enter("a", 1e9)
        lanes.leave("a", 0.0)
    assert lanes._quick == LIMITS.quick
    assert not lanes._slow
