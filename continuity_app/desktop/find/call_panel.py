"""The panel that logs a call from a customer's page."""

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.find.actions import Panel
from continuity_app.desktop.widgets.basics import text
from continuity_app.desktop.widgets.outcome_pad import OutcomePad
from continuity_app.words import say


class CallPanel(Panel):
    """Logs what came of a call."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(say("Log a call"), say("Log it   Enter"), name="log_call")
        self.pad = OutcomePad(desk.look, lambda: desk.manner, name="pad")
        self.body.addWidget(self.pad)
        self.body.addWidget(text(say("Keys 1 to 9 choose what came of it, Enter logs it."), "small", wrap=True))
        self.pad.done.connect(self.accepted)

    def focus_first(self) -> None:
        """Puts the focus on the outcomes."""
        self.pad.focus_first()
