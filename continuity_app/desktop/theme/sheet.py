"""The style sheet: the tokens turned into Qt's language. Widgets say what they are by the property `role`."""

from collections.abc import Callable
from string import Template

from continuity_app.desktop.theme.tokens import SCHEMES, Colours, Scheme
from continuity_app.resources import resource

_SHEET = Template("""
* { font-family: "$family"; }
QWidget { color: $ink; font-size: $body; }
QLabel { background: transparent; }
QFrame[role="panel"], QWidget[role="panel"] { background: $panel; }
QWidget[role="ground"] { background: $ground; }
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 6px; }
QFrame[role="line"] { background: $line; border: none; }

QLabel[role="title"] { font-size: $title; font-weight: 600; }
QLabel[role="heading"] { font-size: $heading; font-weight: 600; }
QLabel[role="section"] { font-size: $body; font-weight: 600; }
QLabel[role="lead"] { font-size: $lead; color: $soft; }
QLabel[role="soft"] { color: $soft; }
QLabel[role="small"] { color: $soft; font-size: $small; }
QLabel[role="label"] { color: $soft; font-size: $small; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="number"] { font-size: $number; font-weight: 600; }
QLabel[role="figure_small"] { font-size: $figure_small; font-weight: 600; }
QLabel[role="letter"] { background: $ink; color: $panel; font-size: $small; font-weight: 600; padding: 2px $pad8;
    border-radius: 3px; }
QLabel[role="figure"] { font-size: $figure; font-weight: 600; }
QLabel[role="dial"] { font-size: $dial; font-weight: 600; }
QLabel[tone="good"] { color: $good; font-weight: 600; }
QLabel[tone="caution"] { color: $caution; font-weight: 600; }
QLabel[tone="broken"] { color: $broken; font-weight: 600; }
QLabel[tone="plain"] { color: $soft; font-weight: 600; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {
    background: $panel; color: $ink; border: 1px solid $edge; border-radius: 6px; padding: $pad4 $pad8;
    min-height: $control; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus {
    border: 2px solid $accent; padding: $pad3 $pad7; }
QLineEdit:read-only { background: $ground; color: $ink; }
QLineEdit[odd="true"], QPlainTextEdit[odd="true"], QComboBox[odd="true"] { border: 2px solid $broken;
    padding: $pad3 $pad7; }
QLineEdit[role="search"] { font-size: $search; min-height: $search_box; border: 1px solid $edge; padding: 0 $pad16; }
QLineEdit[role="search"]:focus { border: 2px solid $accent; }
QLineEdit[role="serial"] { font-size: $number; font-weight: 600; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractSpinBox QLineEdit:focus, QComboBox QLineEdit:focus {
    border: none; padding: 0 $pad8; min-height: 0; background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: $pad28; }
QComboBox::down-arrow { image: url("$icons/chevron-$scheme.svg"); width: $mark; height: $mark; }
QComboBox QAbstractItemView { background: $panel; color: $ink; border: 1px solid $edge; outline: none;
    selection-background-color: $chosen; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: $pad28; padding: 0 $pad8; }

QPushButton { background: $panel; color: $ink; border: 1px solid $line; border-radius: 6px; padding: $pad4 $pad10;
    min-height: $control; font-weight: 600; }
QPushButton:hover { border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: $pad3 $pad9; }
QPushButton:disabled { color: $soft; background: $ground; border-color: $line; }
QPushButton[role="main"] { background: $accent; color: $on_accent; border: 1px solid $accent; }
QPushButton[role="main"]:focus { border: 2px solid $ink; }
QPushButton[role="main"]:disabled { background: $ground; color: $soft; border: 1px solid $line; }
QPushButton[role="plain"] { border: none; background: transparent; color: $accent; padding: $pad4 $pad4; }
QPushButton[role="plain"]:focus { border: 2px solid $accent; padding: $pad2 $pad2; }
QPushButton[role="choice"] { text-align: left; font-weight: 400; }
QPushButton[role="choice"]:checked { background: $chosen; border: 2px solid $accent; padding: $pad3 $pad9; }
QPushButton[role="choice"]:focus { border: 2px solid $accent; padding: $pad3 $pad9; }

QCheckBox, QRadioButton { spacing: $pad8; min-height: $pad28; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $accent; border-radius: 6px; }
QCheckBox::indicator, QRadioButton::indicator { width: $mark; height: $mark; background: $panel;
    border: 1px solid $edge; }
QCheckBox::indicator { border-radius: 3px; }
QRadioButton::indicator { border-radius: $round; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check-$scheme.svg"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/dot-$scheme.svg"); }

QScrollArea, QTextBrowser { background: transparent; border: none; }
QListView, QTableView, QTreeView { background: $panel; border: 1px solid $line; border-radius: 6px; outline: none;
    gridline-color: $line; selection-background-color: $chosen; selection-color: $ink;
    alternate-background-color: $panel; }
QListView:focus, QTableView:focus, QTreeView:focus { border: 2px solid $accent; }
QListView[role="bare"], QListView[role="bare"]:focus { border: none; background: transparent; }
QListView::item { min-height: $row; padding: 0 $pad8; }
QListView::item:selected { background: $chosen; color: $ink; }
QTableView::item { padding: 0 $pad8; border-bottom: 1px solid $line; }
QTableView::item:selected { background: $chosen; color: $ink; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $soft; border: none; border-bottom: 1px solid $edge;
    padding: $pad4 $pad8; font-size: $small; font-weight: 600; }
QTableCornerButton::section { background: $panel; border: none; }

QTabWidget::pane { border: none; border-top: 1px solid $line; background: $panel; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $soft; padding: $pad8 $pad12; border: none;
    border-bottom: 3px solid transparent;
    font-weight: 600; }
QTabBar::tab:selected { color: $ink; border-bottom: 3px solid $accent; }
QTabBar::tab:focus { color: $accent; border-bottom: 3px solid $ink; }
QTabBar QToolButton { background: $panel; border: 1px solid $line; border-radius: 6px; }

QProgressBar { background: $ground; border: 1px solid $edge; border-radius: 6px; min-height: $pad12;
    max-height: $pad12; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 5px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 4px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QToolTip { background: $panel; color: $ink; border: 1px solid $edge; padding: 4px; }

QWidget[role="rail"] { background: $rail; }
QWidget[role="rail"] QLabel { color: $rail_ink; font-weight: 600; }
QWidget[role="rail"] QPushButton { background: transparent; color: $rail_soft; border: 1px solid transparent;
    border-radius: 6px;
    text-align: left; font-weight: 400; font-size: $small; padding: $pad4 $pad8; }
QWidget[role="rail"] QPushButton:focus, QWidget[role="rail"] QPushButton:hover { border-color: $rail_mark; }
QFrame[role="notice"] { background: $panel; border: none; border-bottom: 1px solid $line; }
QFrame[role="banner"] { background: $panel; border: none; border-bottom: 2px solid $broken; }
QFrame[role="trouble"] { background: $panel; border: 2px solid $broken; border-radius: 6px; }
QFrame[role="drop"] { background: $ground; border: 2px dashed $edge; border-radius: 6px; }
""")

_LARGE = {
    "heading": 20,
    "title": 32,
    "number": 21,
    "figure": 44,
    "figure_small": 26,
    "dial": 48,
    "search": 24,
    "search_box": 48,
}
_SIZES = {
    "body": 15,
    "small": 13,
    "lead": 16,
    "control": 28,
    "row": 32,
    "mark": 18,
}
_PADS = (2, 3, 4, 7, 8, 9, 10, 12, 16, 24, 28)


def style_sheet(scheme: Scheme, family: str, px: Callable[[float], int], large: Callable[[float], int]) -> str:
    """The whole style sheet for one scheme and one text size; `large` scales what is large already."""
    colours = SCHEMES[scheme]
    sizes = {name: f"{px(size)}px" for name, size in _SIZES.items()}
    sizes |= {name: f"{large(size)}px" for name, size in _LARGE.items()}
    pads = {f"pad{size}": f"{px(size)}px" for size in _PADS}
    tokens = {name: str(getattr(colours, name)) for name in Colours.__slots__}
    # Half of the indicator with its borders: a circle.
    tokens |= {"scheme": scheme.value, "icons": resource("icons").as_posix(), "round": f"{px(18) // 2 + 1}px"}
    return _SHEET.substitute(tokens, family=family, **sizes, **pads)
