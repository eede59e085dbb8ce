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
_JAVASCRIPT = _TS.replace(": Record<string, string>", "")
_RUBY = """\
require "net/http"
answer = Net::HTTP.get_response(URI(ENV["@HOST@"] + "@PATH@"), "Authorization" => "Bearer " + ENV["@KEY@"])
puts answer.code
exit answer.code == "200"
"""
_PHP = """\
<?php
$context = stream_context_create(["http" => ["header" => "Authorization: Bearer " . getenv("@KEY@"), "timeout" => 10]]);
exit(file_get_contents(getenv("@HOST@") . "@PATH@", false, $context) === false ? 1 : 0);
"""
_JAVA = """\
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

class Ping {
  public static void main(String[] arguments) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(System.getenv("@HOST@") + "@PATH@"))
            .header("Authorization", "Bearer " + System.getenv("@KEY@"))
            .build();
    HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    System.exit(response.statusCode() == 200 ? 0 : 1);
  }
}
"""
_RUST = """\
use std::io::{Read, Write};

fn main() {
    let host = std::env::var("@HOST@").unwrap().replace("http://", "");
    let key = std::env::var("@KEY@").unwrap();
    let mut stream = std::net::TcpStream::connect(&host).unwrap();
    let head = format!("GET @PATH@ HTTP/1.1\\r\\nHost: {}\\r\\nAuthorization: Bearer {}", host, key);
    write!(stream, "{}\\r\\nConnection: close\\r\\n\\r\\n", head).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{}", answer);
}
"""
_PROGRAMS = {
    "python": _PYTHON,
    "ts": _TS,
    "go": _GO,
    "curl": _CURL,
    "javascript": _JAVASCRIPT,
    "ruby": _RUBY,
    "php": _PHP,
    "java": _JAVA,
    "rust": _RUST,
}


def program(language: str, host_env: str, key_env: str) -> str | None:
    """The program of a language, reading host and key from these variables; None for a language without one."""
    text = _PROGRAMS.get(language)
    return text and text.replace("@HOST@", host_env).replace("@KEY@", key_env).replace("@PATH@", PATH)
