"""Why a channel has its quality, or why a cell was told as a problem: one word to store, one sentence to show."""

from enum import StrEnum

from continuity_app.words import say


class Reason(StrEnum):
    """The words that stand in `Channel.reason` and behind the problems of phones and e-mail."""

    NOT_A_NUMBER = "not_a_number"
    NOT_VALID = "not_valid"
    SPREADSHEET = "spreadsheet"
    LOST_ZERO = "lost_zero"
    ZERO_RESTORED = "zero_restored"
    NO_REGION = "no_region"
    TWO_NUMBERS = "two_numbers"
    WORDS_BESIDE = "words_beside"
    FICTITIOUS = "fictitious"
    FEW_DIGITS = "few_digits"
    SHARED = "shared"
    OLD = "old"
    FUTURE = "future"
    NOT_AN_ADDRESS = "not_an_address"
    OPTED_OUT = "opted_out"

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return say(_SENTENCES[self])


_SENTENCES = {
    Reason.NOT_A_NUMBER: "This is not a phone number.",
    Reason.NOT_VALID: "No such phone number can exist.",
    Reason.SPREADSHEET: "A spreadsheet destroyed this phone number; its last digits are lost.",
    Reason.LOST_ZERO: "A spreadsheet took the leading zero of this phone number; it cannot be used.",
    Reason.ZERO_RESTORED: "This phone number has lost its leading zero; it was read as a national number.",
    Reason.NO_REGION: "This phone number is written without + and no region is given for it.",
    Reason.TWO_NUMBERS: "Several phone numbers stand in one cell; each was taken.",
    Reason.WORDS_BESIDE: "There is more in this cell than a phone number; only the number was taken.",
    Reason.FICTITIOUS: "This phone number is kept for fiction; nobody answers it.",
    Reason.FEW_DIGITS: "This phone number has two or fewer different digits; it looks made up.",
    Reason.SHARED: "More than five customers have this same channel.",
    Reason.OLD: "It was last verified over a year before this snapshot.",
    Reason.FUTURE: "The day on which it was verified is later than this snapshot; it counts as unverified.",
    Reason.NOT_AN_ADDRESS: "This is not an e-mail address.",
    Reason.OPTED_OUT: "The customer does not want e-mail.",
}
