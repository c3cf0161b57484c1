"""Invented customers in several languages, always the same for the same seed: made for measuring, at any number.

Names follow the shape of real ones: a few surnames are common, most are rare (a long tail of built ones), some have
accents, apostrophes, hyphens or several parts, some are written in scripts without case or spaces.
"""

import datetime as dt
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from random import Random

from continuity_app.contacts.model import Appointment, Asset, CentralPromise, Channel, ChannelKind, Customer, Quality

_VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_PLATE = "ABCDEFGHJKLMNPRSTUVWXYZ"
_COMMON_FALL = 20  # the n-th of the common surnames has a share of 1/(n + 20): the first one is about 1 % of all


def people(count: int, seed: int = 7) -> Iterator[Customer]:
    """Gives `count` customers in order of need: the first few have appointments and promises, then by falling value."""
    maker = _Maker(Random(seed))
    early = max(1, count // 500)
    for number in range(count):
        yield maker.customer(number, early=number < early, value=round(90_000 * (1 - number / count) ** 3, 2))


class _Maker:
    """Draws customers from one stream of random numbers."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        data = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
        languages, rare = data["languages"], data["rare"]
        self._other = {name: _names(text) for name, text in data["other"].items()}
        self._codes = list(languages)
        self._shares = list(accumulate(language["share"] for language in languages.values()))
        self._given = {code: _names(language["given"]) for code, language in languages.items()}
        self._family = {code: _names(language["family"]) for code, language in languages.items()}
        self._family_first = {code for code, language in languages.items() if language.get("family_first")}
        self._falling = {
            code: list(accumulate(1 / (n + _COMMON_FALL) for n in range(len(names))))
            for code, names in self._family.items()
        }
        heads, middles, tails = (_names(rare[part]) for part in ("heads", "middles", "tails"))
        self._rare = [head + middle + tail for head in heads for middle in middles for tail in tails]
        self._rare_in = set(_names(rare["in"]))
        rng.shuffle(self._rare)
        self._mail_words: dict[str, str] = {}

    def customer(self, number: int, *, early: bool, value: float) -> Customer:
        """One customer; an `early` one has an appointment and a promise."""
        rng, other = self._rng, self._other
        code = rng.choices(self._codes, cum_weights=self._shares)[0]
        given, family = rng.choice(self._given[code]), self._surname(code)
        organisation = f"{self._surname('en')} {rng.choice(other['trades'])}" if rng.random() < 0.15 else ""
        return Customer(
            id=f"{300_000_000 + number * 7}",
            name=family + given if code in self._family_first else f"{given} {family}",
            given_name=given,
            family_name=family,
            organisation=organisation,
            segment=rng.choice(other["segments"]),
            market=rng.choice(other["markets"]),
            product=rng.choice(other["products"]),
            value=value,
            language=code,
            do_not_call=rng.random() < 0.03,
            channels=self._channels(number, given, family, organisation),
            assets=(self._asset(),),
            appointments=(Appointment(f"2024-06-{20 + number % 9}T09:30", "Service 60,000 km"),) if early else (),
            promises=(CentralPromise("Call back about the estimate", "2024-06-21", "Ana Ruiz"),) if early else (),
            source="people.csv",
        )

    def _surname(self, code: str) -> str:
        """A common one of the language, or (three of four in Latin script) one of the long tail."""
        if code in self._rare_in and self._rng.random() < 0.75:
            return self._rare[int(len(self._rare) * self._rng.random() ** 2)]
        return self._rng.choices(self._family[code], cum_weights=self._falling[code])[0]

    def _channels(self, number: int, given: str, family: str, organisation: str) -> tuple[Channel, ...]:
        rng, other = self._rng, self._other
        found = [self._phone(ChannelKind.MOBILE)]
        if rng.random() < 0.5:
            found.append(self._phone(ChannelKind.WORK))
        if rng.random() < 0.85:
            local = f"{self._mail_word(given)}.{self._mail_word(family)}{number % 1000}".strip(".")
            domain = f"{self._mail_word(organisation)}.com" if organisation else rng.choice(other["mails"])
            found.append(Channel(ChannelKind.EMAIL, f"{local}@{domain}", f"{local}@{domain}"))
        if rng.random() < 0.6:
            street, city = rng.choice(other["streets"]), rng.choice(other["cities"])
            post = f"{rng.randrange(1, 9999)} {street} Street, {city} {rng.randrange(10_000, 99_999)}"
            found.append(Channel(ChannelKind.POSTAL, post, post))
        return tuple(found)

    def _phone(self, kind: ChannelKind) -> Channel:
        rng = self._rng
        area, middle, last = rng.choice(self._other["areas"]), rng.randrange(200, 999), rng.randrange(10_000)
        quality = Quality(rng.choice(self._other["qualities"]))
        day = dt.date(2024, 3, 1 + rng.randrange(28)) if quality is Quality.VERIFIED else None
        return Channel(kind, f"+1{area}{middle}{last:04d}", f"({area}) {middle}-{last:04d}", quality, day)

    def _asset(self) -> Asset:
        rng = self._rng
        if rng.random() < 0.35:
            return Asset("policy", "Motor policy", policy=f"POL-{rng.randrange(2010, 2025)}-{rng.randrange(10**6):06d}")
        vin = rng.choice(self._other["makers"]) + "".join(rng.choices(_VIN, k=9))
        plate = "".join(rng.choices(_PLATE, k=3)) + f"{rng.randrange(10_000):04d}"
        return Asset("vehicle", rng.choice(self._other["cars"]), vin=vin, plate=plate)

    def _mail_word(self, text: str) -> str:
        """The name as it would stand in an address: ASCII letters, or nothing."""
        word = self._mail_words.get(text)
        if word is None:
            plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
            word = self._mail_words[text] = "".join(filter(str.isalnum, plain))
        return word


def _names(text: str) -> list[str]:
    return [name.replace("_", " ") for name in text.split()]
