"""What holds for every test: nothing fails because the machine is busy, and no window needs a screen."""

import os

from hypothesis import HealthCheck, settings

# Hypothesis measures time by default (200 ms an example, slow generation): on two shared cores that fails by chance.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
