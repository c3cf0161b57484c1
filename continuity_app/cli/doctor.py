"""`continuity doctor`: checks this installation, this home folder and, with a passphrase, the vault in it."""

import argparse
from collections.abc import Iterator

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.errors import KitError
from continuity_app.kit.session import Session
from continuity_app.readiness.check import Check
from continuity_app.readiness.checkup import snapshot_age, surroundings
from continuity_app.vault.database import Error, in_words
from continuity_app.words import say


def doctor_verb(parser: argparse.ArgumentParser) -> None:
    """`doctor [--surroundings]`."""
    parser.add_argument("--surroundings", action="store_true", help="do not open the vault")
    parser.set_defaults(run=examine)


def examine(context: Context, args: argparse.Namespace) -> Answer:
    """Runs every check; a finding where one is not ok."""
    checks = list(surroundings(context.home.path, context.clock.now()))
    if not context.home.vault.is_dir():
        checks.append(Check("vault", True, say("there is none in this home")))
    elif args.surroundings:
        checks.append(Check("vault", True, say("not opened, as asked")))
    else:
        checks += _vault(context)
    lines = [
        say("{mark} {name}: {detail}", mark="ok  " if check.ok else "LOOK", name=check.name, detail=check.detail)
        for check in checks
    ]
    data = {"checks": [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]}
    return Answer(data, lines, found=not all(check.ok for check in checks))


def _vault(context: Context) -> list[Check]:
    """What an opened vault tells; the first thing that stands in the way is itself the finding."""
    seen: list[Check] = []
    try:
        seen += _opened(context.session(), context)
    except KitError as error:
        if error.code == "passphrase.none":
            return [Check("vault", True, say("not opened: no passphrase was given"))]
        seen.append(_finding(error))
    except Error as error:
        told = in_words(error)
        if told is None:
            raise
        seen.append(_finding(told))
    return seen


def _finding(error: KitError) -> Check:
    return Check(error.code, False, f"{error.message} {error.next_step}")


def _opened(session: Session, context: Context) -> Iterator[Check]:
    from continuity_app.kit.vault_check import check_vault  # noqa: PLC0415

    yield Check("vault", True, say("opens for {user} at {site}", user=session.user, site=session.site))
    facts = session.contacts.facts if session.contacts is not None else None
    yield from snapshot_age(facts, context.clock.now())
    for check in context.work(check_vault(session)):
        yield Check(check.name, check.ok, check.detail)
    yield Check("forms", True, say("{count} in the kit", count=len(session.forms.list())))
