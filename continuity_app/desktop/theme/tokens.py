"""The colours by their meaning; every drawing and style sheet takes them from here."""

from dataclasses import dataclass
from enum import StrEnum


class Scheme(StrEnum):
    """The colour schemes that a user can choose."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. Red stands only for a running incident and for what is broken; violet only for a drill."""

    ground: str
    panel: str
    line: str
    edge: str
    ink: str
    soft: str
    accent: str
    chosen: str
    on_accent: str
    good: str
    caution: str
    broken: str
    rail: str
    rail_chosen: str
    rail_ink: str
    rail_soft: str
    rail_mark: str
    incident: str
    drill: str
    drill_stripe: str
    on_bar: str


LIGHT = Colours(
    ground="#F6F7F8",
    panel="#FFFFFF",
    line="#D5DBE0",
    edge="#8A97A3",
    ink="#16202A",
    soft="#55626E",
    accent="#0B5C8C",
    chosen="#E3EEF6",
    on_accent="#FFFFFF",
    good="#1C6B3C",
    caution="#8A4B00",
    broken="#A3202A",
    rail="#16303F",
    rail_chosen="#22475B",
    rail_ink="#F2F6F8",
    rail_soft="#A9BFCC",
    rail_mark="#6DB7E3",
    incident="#8C1D26",
    drill="#59348C",
    drill_stripe="#6B45A1",
    on_bar="#FFFFFF",
)

DARK = Colours(
    ground="#14191D",
    panel="#1C2328",
    line="#36414A",
    edge="#6E7C88",
    ink="#ECF1F4",
    soft="#A5B2BC",
    accent="#6DB7E3",
    chosen="#22384A",
    on_accent="#0D1A22",
    good="#7BD39B",
    caution="#F2B45C",
    broken="#FF8A8F",
    rail="#0D1216",
    rail_chosen="#22384A",
    rail_ink="#ECF1F4",
    rail_soft="#A5B2BC",
    rail_mark="#6DB7E3",
    incident="#7A1A22",
    drill="#4A2A78",
    drill_stripe="#5B3A8C",
    on_bar="#FFFFFF",
)

CONTRAST = Colours(
    ground="#000000",
    panel="#000000",
    line="#FFFFFF",
    edge="#FFFFFF",
    ink="#FFFFFF",
    soft="#FFFFFF",
    accent="#FFE14D",
    chosen="#3A3300",
    on_accent="#000000",
    good="#8CFFB0",
    caution="#FFC266",
    broken="#FFA3A8",
    rail="#000000",
    rail_chosen="#3A3300",
    rail_ink="#FFFFFF",
    rail_soft="#FFFFFF",
    rail_mark="#FFE14D",
    incident="#8C0000",
    drill="#3D0080",
    drill_stripe="#5A14A8",
    on_bar="#FFFFFF",
)

SCHEMES = {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK, Scheme.CONTRAST: CONTRAST}
