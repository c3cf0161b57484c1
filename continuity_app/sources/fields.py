"""The fields that a source's columns can become, for each kind of thing that it holds."""

KINDS = ("customers", "appointments", "promises", "assets", "roster")

PHONES = ("mobile", "phone", "work_phone", "home_phone")
ASSETS = ("asset_kind", "asset_label", "asset_vin", "asset_plate", "asset_serial", "asset_policy")
ADDRESS = ("address", "street", "city", "region", "postcode", "country")

SEVERAL_COLUMNS = frozenset((*PHONES, "email", "do_not_call", "no_email", "address"))
"""Fields that take every column which a preset names for them; the others take the first that the file has."""

FIELDS: dict[str, tuple[str, ...]] = {
    "customers": (
        "id",
        "name",
        "given_name",
        "middle_name",
        "family_name",
        "organisation",
        "segment",
        "market",
        "product",
        "value",
        "language",
        "note",
        "do_not_call",
        "no_email",
        *PHONES,
        "email",
        *ADDRESS,
        "last_verified",
        *ASSETS,
    ),
    "appointments": ("customer", "at", "until", "what", "with", "place"),
    "promises": ("customer", "what", "due", "owner"),
    "assets": ("customer", *ASSETS),
    "roster": ("person", "role", "duty", "phone", "deputy"),
}

NEEDED: dict[str, tuple[str, ...]] = {
    "customers": (),
    "appointments": ("customer", "at"),
    "promises": ("customer", "what"),
    "assets": ("customer",),
    "roster": ("person",),
}
"""Fields without which a row of this kind means nothing."""
