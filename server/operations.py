"""/health, /ready, /metrics and /limits: what operators and careful clients ask."""

import functools
import importlib.metadata
import logging
import math
import threading
import time
from collections.abc import Callable

from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from kg.formats import for_kind
from server import urls
from server.exact import ExactSite
from server.problems import QUERY_ERRORS, Problem
from server.settings import LIMITS
from server.site import NoRelease, Site

COUNT = "diemcau.count"
"""In WSGI's environment, where the gateway has it: what counts the answer, once it is known that it will be sent."""
VERSION = importlib.metadata.version("diemcau")
KEPT_SECONDS = 1.0
"""How long one query tells whether queries are answered."""
ASK_SECONDS = 2.0
STALE_SECONDS = 5.0
"""What was found so long ago is not believed, while somebody is finding out."""
_log = logging.getLogger(__name__)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """What is counted of requests, for Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "diemcau_requests", "Requests answered.", ["route", "method", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "diemcau_request_seconds",
            "Seconds from a request to its answer.",
            ["route"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self._left = Counter(
            "diemcau_answers_left", "Large answers that their clients left, or took too slowly.", registry=self.registry
        )
        self._refusals = Counter("diemcau_refusals", "Requests refused, by reason.", ["reason"], registry=self.registry)

    def count(self, route: str, method: str, status: int, seconds: float, reason: str | None = None) -> None:
        """Counts a request. `route` and `method` are of a small known set."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if reason is not None:
            self._refusals.labels(reason).inc()

    def left(self) -> None:
        """Counts an answer whose client did not take all of it."""
        self._left.inc()


class _Workers(Collector):
    """What the query workers did and do, read when asked for."""

    def __init__(self, site: Site | ExactSite) -> None:
        self._site = site

    def collect(self) -> list[Metric]:
        """The figures of this moment."""
        tally = self._site.tally
        found: list[Metric] = [
            CounterMetricFamily("diemcau_worker_kills", "Query workers killed for overrunning.", value=tally.kills),
            CounterMetricFamily("diemcau_worker_deaths", "Query workers that ended early.", value=tally.deaths),
            CounterMetricFamily("diemcau_slow_queries", "Queries that moved to the slow lane.", value=tally.moves),
            CounterMetricFamily("diemcau_query_seconds", "Seconds of query workers used.", value=tally.seconds),
        ]
        load = self._site.load()
        found.append(GaugeMetricFamily("diemcau_queries_waiting", "Queries that wait for their turn.", load.waiting))
        busy = GaugeMetricFamily("diemcau_workers_busy", "Query workers at a query, by lane.", labels=["lane"])
        busy.add_metric(["quick"], load.quick)
        busy.add_metric(["slow"], load.slow)
        build = GaugeMetricFamily("diemcau_build_info", "The version of diemcau that runs.", labels=["version"])
        build.add_metric([VERSION], 1)
        found += [busy, build]
        release = self._site.current()
        if release is not None:
            serving = GaugeMetricFamily("diemcau_release", "The release in service.", labels=["release"])
            serving.add_metric([release.id], 1)
            found.append(serving)
        return found


class Readiness:
    """Whether queries are answered: found out by asking one, at most once a second for all who want to know.

    One thread asks; meanwhile the others are told what was found last.
    """

    def __init__(self, site: Site | ExactSite, clock: Callable[[], float] = time.monotonic) -> None:
        self._site = site
        self._clock = clock
        self._asking = threading.Lock()
        self._found: str | Problem = Problem(503, "No query was answered yet.", retry_after=1)
        self._at = -math.inf

    def release(self) -> str:
        """The id of the release that queries are answered from. Raises Problem where they are not answered."""
        if self._clock() - self._at >= KEPT_SECONDS and self._asking.acquire(blocking=False):
            try:
                self._found = self._ask()
                self._at = self._clock()
            finally:
                self._asking.release()
        found = self._found
        if isinstance(found, Problem):
            raise found
        if self._clock() - self._at > STALE_SECONDS:
            raise Problem(503, f"No query was answered for {STALE_SECONDS:g} s.", retry_after=1)
        return found

    def _ask(self) -> str | Problem:
        try:
            with self._site.serving() as serving:
                serving.pool.query("ASK {}", results=for_kind("results")[0], seconds=ASK_SECONDS).read()
                return serving.release.id
        except (NoRelease, *QUERY_ERRORS) as error:
            _log.error("queries are not answered: %s (%r)", error, error.__cause__)
            return Problem(503, "Queries are not answered.", retry_after=1)


def blueprint(site: Site | ExactSite, metrics: Metrics) -> Blueprint:
    """The routes for operators of `site`."""
    routes = Blueprint("operations", __name__)
    metrics.registry.register(_Workers(site))

    readiness = Readiness(site)

    @routes.get(urls.HEALTH)
    def health() -> Response:
        served = site.served()
        return _now(jsonify(status="ok", release=served.id if served is not None else None))

    @routes.get(urls.READY)
    def ready() -> Response:
        return _now(jsonify(status="ok", release=readiness.release()))

    @routes.get(urls.METRICS)
    def show() -> Response:
        return _now(Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST))

    @routes.get(urls.LIMITS)
    def limits() -> Response:
        return jsonify(
            [{"name": s.name, "value": getattr(site.settings, s.name), "meaning": s.meaning} for s in LIMITS]
        )

    return routes


def _now(response: Response) -> Response:
    """What is true of this moment only."""
    response.headers["Cache-Control"] = "no-store"
    return response


def register(app: Flask, metrics: Metrics) -> None:
    """Has the application count what it answers."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule is not None else "none"
        request.environ["diemcau.route"] = route  # the gateway counts the answers that it gives again
        refused = response.status_code in (400, 401, 403, 406, 408, 409, 413, 415, 422, 429, 431, 503, 504, 507)
        reason = g.get("problem") if refused else None
        counted = functools.partial(
            metrics.count, route, _method(), response.status_code, time.perf_counter() - g.began, reason
        )
        if COUNT in request.environ:
            request.environ[COUNT] = counted
        else:
            counted()
        return response


def _method() -> str:
    """The method, of those we know: a stranger could otherwise make a new series with each request."""
    known = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY", "PATCH")
    return request.method if request.method in known else "other"
