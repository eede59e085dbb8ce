"""The settings file -> frozen values."""

from harness.settings.mistakes import SCHEMA
from harness.settings.receiving import DeliverySettings, ReceiverSettings
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
from harness.settings.sockets import SocketLine, SocketSettings

__all__ = [
    "PASSED_ON",
    "SCHEMA",
    "ApiSettings",
    "CoverageSettings",
    "CredentialSettings",
    "DeliverySettings",
    "LanguageSettings",
    "LiveSettings",
    "OperationSettings",
    "ProfileSettings",
    "ReceiverSettings",
    "ResourceSettings",
    "SampleSettings",
    "Settings",
    "SocketLine",
    "SocketSettings",
]
