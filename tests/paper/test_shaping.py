"""Other scripts: every one that is shipped is drawn, in the order of the eye, and read back as it was written."""

import shutil
import subprocess
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.paper.context import LETTER
from continuity_app.paper.fonts import BOLD, REGULAR, missing, tidy, width
from continuity_app.paper.pen import Document
from continuity_app.paper.scripts import clusters
from continuity_app.paper.shaping import in_family, leads_right, shaped
from continuity_app.paper.typeset import wrap

SAMPLES = {
    "Arabic": "اسم العميل محمد على",
    "Persian": "می\u200cخواهم",  # noqa: RUF001
    "Hebrew": "שלום עולם",
    "Thaana": "ދިވެހި",
    "Devanagari": "नमस्ते दुनिया क्षत्रिय",
    "Bengali": "বাংলা ভাষা",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Gujarati": "ગુજરાતી",
    "Oriya": "ଓଡ଼ିଆ",
    "Tamil": "தமிழ் மொழி",
    "Telugu": "తెలుగు భాష",
    "Kannada": "ಕನ್ನಡ ಭಾಷೆ",
    "Malayalam": "മലയാളം ഭാഷ",
    "Sinhala": "සිංහල ශ්\u200dරී",
    "Thai": "น้ำใจดี กี่ปี้",
    "Lao": "ພາສາລາວ",
    "Myanmar": "မြန်မာဘာသာ",
    "Khmer": "ជំរាបសួរ",
    "Ethiopic": "አማርኛ",
    "Armenian": "Հայերեն",
    "Georgian": "ქართული",
    "Chinese": "客户姓名",
    "Japanese": "お客様のなまえ",
    "Korean": "고객 이름",
    "Hausa": "Ɓaƙo q\u0303",
    "Signs": "✓ ☐ →",
}


def read_back(text: str, face: str = REGULAR) -> str:
    document = Document("Sample", "en", LETTER, "Harbour Motors")
    with document.page() as pen:
        pen.text(72, 72, text, face=face, size=14)
    done = subprocess.run(["pdftotext", "-", "-"], input=document.finish(), capture_output=True, check=True)
    return unicodedata.normalize("NFKC", done.stdout.decode())


def letters_of(text: str) -> list[str]:
    return sorted(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalpha())


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not here")
@pytest.mark.parametrize("script", SAMPLES)
def test_what_is_drawn_in_a_script_is_copied_as_it_was_written(script: str) -> None:
    text = SAMPLES[script]
    assert missing(text) == []
    back = read_back(text)
    assert letters_of(back) == letters_of(text)
    words = [word for word in text.split() if word.isalpha()]
    assert [word for word in words if unicodedata.normalize("NFKC", word) not in back] == []
    assert letters_of(read_back(text, BOLD)) == letters_of(text)


def test_a_letter_that_joins_is_drawn_by_its_place_in_the_word() -> None:
    last, middle, first = (str(piece.text) for piece in shaped("\u0645\u0645\u0645", REGULAR).pieces)
    assert len({first, middle, last, "\u0645"}) == 4


def drawn(text: str) -> str:
    """What is seen from left to right, each letter as it was written."""
    return "".join(piece.written or str(piece.text) for piece in shaped(tidy(text), REGULAR).pieces)


def test_words_from_the_right_stand_in_the_order_of_the_eye() -> None:
    assert drawn("אב גד") == "דג בא"
    assert drawn("Kunde: אב, Haus 12") == "Kunde: בא, Haus 12"
    assert drawn("אב 12 (גד)") == ")דג( 12 בא"
    seen = [str(piece.text) for piece in shaped("אב (גד) 3", REGULAR).pieces]
    assert "".join(seen) == "3 (דג) בא"


def test_figures_of_the_east_are_read_from_the_left() -> None:
    assert drawn("٣٤٥") == "٣٤٥"


@pytest.mark.parametrize(
    ("text", "right"), [("abc", False), ("12 שלום", True), ("مرحبا abc", True), ("abc مرحبا", False)]
)
def test_the_first_letter_says_from_which_side_a_line_is_read(text: str, *, right: bool) -> None:
    assert leads_right(text) is right


def test_an_accent_without_a_letter_of_its_own_stands_over_its_letter() -> None:
    assert not in_family("q\u0303")
    assert width("q\u0303", REGULAR, 10) == pytest.approx(width("q", REGULAR, 10), abs=1)
    assert len(clusters("q\u0303a")) == 2


def test_a_text_without_spaces_is_broken_between_its_letters() -> None:
    lines = wrap("客户姓名和地址" * 4, 60, 10)
    assert len(lines) > 3
    assert "".join(lines) == "客户姓名和地址" * 4
    assert all(width(line, REGULAR, 10) <= 60.1 for line in lines)
    thai = wrap("น้ำใจดี" * 9, 60, 10)
    assert "".join(thai) == tidy("น้ำใจดี" * 9)
    assert not any(unicodedata.category(line[0]).startswith("M") for line in thai)


@given(st.text(alphabet=st.sampled_from("abאבג (12)[,漢"), max_size=24))
def test_no_letter_is_lost_between_the_directions(text: str) -> None:
    assert sorted(drawn(text)) == sorted(tidy(text))


@given(st.text(alphabet=st.sampled_from("aאمحل لا(12)،न्क्षทน้漢\u0301\u200d\u200c"), max_size=24))
def test_pieces_stand_in_order_and_take_room(text: str) -> None:
    line = shaped(tidy(text), REGULAR)
    starts = [piece.at for piece in line.pieces]
    assert starts == sorted(starts)
    assert line.width >= (starts[-1] if starts else 0) >= 0


def test_the_licences_of_the_faces_lie_beside_them() -> None:
    folder = Path("resources/fonts/scripts")
    assert {path.name for path in folder.glob("*.txt")} == {"OFL-Noto.txt", "Apache-Droid.txt"}
