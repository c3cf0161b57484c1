"""What to do next, as the window says it: the same errors as on the command line, with the window's own ways out.

An error of the core may name a command. Who sits in front of the window has buttons: this table says which. A test
looks through every error of the program for commands that are not in it.
"""

import re

from continuity_app.errors import KitError
from continuity_app.words import say

QUOTES_A_COMMAND = re.compile(r"\bcontinuity(?:-kit)? [a-z]|(?<![\w-])--[a-z]|'(?:sheet|recover) [a-z]+'")
"""What a sentence for the terminal looks like."""

_STEPS = {
    "answers.bad": "Correct the fields, or give a reason and save them as they are.",
    "bundle.too_large": "Export what was captured, and ask IT for a fresh vault.",
    "call.channel": "Choose another number of this customer, or type the new one into its own field.",
    "calls.nobody": "Look at the list in Calls with other filters.",
    "calls.not_a_list": "Scan it or type it in first; call lists are printed in Calls.",
    "calls.not_captured": "Scan it or type it in first, on Paper desk.",
    "copies.no_place": "Choose a stick or a folder for copies in Kit.",
    "copies.other_stick": "Put the right stick in, or choose this one for copies too, in Kit.",
    "customer.same_id": "Choose two customers.",
    "customer.unknown": "Find the customer by name or number in Find.",
    "device.not_revoked": "Give a reason; laptops that were revoked before are marked in Kit.",
    "exposure.how": "Choose who the list is sealed to, or save it readable.",
    "form.unknown": "Choose one of the forms that are listed in Forms.",
    "incident.ledger_open": "Type them in, count them back, void them or call them lost, on Paper desk.",
    "incident.none": "Declare an incident or start a drill in Incident.",
    "incident.running": "Close what is running in Incident first.",
    "journal.recipient": "Copy for all laptops that the snapshot knows.",
    "keyring.no_slot": "Open by passphrase, and add this machine's key store in Kit.",
    "organisation.exists": "Use the organisation that is in this home.",
    "organisation.none": "This is done on IT's machine, where the organisation's keys lie.",
    "organisation.not_carried": "Name an empty folder of the stick.",
    "organisation.signers": "Put the sticks of further holders of keys in.",
    "passphrase.like_a_key": "Take another passphrase; the button beside the field picks six words.",
    "passphrase.none": "Type the passphrase.",
    "passphrase.short": "Take four or more words that do not belong together; the button beside the field picks six.",
    "passphrase.weak": "Take four or more words that do not belong together; the button beside the field picks six.",
    "print.not_written": "Print them again from the ledger on Paper desk, or void them there.",
    "promise.compared": "Choose two promises of one customer under Promises in Calls.",
    "readiness.unknown_question": "Choose one of the questions that are listed in Readiness.",
    "rekey.not_captured": "Type the sheet in first, on Paper desk.",
    "rekey.not_done": "Re-key the sheet first, on Paper desk.",
    "rekey.reference": "Type the number that the central system gave it.",
    "rekey.reference_used": "Look it up there. If both belong to one record, say why.",
    "rekey.twice": "Look both up there, cancel one, and say which stands: Re-key on Paper desk.",
    "report.no_incident": "Declare one in Incident, or start a drill there.",
    "restore.no_ways_in": "Merge these copies on another laptop of the organisation, in its Kit.",
    "sample.no_snapshot": "Apply a snapshot in Kit.",
    "sample.size": "Ask for another size.",
    "scan.assign": "Type the sheet's number and the page beside the picture of the unread page.",
    "scan.no_such_sheet": "Look at the unread pages, and say which sheet and page each is.",
    "share.among": "Name each of them once.",
    "share.reason": "Say why.",
    "share.takers": "Name who takes it.",
    "sheet.form": "Type it in on Paper desk, and say there which form the paper is.",
    "sheet.needs_correction": "To replace it, say why it has to be corrected.",
    "sheet.no_scan": "It was typed in: the sheet itself shows what was captured.",
    "sheet.not_now": "Look at the sheet in the ledger on Paper desk: it tells what happened to it.",
    "sheet.reason": "Say in a few words what happened to the sheet.",
    "slot.no_passphrase": "Add a new way in, then remove this one.",
    "slot.unknown": "It may have been removed in another window; look at the list again.",
    "snapshot.no_devices": "Have IT accept a laptop of this site first.",
    "snapshot.older": "Take the newest one. If there is none, a manager may take this one with a reason, below.",
    "snapshot.override": "Lock, open the vault as a manager or with the recovery sheet, and give a reason.",
    "source.columns_wrong": "Have IT correct the plan or the file.",
    "source.no_fields": "Have IT name its columns in the plan.",
    "vault.database_damaged": "Put the file back from a copy of this home folder, and check the vault in Kit.",
    "vault.exists": "Open the vault that is here.",
    "vault.key_file_needed": "Put the stick with the key file in and choose the file, or use the recovery sheet.",
    "vault.names": "Type both, in at most 100 characters each.",
    "vault.none": "Make a vault: close this window and open it again for the first steps.",
    "vault.which_user": "Choose who you are.",
}


def next_step(error: KitError) -> str:
    """What to do about an error, in words that fit a window."""
    if not QUOTES_A_COMMAND.search(error.next_step):
        return error.next_step
    return say(_STEPS.get(error.code, "Tell IT the sentence above."))
