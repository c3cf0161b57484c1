"""`vault restore`: a new laptop from the copies of a lost one."""

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context, TerminalPrompts
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.restore import Restored


def add_restore(parser: argparse.ArgumentParser) -> None:
    """Adds the words of `vault restore`."""
    parser.add_argument("--org", type=Path, required=True, metavar="CARD", help="the organisation's card")
    parser.add_argument("--site", required=True, help="where the new laptop stands")
    parser.add_argument("--recovery-file", type=Path, metavar="FILE", help="file whose first line is the recovery key")
    parser.add_argument("--recovery-sheet", type=Path, metavar="PDF", help="print the new vault's recovery key to this")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="the stick, or a laptop's folder on it")
    parser.set_defaults(run=_restore)


def _restore(context: Context, args: argparse.Namespace) -> Answer:
    from continuity_app.kit.prompts import Answered  # noqa: PLC0415
    from continuity_app.kit.restore import restore_vault  # noqa: PLC0415
    from continuity_app.kit.vault_desk import NewVault, must_be_free, new_passphrase_words  # noqa: PLC0415

    typed = TerminalPrompts(args.recovery_file).passphrase(say("Recovery key of the lost laptop, from its sheet"))
    must_be_free(context.home)
    # Asked before the progress bar runs: it would draw over the question.
    chosen = context.prompts.passphrase(new_passphrase_words(context.user), new=True)
    new = NewVault(args.org, context.user, args.site, args.recovery_sheet)
    job = restore_vault(context.home, new, args.files, typed, prompts=Answered(chosen), clock=context.clock)
    restored = context.work(job)
    journal, card = restored.journal, restored.created.card
    return Answer(
        {
            "device": card.device,
            "fingerprint": card.fingerprint,
            "user": card.user,
            "site": card.site,
            "entries": journal.taken.new,
            "quarantined": journal.taken.refused,
            "through": [{"device": t.device, "entry": t.entry, "at": t.at} for t in journal.through],
            "lost": [
                {"device": m.device, "first": m.first, "last": m.last, "told_by": m.told_by} for m in journal.missing
            ],
            "unread": [{"file": each.file, "problem": each.problem} for each in restored.unread],
            "of_others": restored.of_others,
            "pictures": restored.pictures,
            "pictures_elsewhere": restored.pictures_elsewhere,
            "forks": journal.forks,
            "digest": journal.digest,
        },
        _in_words(restored, context.clock.now()),
        found=bool(journal.missing or restored.unread or journal.forks or journal.taken.refused),
    )


def _in_words(restored: "Restored", now: dt.datetime) -> list[str]:
    from continuity_app.kit.restored_words import restored_lines  # noqa: PLC0415

    advice = say("Enrol this laptop (continuity device enrol -o FILE), and have the lost one revoked by IT.")
    return [*(line.words for line in restored_lines(restored, now)), advice]
