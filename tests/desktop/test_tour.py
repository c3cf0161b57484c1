"""The tour: a day in the real window leaves a picture of every screen, and no error but the one that it shows."""

from continuity_app.desktop.shell.house import House
from continuity_app.desktop.tour import play_tour
from tests.builders import PASSPHRASE


def test_the_tour_pictures_every_room(sample_home, tmp_path, clock, monkeypatch, qtbot):
    errors = []
    shown = House.show_error
    monkeypatch.setattr(House, "show_error", lambda self, error: (errors.append(error.code), shown(self, error)))
    pictures = play_tour(sample_home.laptop.path, tmp_path / "out", PASSPHRASE, clock=clock)
    names = [picture.name for picture in pictures]
    assert names[0] == "01-unlock.png"
    for room in ("find", "calls", "forms", "paper", "incident", "impact", "readiness", "kit"):
        assert any(f"-{room}" in name for name in names), room
    assert all(picture.stat().st_size > 5000 for picture in pictures)
    assert errors == ["window.unknown_file"]
