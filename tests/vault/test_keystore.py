from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.vault.keys import VaultKey
from continuity_app.vault.keystore import Keystore
from tests import builders


def test_values_are_kept_over_a_restart(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    made.keystore.put("site", "Harbour North")
    made.keystore.put_all({"site": "Harbour South", "highest_version": 7, "device": {"age_secret": "x"}})
    made.keystore.close()
    again = Keystore.open(made.folder, made.key, read_only=True)
    assert again.get("site") == "Harbour South"
    assert again.get("highest_version") == 7
    assert again.get("device") == {"age_secret": "x"}
    assert again.get("nothing") is None
    again.close()


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    made = builders.vault(tmp_path)
    with pytest.raises(BadDataError):
        Keystore.open(made.folder, VaultKey.new())
