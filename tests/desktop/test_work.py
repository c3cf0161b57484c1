"""Long work: on a thread beside the window, with every step shown, cancelled at the next step, mistakes told."""

import threading

import pytest

from continuity_app.desktop.app import make_application
from continuity_app.desktop.widgets.states import BusyPanel, in_words
from continuity_app.desktop.work import Runner
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.progress import Step


def counting(steps, closed, gate=None):
    try:
        for number in range(steps):
            yield Step(f"step {number}", number, steps)
            if gate is not None:
                gate.wait(5)
        return threading.current_thread() is threading.main_thread()
    finally:
        closed.append(True)


def failing():
    yield Step("about to fail")
    raise BadDataError("x.y", "It is wrong.", what_is_safe="All.", next_step="Go on.")


def mistaken():
    yield Step("about to stumble")
    raise ZeroDivisionError


def run(qtbot, job, *, inline=False):
    make_application([])
    runner, panel, ended = Runner(inline=inline), BusyPanel(), []
    qtbot.addWidget(panel)
    runner.start(job, lambda work: panel.watch(work, "Counting", ended.append, ended.append))
    assert inline or not panel.isHidden()
    qtbot.waitUntil(lambda: not runner.busy and panel.isHidden())
    return ended, panel


def test_a_job_runs_beside_the_window_and_its_end_comes_back(qtbot):
    closed = []
    ended, panel = run(qtbot, counting(3, closed))
    assert ended == [False]
    assert panel._step.text() == "step 2"


def test_inline_it_is_done_before_start_returns(qtbot):
    ended, _ = run(qtbot, counting(3, []), inline=True)
    assert ended == [True]


def test_cancel_closes_the_job_and_neither_end_is_told(qtbot):
    closed, gate = [], threading.Event()
    job = counting(1000, closed, gate)
    make_application([])
    runner, panel, ended = Runner(), BusyPanel(), []
    qtbot.addWidget(panel)
    runner.start(job, lambda work: panel.watch(work, "Counting", ended.append, ended.append))
    qtbot.waitUntil(lambda: panel._step.text() == "step 0")
    panel._cancel.click()
    gate.set()
    qtbot.waitUntil(lambda: not runner.busy)
    assert closed == [True]
    assert ended == []


def test_an_error_comes_back_as_an_error(qtbot):
    ended, _ = run(qtbot, failing())
    assert [error.code for error in ended] == ["x.y"]


def test_a_mistake_of_ours_is_told_without_its_data(qtbot):
    ended, _ = run(qtbot, mistaken())
    assert [error.code for error in ended] == ["kit.bug"]
    assert "ZeroDivisionError at test_work.py" in ended[0].message


def test_a_second_job_is_refused_in_words(qtbot):
    gate = threading.Event()
    make_application([])
    runner = Runner()
    runner.start(counting(2, [], gate), lambda work: None)
    with pytest.raises(SurroundingsError, match="still under way"):
        runner.start(counting(2, []), lambda work: None)
    gate.set()
    runner.close()


def test_the_rest_is_told_as_a_person_would():
    assert in_words(12) == "about 10 seconds left"
    assert in_words(1) == "about 5 seconds left"
    assert in_words(600) == "about 10 minutes left"
