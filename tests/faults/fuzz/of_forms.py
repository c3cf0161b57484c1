"""Forms that a site wrote, what is filled into them, what paper says, and pictures of it."""

import io
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
from PIL import Image

from continuity_app.errors import BadDataError
from continuity_app.forms.answers_file import read_answers
from continuity_app.forms.definition_json import decode_form, encode_form
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.expression import compile_expression
from continuity_app.forms.model import Model
from continuity_app.forms.outline import Outline
from continuity_app.forms.serial import Serial, make
from continuity_app.forms.tables import read_table
from continuity_app.forms.xlsform import compile_xlsform
from continuity_app.forms.xpath_syntax import ExpressionError
from continuity_app.paper.pictures import draw_pages
from continuity_app.paper.scan import PageReader, _UnreadableError, kept
from tests import builders
from tests.faults.fuzz.mutations import as_json, bent, bent_value, letters
from tests.faults.fuzz.of_sources import bent_workbook
from tests.faults.fuzz.target import Parser, file_of

EXPRESSIONS = tuple(
    each.encode()
    for each in (
        *(
            "round(${hours} * 140, 2)",
            "sum(${amount})",
            "if(${wait} = 'no', concat('a', ${vin}), coalesce(${vin}, 'b'))",
        ),
        *(
            "../lines[position() = 2]/hours",
            "count(/data/lines[hours > 1])",
            "selected(${care}, 'key') and not(false())",
        ),
        *(
            "format-date(today() + 2, '%e %b %Y')",
            "regex(${vin}, '[A-Z]{3}')",
            "substr(${vin}, 1, -1)",
            "-${hours} div 0",
        ),
        *("indexed-repeat(${hours}, ${lines}, 1)", "jr:choice-name(${wait}, '${wait}')", "string-length(.) mod 7 | ."),
        *(
            "date('2024-02-29') - 1",
            "decimal-date-time(now())",
            "pow(10, 400)",
            "int('x')",
            "translate(${vin}, 'a', 'b')",
        ),
        *("pulldata('t', 'a', 'b', ${vin})", "checklist(1, 2, ${agreed})", "weighted-checklist(1, 2, ${agreed}, 3)"),
        *("area(${vin})", "distance(${vin})", "digest(${vin}, 'SHA-256')", "once(random())", "join(',', ${hours})"),
    )
)
WORDS = (
    *(b"${hours}", b"${nobody}", b"${last-saved#vin}", b"/data", b"..", b".", b"::", b"ancestor::", b"[1]", b"(", b")"),
    *(
        b" and ",
        b" or ",
        b" div ",
        b" mod ",
        b"!=",
        b"<=",
        b"'",
        b'"',
        b"1e5",
        b"999999999999999999999999",
        b"if(",
        b",",
    ),
    *(b"'(a+)+$'", b"regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a|a)*b')", b"position(..)", b"last()", b"\xc2\xa0"),
    *(
        b"substr(",
        b"repeat(",
        b"format-date-time(",
        b"add-date(",
        b"'%Q%1000d'",
        b"rank-index(",
        b"randomize(",
        b"min(",
        b"@",
    ),
)


@cache
def _model() -> Model:
    return Model(builders.order_form())


def expression(_place: Path) -> Parser:
    """One expression, compiled at a question and computed there with answers."""
    outline = Outline(builders.order_form())
    places = range(len(outline.places))

    def run(data: bytes) -> None:
        text = data.decode("utf-8", "replace")[:2000]
        try:
            compile_expression(text, outline, places[len(text) % len(places)])
            form = _with_calculation(text)
        except ExpressionError as error:
            raise BadDataError("form.expression", error.problem, what_is_safe="All.", next_step="None.") from error
        filling = Filling(form, builders.ORDER_ANSWERS, builders.NOON)
        filling.values  # noqa: B018 - computed when asked for
        filling.problems()

    return Parser(lambda rng: bent(rng, EXPRESSIONS, WORDS)[:2000], run)


def _with_calculation(text: str) -> Any:
    """The order with another total; refused like a form where the model finds it wrong."""
    raw = json.loads(encode_form(builders.order_form()))
    total = next(item for item in raw["items"] if item["name"] == "total")
    total["calculation"] = text
    form = decode_form(json.dumps(raw).encode())
    model = Model(form)
    if model.mistakes:
        raise ExpressionError(model.mistakes[0].problem)
    return model


def answers(place: Path) -> Parser:
    """A file of answers, then a sheet filled with it."""
    written, model = file_of(place, "answers.json"), _model()
    value = builders.ORDER_ANSWERS

    def case(rng: random.Random) -> bytes:
        return bent(rng, [as_json(value)]) if rng.random() < 0.4 else as_json(bent_value(rng, value))

    def run(data: bytes) -> None:
        filling = Filling(model, read_answers(written(data)), builders.NOON)
        filling.values  # noqa: B018
        filling.problems()

    return Parser(case, run)


def definition(_place: Path) -> Parser:
    """A compiled form as a snapshot carries it; then it is filled."""
    whole = encode_form(builders.order_form())
    value = json.loads(whole)

    def case(rng: random.Random) -> bytes:
        return bent(rng, [whole]) if rng.random() < 0.3 else as_json(bent_value(rng, value))

    def run(data: bytes) -> None:
        form = decode_form(data)
        model = Model(form)
        if not model.mistakes:
            Filling(model, builders.ORDER_ANSWERS, builders.NOON).problems()

    return Parser(case, run)


def xlsform(_place: Path) -> Parser:
    """A form as pyxform's Markdown, as CSV and as a workbook; half of all cases change its words, not its file."""
    table = "\n".join(line.strip() for line in builders.ORDER_FORM.strip().splitlines()).encode()
    workbook = _workbook()
    words = (
        *EXPRESSIONS,
        *WORDS,
        b"| begin repeat | x |",
        b"| end group |",
        b"select_one ",
        b"begin group",
        b"calculate",
    )

    def case(rng: random.Random) -> bytes:
        return bent_workbook(rng, workbook) if rng.random() < 0.3 else bent(rng, [table], words)

    def run(data: bytes) -> None:
        form = compile_xlsform(data, "bent.xlsx" if data[:2] == b"PK" else "bent.md")
        Filling(form, {}, builders.NOON).problems()

    return Parser(case, run)


@cache
def _workbook() -> bytes:
    from continuity_app.resources import resource  # noqa: PLC0415

    return min(resource("packs", "generic").glob("*.xlsx"), key=lambda path: path.stat().st_size).read_bytes()


def table(_place: Path) -> Parser:
    """A CSV table beside a form."""
    seeds = (
        b'name,label\r\na,Alpha\r\nb,"Be,ta"\r\n',
        "\ufeffname;label\na;Ä\n".encode(),
        "name\tlabel\n1\t2\n".encode("utf-16"),
    )
    return Parser(lambda rng: bent(rng, seeds), lambda data: read_table(data, "table.csv"))


def serial(_place: Path) -> Parser:
    """What is typed for a sheet's number, alone and in ranges."""
    seeds = [
        str(make(prefix, number, drill=drill)).encode()
        for prefix in ("7K3", "ZZ")
        for number in (1, 143, 31 * 32**3)
        for drill in (False, True)
    ]

    def case(rng: random.Random) -> bytes:
        return (
            letters(rng).encode() if rng.random() < 0.2 else bent(rng, seeds, [b"-", b"..", b" to ", b"I", b"O", b"U"])
        )

    return Parser(case, lambda data: Serial.parse(data.decode("utf-8", "surrogateescape")))


def code(_place: Path) -> Parser:
    """The text of a QR code on a page that somebody laid under the scanner."""
    reader, form = (
        PageReader(lambda _name, version: form if version else None, lambda _serial: {}),
        builders.order_form(),
    )
    picture, corners = Image.new("L", (850, 1100), 255), [(600.0, 50.0), (700.0, 50.0), (700.0, 150.0), (600.0, 150.0)]
    from continuity_app.paper.context import LETTER  # noqa: PLC0415
    from continuity_app.paper.layout import layout_of  # noqa: PLC0415

    held = kept(picture)
    whole = f"KIT1 {make('7K3', 143)} small_order 3 1/1 {layout_of(form, LETTER).digest}".encode()
    words = [b"KIT1 ", b"%2F", b"%00", b"%ff", b"9" * 5000, b"/", b"\xd9\xa3", whole]

    def run(data: bytes) -> None:
        try:
            reader._page(("scan.png", 1), picture, held, data.decode("utf-8", "replace"), corners)
        except _UnreadableError as error:
            raise BadDataError("scan.unread", str(error), what_is_safe="All.", next_step="None.") from error

    return Parser(lambda rng: bent(rng, [whole], words), run)


def picture(place: Path) -> Parser:
    """Pictures of every kind that a scanner or a telephone makes; the pixels are small, the claims need not be."""
    written = file_of(place, "scan.bin")
    drawn, seeds = Image.effect_noise((48, 64), 40), []
    for kind in ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"):
        out = io.BytesIO()
        drawn.save(out, format=kind)
        seeds.append(out.getvalue())

    def case(rng: random.Random) -> bytes:
        data = bytearray(bent(rng, seeds))
        for _ in range(rng.randrange(3)):  # headers stand at the front
            if data:
                data[rng.randrange(min(len(data), 64))] = rng.randrange(256)
        return bytes(data)

    return Parser(case, lambda data: _drawn(written(data)))


def _drawn(path: Path) -> None:
    """All pages; a file without a readable one counts as refused."""
    kinds = [msgspec.msgpack.decode(message)["type"] for message in draw_pages([str(path)])]
    if "_Page" not in kinds:
        raise BadDataError("scan.unread", "No page.", what_is_safe="All.", next_step="None.")


def pdf(place: Path) -> Parser:
    """PDFs of a page or two, their structure bent."""
    written = file_of(place, "scan.pdf")
    document = pypdfium2.PdfDocument.new()
    for side in (60, 90):
        document.new_page(side, side)
    out = io.BytesIO()
    document.save(out)
    document.close()
    words = [
        b"/Kids [1 0 R]",
        b"/Count 99999999",
        b"1 0 R",
        b"/MediaBox [0 0 99999 99999]",
        b"obj",
        b"/Length 9999999999",
        b"xref",
    ]
    return Parser(lambda rng: b"%PDF-1.7\n" + bent(rng, [out.getvalue()], words), lambda data: _drawn(written(data)))
