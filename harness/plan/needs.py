"""What a scenario needs of an example, and why it does not apply where that is not there."""

from __future__ import annotations

from collections.abc import Sequence

from harness.model import Operation
from harness.openapi import Api
from harness.respond import Scripts, gives_upload
from harness.scenarios import Scenario


def lacking(
    scenario: Scenario,
    api: Api,
    operation: Operation,
    sent: Sequence[Operation],
    listed: Sequence[Operation],
    media: str,
    scripts: Scripts,
) -> str:
    """Why a scenario does not apply to an example; empty where it does.

    `sent` are the operations of its requests, `listed` those whose pages are not listed by the settings, `media` is the
    media type that it asks for, and `scripts` are the answers in sequence.
    """
    if scenario.bends_bodies and api.socket(operation):
        return "the answer to it opens a WebSocket, and has no body"
    match scenario.needs:
        case "pages" if not any(api.paging(one) for one in listed):
            return "it asks for no list that comes in pages"
        case "sequence" if len(sent) < 2 and not (
            any(len(scripts.get(one, ())) > 1 for one in sent) or any(api.paging(one) for one in listed)
        ):
            return "it sends no more requests than one"
        case "redirect" if not any(api.redirects(one) for one in sent):
            return "its operation declares no redirect beside its good answer"
        case "stream" if not any(api.streams(one) for one in sent):
            return "no answer of it is a stream of events or lines"
        case "socket" if not any(api.socket(one) for one in sent):
            return "it opens no WebSocket"
        case "graphql" if not any(api.speaks_graphql(one) for one in sent):
            return "it sends no GraphQL query"
        case "upload" if not any(gives_upload(api, one) for one in sent):
            return "no answer gives it an address for an upload"
        case "access-token" if not any(api.takes_token(one) for one in sent):
            return "it needs no access token"
        case "artifact-list" if not api.has_artifact_list(operation, media):
            return f"it asks for {media or 'nothing'}, which holds no list of artifacts"
        case "json-answer" if "json" not in media:
            return f"it asks for {media or 'nothing'}, which is no JSON"
    return ""
