"""When each person logged calls on the last day on which they did: how fast the list is worked through."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from continuity_app.journal.entry import Entry
from continuity_app.journal.types import CallLogged

_DAY = len("2024-06-21")
_State = dict[str, list[str]]


class PaceProjection:
    """User -> times (ISO 8601, as they were logged) of the calls of that user's last day, in order."""

    name = "pace"
    kept_version = 1
    types = frozenset({CallLogged.type})

    def initial(self) -> _State:
        """Nobody called yet."""
        return {}

    def fold(self, state: _State, entry: Entry) -> _State:
        """One more call; the first of a day begins the user's list anew."""
        at = str(entry.body.get("at", ""))
        times = state.setdefault(entry.user, [])
        if not times or at[:_DAY] > times[-1][:_DAY]:
            state[entry.user] = [at]
        elif at[:_DAY] == times[-1][:_DAY]:
            times.append(at)
        return state

    def value(self, state: _State) -> Mapping[str, Sequence[str]]:
        """A view of all of them."""
        return MappingProxyType(state)

    def pack(self, state: _State) -> bytes:
        """For a checkpoint."""
        return msgspec.msgpack.encode(state)

    def unpack(self, data: bytes) -> _State:
        """From a checkpoint."""
        return msgspec.msgpack.decode(data, type=_State)
