"""The settings file -> frozen values."""

from harness.settings.mistakes import SCHEMA
from harness.settings.settings import (
    PASSED_ON,
    ApiSettings,
    CoverageSettings,
    CredentialSettings,
    LanguageSettings,
    LiveSettings,
    OperationSettings,
    ProfileSettings,
    ResourceSettings,
    SampleSettings,
    Settings,
)

__all__ = [
    "PASSED_ON",
    "SCHEMA",
    "ApiSettings",
    "CoverageSettings",
    "CredentialSettings",
    "LanguageSettings",
    "LiveSettings",
    "OperationSettings",
    "ProfileSettings",
    "ResourceSettings",
    "SampleSettings",
    "Settings",
]
