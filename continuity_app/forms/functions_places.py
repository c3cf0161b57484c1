"""ODK's functions over points, lines and areas on the earth, written `lat lon [altitude accuracy]; lat lon; ...`."""

import math
from itertools import pairwise

from continuity_app.forms.functions import Function, Scope, flat
from continuity_app.forms.xpath_values import Value, to_text

_RADIUS = 6378100.0
"""Metres: the sphere that ODK's own engine reckons with."""

_CORNERS = 3


def points(text: str) -> list[tuple[float, float]] | None:
    """Latitude and longitude of each point, None where the text tells none."""
    found = []
    for part in text.strip().strip(";").split(";"):
        words = part.split()
        try:
            latitude, longitude = float(words[0]), float(words[1])
        except (IndexError, ValueError):
            return None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - degrees
            return None
        found.append((latitude, longitude))
    return found


def _all_points(args: list[Value]) -> list[tuple[float, float]]:
    return [point for value in flat(args) for point in points(to_text(value)) or ()]


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    lat1, lat2 = math.radians(one[0]), math.radians(other[0])
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))


def _distance(_scope: Scope, args: list[Value]) -> Value:
    way = _all_points(args)
    return math.fsum(_apart(one, other) for one, other in pairwise(way))


def _area(_scope: Scope, args: list[Value]) -> Value:
    corners = _all_points(args)
    if len(corners) < _CORNERS:
        return 0.0
    total = 0.0
    for one, other in zip(corners, corners[1:] + corners[:1], strict=True):
        turn = math.radians(other[1] - one[1])
        total += turn * (2 + math.sin(math.radians(one[0])) + math.sin(math.radians(other[0])))
    return abs(total * _RADIUS * _RADIUS / 2)


def _geofence(_scope: Scope, args: list[Value]) -> Value:
    """Whether a point lies inside an area."""
    place, corners = points(to_text(args[0])), points(to_text(args[1])) or []
    if not place:
        return False
    y, x = place[0]
    inside = False
    for (y1, x1), (y2, x2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


PLACE_FUNCTIONS: dict[str, Function] = {
    "distance": Function(_distance, 1, None),
    "area": Function(_area, 1, None),
    "enclosed-area": Function(_area, 1, None),
    "geofence": Function(_geofence, 2, 2),
}
