"""Budgets and the names of clients, for any course of events."""

import ipaddress
import math

from hypothesis import example, given
from hypothesis import strategies as st

from server import clients
from server.budgets import Budgets

SECONDS = st.floats(0, 1e4)
EVENTS = st.lists(st.tuples(st.floats(0, 300), st.floats(0, 100), st.integers(0, 5)), max_size=20)
ADDRESSES = st.ip_addresses().map(str)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@example(
    9.147288561135142,
    1.0,
    [(0.0, 1.1472885611351415, 0), (0.0, 1.1472885611351415, 0), (0.0, 25.14728856113514, 0)],
)
@given(st.floats(0.1, 1000), st.floats(1, 1000), EVENTS)
def test_a_budget_is_never_overfull_and_comes_back_when_it_said(
    seconds: float, errors: float, events: list[tuple[float, float, int]]
) -> None:
    clock = Clock()
    budgets = Budgets(seconds, errors, clock)
    for passed, used, wrong in events:
        clock.now += passed
        budgets.charge("a", used, wrong)
        assert budgets.spent("b") is None
    spent, waits = budgets.spent("a"), 0
    while spent is not None:  # at most one wait for each budget
        assert spent.retry_after >= 1
        before = spent
        clock.now += spent.retry_after
        spent, waits = budgets.spent("a"), waits + 1
        assert spent is None or spent.what != before.what
    assert waits <= 2
    clock.now += 1e6
    budgets.charge("a", 2 * seconds * 0.999)
    assert budgets.spent("a") is None
    budgets.charge("a", 2 * seconds)  # full is twice the minute's, however long ago it was used
    assert budgets.spent("a") is not None


@given(st.floats(0.1, 1000), SECONDS, st.floats(0, 60), st.floats(0, 60))
def test_waiting_only_helps(seconds: float, used: float, first: float, more: float) -> None:
    clock = Clock()
    budgets = Budgets(seconds, 0, clock)
    budgets.charge("a", used)
    clock.now += first
    early = budgets.spent("a")
    clock.now += more
    late = budgets.spent("a")
    if late is not None:
        assert early is not None
        assert late.retry_after <= early.retry_after


@given(SECONDS, st.integers(0, 100))
def test_without_limits_nothing_is_spent(used: float, wrong: int) -> None:
    budgets = Budgets(0, 0)
    budgets.charge("a", used, wrong)
    assert budgets.spent("a") is None


@given(st.text(max_size=30) | ADDRESSES)
def test_any_address_has_a_key_and_a_key_is_its_own_kind(address: str) -> None:
    key = clients.key(address)
    assert key == "unknown" or ipaddress.ip_network(key).prefixlen in (32, 64, 128)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_addresses_of_one_customer_have_one_key(network: int, one: int, other: int) -> None:
    keys = {clients.key(str(ipaddress.IPv6Address(network << 64 | host))) for host in (one, other)}
    assert len(keys) == 1 or network == 0  # where mapped IPv4 addresses are


@given(ADDRESSES, st.lists(ADDRESSES | st.text("x, ", max_size=5), max_size=5), st.integers(0, 3))
def test_what_a_client_says_of_itself_is_not_believed(peer: str, hops: list[str], proxies: int) -> None:
    heard = [hop.strip() for hop in ",".join(hops).split(",") if hop.strip()]
    assert clients.address(peer, ", ".join(hops), 0) == peer
    found = clients.address(peer, ", ".join(hops), proxies)
    assert found in (peer, *heard)
    # Each trusted proxy added one at the end: more in front of these changes nothing.
    if proxies and len(heard) >= proxies:
        assert clients.address(peer, ", ".join(["1.2.3.4", *hops]), proxies) == found == heard[-proxies]


def test_a_wait_is_said_in_whole_seconds() -> None:
    clock = Clock()
    budgets = Budgets(60, 0, clock)
    budgets.charge("a", 150.5)
    spent = budgets.spent("a")
    assert spent is not None
    assert spent.retry_after == math.floor(30.5) + 1
