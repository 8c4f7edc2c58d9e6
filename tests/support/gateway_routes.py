"""Which of the rendered routes takes a request, and on which terms, as Envoy Gateway sees it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.support.routes import Auth

Manifest = dict[str, Any]

BEST_FIRST = ("Exact", "RegularExpression", "PathPrefix")
"""Kinds of matches of a path, by precedence."""


@dataclass(frozen=True)
class Match:
    """One match of one rule: a path, and a method unless any will do."""

    route: str
    rule: str
    kind: str
    path: str
    method: str | None
    service: str | None
    """Who answers; None for the gateway itself."""

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Sorts before that of every match that this one goes before."""
        return BEST_FIRST.index(self.kind), -len(self.path), self.method is None

    def takes(self, method: str, path: str) -> bool:
        """Whether a request of this form is meant."""
        return (
            self.method in {None, method}
            and {
                "Exact": path == self.path,
                "RegularExpression": re.fullmatch(self.path, path) is not None,
                "PathPrefix": f"{path}/".startswith(f"{self.path.rstrip('/')}/"),
            }[self.kind]
        )


class GatewayRoutes:
    """The routes of a rendering, and the policies that are about them."""

    def __init__(self, manifests: Sequence[Manifest]) -> None:
        self._manifests = manifests
        self.matches = sorted(self._find_matches(), key=lambda match: match.rank)

    def find(self, method: str, path: str) -> Match:
        """Return what takes a request; every request is taken."""
        return next(match for match in self.matches if match.takes(method, path))

    def tell_auth(self, match: Match) -> Auth:
        """Return what a request must bring."""
        policies = self._find_policies("SecurityPolicy", match.route)
        if not policies:
            return Auth.API
        (spec,) = policies
        return Auth.MEDIA if "jwt" in spec else Auth.PUBLIC

    def find_traffic(self, match: Match) -> Manifest:
        """Return what the rule adds to the gateway's own BackendTrafficPolicy."""
        (spec,) = self._find_policies("BackendTrafficPolicy", match.route, match.rule)
        return spec

    def find_own(self, kind: str) -> Manifest:
        """Return the gateway's own policy of a kind."""
        (spec,) = self._find_policies(kind, "gateway", target_kind="Gateway")
        return spec

    def _find_policies(
        self, kind: str, name: str, rule: str | None = None, target_kind: str = "HTTPRoute"
    ) -> Sequence[Manifest]:
        return [
            manifest["spec"]
            for manifest in self._manifests
            if manifest["kind"] == kind
            for target in manifest["spec"]["targetRefs"]
            if (target["kind"], target["name"]) == (target_kind, name)
            and target.get("sectionName") == rule
        ]

    def _find_matches(self) -> Iterator[Match]:
        for manifest in self._manifests:
            if manifest["kind"] == "HTTPRoute":
                for rule in manifest["spec"]["rules"]:
                    yield from _matches_of(manifest["metadata"]["name"], rule)


def _matches_of(route: str, rule: Manifest) -> Iterator[Match]:
    services = [backend["name"] for backend in rule.get("backendRefs", [])]
    for match in rule["matches"]:
        yield Match(
            route,
            rule.get("name", ""),
            match["path"]["type"],
            match["path"]["value"],
            match.get("method"),
            services[0] if services else None,
        )
