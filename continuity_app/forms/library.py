"""The forms that a laptop has: from its snapshot, or compiled from the shipped XLSForms where there is none yet."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from continuity_app.contacts.model import FormDocument
from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Form
from continuity_app.forms.definition_json import decode_form, encode_form
from continuity_app.forms.tables import TABLE_TYPES
from continuity_app.forms.texts import title_of
from continuity_app.progress import Job, Step
from continuity_app.resources import resource
from continuity_app.words import say

Forms = list[Form]
_LARGEST_TABLE = 8 << 20
FIRST_HOUR = "first_hour"
"""The pack of what a counter needs before anybody has thought: across trades, and a site's own forms."""
_FIRST_NEEDED = (
    *("activity_log", "call_log", "repair_order", "parts_ticket", "registration", "dispense", "sale_service_refund"),
    *("loss_notice", "provisional_instruction", "cash_receipt", "order_request", "complaint_harm"),
)
PACKS = ("dealer", "clinic_pharmacy", "retail_service", "bank_insurance", "generic")


class FormLibrary:
    """Forms by id; a definition is read when it is first asked for.

    `earlier` gives versions that were in use before, for sheets that were printed with them.
    """

    def __init__(
        self, documents: Sequence[FormDocument], earlier: Callable[[], Sequence[FormDocument]] = tuple
    ) -> None:
        self.documents = tuple(documents)
        self._read: dict[str, Form] = {}
        self._find_earlier = earlier
        self._earlier_read: dict[tuple[str, str], Form] = {}

    @cached_property
    def _by_id(self) -> dict[str, FormDocument]:
        return {document.id: document for document in self.documents}

    def list(self) -> Forms:
        """All forms, by pack and title."""
        ids = sorted(self._by_id.values(), key=lambda document: (document.pack, document.title, document.id))
        return [self.get(document.id) for document in ids]

    def in_pack(self, pack: str) -> Forms:
        """The forms of one pack, or those of `FIRST_HOUR`.

        Raises:
            BadDataError: "form.no_pack": there is no form of such a pack here.
        """
        found = self.first_hour() if pack == FIRST_HOUR else [form for form in self.list() if form.pack == pack]
        if not found:
            packs = sorted({FIRST_HOUR, *(document.pack for document in self.documents)})
            raise BadDataError(
                "form.no_pack",
                say("There is no form of a pack '{pack}' here.", pack=pack),
                what_is_safe=say("Nothing was printed."),
                next_step=say("The packs on this laptop are: {packs}.", packs=", ".join(packs) or say("none")),
                details=[{"field": "pack", "problem": say("unknown")}],
            )
        return found

    def first_hour(self) -> Forms:
        """What a counter needs before anybody has thought, in the order of need; the site's own forms at the end."""
        needed = [self.get(name) for name in _FIRST_NEEDED if name in self]
        return needed + [form for form in self.list() if form.pack == "site" and form not in needed]

    @cached_property
    def _earlier(self) -> dict[tuple[str, str], FormDocument]:
        return {(document.id, document.version): document for document in self._find_earlier()}

    def of_sheet(self, form_id: str, version: str) -> Form:
        """The form that a sheet was printed with; its version in use where the older one is not here.

        Raises:
            BadDataError: "form.unknown": there is no form of that id at all.
        """
        return self.of_version(form_id, version) or self.get(form_id)

    def of_version(self, form_id: str, version: str) -> Form | None:
        """A form in exactly this version, None where it is not here."""
        current = self._by_id.get(form_id)
        if current is not None and current.version == version:
            return self.get(form_id)
        key = (form_id, version)
        if key not in self._earlier_read and key in self._earlier:
            self._earlier_read[key] = decode_form(self._earlier[key].definition)
        return self._earlier_read.get(key)

    def get(self, form_id: str) -> Form:
        """One form, in the version in use.

        Raises:
            BadDataError: "form.unknown": there is none of that id; names the nearest.
        """
        if form_id not in self._read:
            document = self._by_id.get(form_id)
            if document is None:
                raise self._unknown(form_id)
            self._read[form_id] = decode_form(document.definition)
        return self._read[form_id]

    def title(self, form_id: str) -> str:
        """A form's title in the language that screens speak; its id where the form is not here."""
        return title_of(self.get(form_id)) if form_id in self else form_id

    def __contains__(self, form_id: object) -> bool:
        return form_id in self._by_id

    def _unknown(self, form_id: str) -> BadDataError:
        from difflib import get_close_matches  # noqa: PLC0415

        near = get_close_matches(form_id, self._by_id, n=1)
        return BadDataError(
            "form.unknown",
            say("There is no form '{form}' here.", form=form_id),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Did you mean '{form}'?", form=near[0])
            if near
            else say("'continuity form list' shows the forms that there are."),
            details=[{"field": "form", "problem": say("unknown"), **({"nearest": near[0]} if near else {})}],
        )


def document_of(data: bytes, form: Form) -> FormDocument:
    """A compiled form as it travels in a snapshot."""
    return FormDocument(form.id, form.title, form.version, form.pack, data, encode_form(form))


def shipped_files(packs: Iterable[str] = PACKS) -> "list[tuple[str, Path]]":
    """The XLSForm files of some packs: (pack, file), packs in the order given."""
    found: list[tuple[str, Path]] = []
    for pack in packs:
        if pack not in PACKS:
            raise _no_such_pack(pack)
        found += [(pack, path) for path in sorted(resource("packs", pack).glob("*.xlsx"))]
    return found


def shipped_documents(packs: Iterable[str] = PACKS) -> Job[list[FormDocument]]:
    """Compiles the shipped forms of some packs.

    Raises:
        BadDataError: there is no such pack.
    """
    from continuity_app.forms.xlsform import compile_xlsform  # noqa: PLC0415

    files = shipped_files(packs)
    documents: list[FormDocument] = []
    for number, (pack, path) in enumerate(files):
        yield Step(say("Reading the form {name}", name=path.stem), number, len(files))
        data = path.read_bytes()
        documents.append(document_of(data, compile_xlsform(data, path.name, pack, tables_beside(path))))
    return documents


def tables_beside(path: Path) -> dict[str, bytes]:
    """The tables in a form's folder, and in the folder of its media as ODK names it, by file name.

    Only those that the form names are used; what is too large for a form's table is not even read.
    """
    folders = (path.parent / f"{path.stem}-media", path.parent)
    found: dict[str, bytes] = {}
    for folder in folders:
        tables = sorted(one for one in folder.glob("*") if one.suffix.lower() in TABLE_TYPES and one.is_file())
        for table in tables:
            if table.name not in found and table.stat().st_size <= _LARGEST_TABLE:
                found[table.name] = table.read_bytes()
    return found


def _no_such_pack(pack: str) -> BadDataError:
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(pack, PACKS, n=1, cutoff=0.3)
    return BadDataError(
        "form.no_pack",
        say("There is no pack '{pack}'.", pack=pack),
        what_is_safe=say("Nothing was changed."),
        next_step=say("Did you mean '{near}'?", near=near[0])
        if near
        else say("The packs are: {packs}.", packs=", ".join(PACKS)),
        details=[{"field": "packs", "problem": say("There is no pack '{pack}'.", pack=pack)}],
    )
