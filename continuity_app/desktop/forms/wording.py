"""The packs in words."""

from continuity_app.words import say


def pack_words(pack: str) -> str:
    """The trade of a pack."""
    names = {
        "dealer": say("Dealer"),
        "clinic_pharmacy": say("Clinic and pharmacy"),
        "retail_service": say("Retail and service"),
        "bank_insurance": say("Bank and insurance"),
        "generic": say("For every trade"),
        "site": say("Of this site"),
        "first_hour": say("First hour"),
    }
    return names.get(pack, pack)
