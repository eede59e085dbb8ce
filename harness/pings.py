"""A tiny program for each bundled language: one GET with the key, by what the language itself has."""

from __future__ import annotations

PATH = "/ping"
BESIDE = {
    "go": {"go.mod": "module example.invalid/doctor\n\ngo 1.21\n"},
    "ts": {"package.json": '{"type": "module"}\n'},
}
"""What must lie in a folder that programs of a language run from."""

_PYTHON = """\
import os
import urllib.request

request = urllib.request.Request(
    os.environ["@HOST@"] + "@PATH@", headers={"Authorization": "Bearer " + os.environ["@KEY@"]}
)
with urllib.request.urlopen(request, timeout=10) as response:
    print(response.status)
"""
_TS = """\
const headers: Record<string, string> = { Authorization: `Bearer ${process.env.@KEY@}` };

fetch(`${process.env.@HOST@}@PATH@`, { headers, signal: AbortSignal.timeout(10_000) }).then((response) => {
  console.log(response.status);
  process.exitCode = response.ok ? 0 : 1;
});
"""
_GO = """\
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	request, err := http.NewRequest("GET", os.Getenv("@HOST@")+"@PATH@", nil)
	if err == nil {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("@KEY@"))
		var response *http.Response
		response, err = (&http.Client{Timeout: 10 * time.Second}).Do(request)
		if err == nil && response.StatusCode == 200 {
			fmt.Println(response.StatusCode)
			return
		}
	}
	fmt.Fprintln(os.Stderr, "no good answer:", err)
	os.Exit(1)
}
"""
_CURL = """\
set -eu
curl --silent --show-error --fail --max-time 10 --header "Authorization: Bearer $@KEY@" "$@HOST@@PATH@"
"""
_PROGRAMS = {"python": _PYTHON, "ts": _TS, "go": _GO, "curl": _CURL}


def program(language: str, host_env: str, key_env: str) -> str | None:
    """The program of a language, reading host and key from these variables; None for a language without one."""
    text = _PROGRAMS.get(language)
    return text and text.replace("@HOST@", host_env).replace("@KEY@", key_env).replace("@PATH@", PATH)
