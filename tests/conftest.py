"""What holds for all tests."""

from hypothesis import HealthCheck, settings

# How fast a machine that others keep busy makes up values says nothing about what is tested.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("busy"), max_examples=10)
settings.load_profile("busy")
