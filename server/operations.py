"""/health, /metrics and /limits: what operators and careful clients ask."""

import time

from flask import Blueprint, Flask, Response, g, jsonify, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from kg.formats import for_kind
from server.exact import ExactSite
from server.settings import LIMITS
from server.site import Site

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
        self._refusals = Counter("diemcau_refusals", "Requests refused, by reason.", ["reason"], registry=self.registry)

    def count(self, route: str, method: str, status: int, seconds: float, reason: str | None = None) -> None:
        """Counts a request. `route` and `method` are of a small known set."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if reason is not None:
            self._refusals.labels(reason).inc()


class _Workers(Collector):
    """What the query workers did, read when asked for."""

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
        release = self._site.current()
        if release is not None:
            serving = GaugeMetricFamily("diemcau_release", "The release in service.", labels=["release"])
            serving.add_metric([release.id], 1)
            found.append(serving)
        return found


def blueprint(site: Site | ExactSite, metrics: Metrics) -> Blueprint:
    """The routes for operators of `site`."""
    routes = Blueprint("operations", __name__)
    metrics.registry.register(_Workers(site))

    @routes.get("/health")
    def health() -> Response:
        with site.serving() as serving:
            serving.query("ASK {}", results=for_kind("results")[0]).read()
            response = jsonify(status="ok", release=serving.release.id)
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.get("/metrics")
    def show() -> Response:
        response = Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)
        response.headers["Cache-Control"] = "no-store"
        return response

    @routes.get("/limits")
    def limits() -> Response:
        return jsonify(
            [{"name": s.name, "value": getattr(site.settings, s.name), "meaning": s.meaning} for s in LIMITS]
        )

    return routes


def register(app: Flask, metrics: Metrics) -> None:
    """Has the application count what it answers."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule is not None else "none"
        request.environ["diemcau.route"] = route  # the gateway counts the answers that it gives again
        refused = response.status_code in (400, 401, 403, 406, 408, 409, 413, 415, 422, 429, 503, 504)
        reason = g.get("problem") if refused else None
        metrics.count(route, _method(), response.status_code, time.perf_counter() - g.began, reason)
        return response


def _method() -> str:
    """The method, of those we know: a stranger could otherwise make a new series with each request."""
    known = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "QUERY", "PATCH")
    return request.method if request.method in known else "other"
