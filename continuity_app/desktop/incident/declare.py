"""Nothing is running: declare an incident, or start a drill."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame

from continuity_app.desktop.widgets.basics import button, columns, frame, rows, scrolling, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.outage.incidents import KINDS
from continuity_app.words import say


class DeclarePanel(QFrame):
    """Two actions: a name, and Enter.

    Signals:
        declared: name and kind.
        drilled: name.
        report_asked: the after-action report of the last one.
    """

    declared = Signal(str, str)
    drilled = Signal(str)
    report_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("declare")
        self.setProperty("role", "panel")
        self.last = text("", "soft", "declare_last", wrap=True)
        self.name = line_entry(hint=say("DMS held for ransom"))
        self.field = Field(say("What happened, in a few words"), self.name, name="declare_name")
        self._group = QButtonGroup(self)
        words = {
            "outage": say("Systems are down"),
            "ransom": say("Held for ransom"),
            "theft": say("Data were stolen"),
        }
        kinds = columns(gap=8)
        for kind in sorted(KINDS, key=lambda one: list(words).index(one)):
            made = button(words[kind], f"declare_{kind}", role="choice")
            made.setCheckable(True)
            made.setChecked(kind == "outage")
            made.setProperty("kind", kind)
            self._group.addButton(made)
            kinds.addWidget(made)
        kinds.addStretch(1)
        declare = button(say("Declare the incident"), "declare_go", self._declare, key="Alt+D", role="main")
        drill = button(say("Start a drill instead"), "declare_drill", self._drill, key="Alt+R")
        self.report = button(
            say("After-action report of the last one"), "declare_report", self.report_asked.emit, key="Alt+A"
        )
        self.name.returnPressed.connect(self._declare)
        explain = say(
            "From then on every call, sheet and promise belongs to it, and a red bar says so on every screen. "
            "A drill is violet: its sheets have numbers of their own and a watermark."
        )
        inside = frame("panel")
        inside.setLayout(
            rows(
                text(say("No incident"), "title", "declare_title"),
                self.last,
                self.field,
                kinds,
                columns(declare, drill, 1, gap=12),
                text(explain, "soft", wrap=True),
                columns(self.report, 1),
                1,
                margins=(26, 20, 26, 20),
                gap=16,
            )
        )
        self.setLayout(rows(scrolling(inside, "declare_scroll")))

    def focus_first(self) -> None:
        """Puts the cursor into the name."""
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def kind(self) -> str:
        """The kind that is chosen."""
        chosen = self._group.checkedButton()
        return str(chosen.property("kind")) if chosen is not None else KINDS[-1]

    def _declare(self) -> None:
        self._with_name(lambda name: self.declared.emit(name, self.kind))

    def _drill(self) -> None:
        self._with_name(self.drilled.emit)

    def _with_name(self, act: Callable[[str], object]) -> None:
        name = self.name.text().strip()
        self.field.tell("" if name else say("Say in a few words what happened."))
        if name:
            act(name)
        else:
            self.focus_first()
