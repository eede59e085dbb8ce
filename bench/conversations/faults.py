"""The faults that are put into the programs of bench/conversations/trees, one each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: texts of a program, and what takes their place."""

    tree: str
    program: str
    what: str
    codes: tuple[str, ...]
    """The codes that name it."""
    edits: tuple[tuple[str, str], ...]

    def put_into(self, text: str) -> str:
        """The program with its fault. Raises ValueError where a text is not there just once."""
        for old, new in self.edits:
            if text.count(old) != 1:
                raise ValueError(f"{self.tree}/{self.program}: {text.count(old)} times: {old}")
            text = text.replace(old, new)
        return text


def _fault(program: str, what: str, codes: str, *edits: tuple[str, str]) -> Fault:
    tree, _, path = program.partition("/")
    return Fault(tree, path, what, tuple(codes.split()), edits)


FAULTS = (
    # ---------------------------------------------------------------- pages
    _fault(
        "pages/python/threaded.py",
        "the thread stops at the second page",
        "page-lost",
        ('cursor = page["next_cursor"]', 'first, cursor = cursor is None, page["next_cursor"]'),
        ('if not page["has_more"]:', 'if not page["has_more"] or not first:'),
    ),
    _fault(
        "pages/python/deque.py",
        "the first item of a page names the next one",
        "page-lost page-loop",
        (
            "        self.last = self.waiting.popleft()\n        return self.last",
            "        return self.waiting.popleft()",
        ),
        (
            '        self.waiting.extend(page["data"])',
            '        self.waiting.extend(page["data"])\n        self.last = page["data"][0]',
        ),
    ),
    _fault(
        "pages/python/links.py",
        "only the last page is kept",
        "page-lost",
        ('names += [repo["name"] for repo in response.json()]', 'names = [repo["name"] for repo in response.json()]'),
    ),
    _fault(
        "pages/python/booklist.py",
        "the offset counts pages",
        "page-lost page-loop",
        ("offset += LIMIT", "offset += 1"),
    ),
    _fault(
        "pages/python/yielding.py",
        "the recursion is not yielded",
        "page-lost",
        ("yield from films(client, page", "films(client, page"),
    ),
    _fault(
        "pages/python/retrying.py",
        "the cursor goes by another name",
        "page-loop unknown-field",
        ('"start_cursor": page', '"cursor": page'),
    ),
    _fault(
        "pages/ts/readable.ts",
        "the cursor is set once",
        "page-loop",
        (
            'url.searchParams.set("cursor", next_cursor)',
            'if (!url.searchParams.has("cursor")) url.searchParams.set("cursor", next_cursor)',
        ),
    ),
    _fault(
        "pages/ts/emptied.ts",
        "the number of the page stays the same",
        "page-loop",
        ("this.page(number++)", "this.page(number)"),
    ),
    _fault(
        "pages/ts/nexturl.ts",
        "each page has a list of its own",
        "page-lost",
        ("list(page.next, found, done)", "list(page.next, [], done)"),
    ),
    _fault(
        "pages/go/channel.go",
        "it stops where a page is not full",
        "page-lost",
        ("if !page.HasMore {", "if !page.HasMore || len(page.Notes) < 3 {"),
        ('query.Set("limit", "2")', 'query.Set("limit", "2") // all pages'),
    ),
    _fault(
        "pages/go/ranged.go",
        "the cursor is the number of the item",
        "page-lost",
        ("after = charge.ID\n", "after = strconv.Itoa(len(charges))\n"),
    ),
    _fault(
        "pages/curl/function.sh",
        "the cursor is the last id",
        "page-lost",
        ("'.next_cursor // empty'", "'if .has_more then .notes[-1].id else empty end'"),
    ),
    _fault(
        "pages/curl/headers.sh",
        "each page overwrites the one before",
        "page-lost",
        ('  echo "$repos" | jq', '  shown=$(echo "$repos" | jq'),
        ("""error("no name"))"' || exit 1""", """error("no name"))"') || exit 1"""),
        ("done", 'done\necho "$shown"'),
    ),
    # ---------------------------------------------------------------- elsewhere
    _fault(
        "elsewhere/python/chunked.py",
        "the key goes along to the signed address",
        "key-leaked",
        ('headers={"Content-Length": length}', 'headers={"Content-Length": length, "Authorization": f"Bearer {key}"}'),
    ),
    _fault(
        "elsewhere/python/moving.py",
        "the key follows to another host",
        "key-leaked",
        ("            key = None\n", "            pass\n"),
    ),
    _fault(
        "elsewhere/ts/piped.ts",
        "the last bytes are left out",
        "file-bytes",
        ("createReadStream(FILE)", "createReadStream(FILE, { end: size - 2 })"),
        ('"Content-Length": size }', '"Content-Length": size - 1 }'),
    ),
    _fault(
        "elsewhere/ts/blob.ts",
        "the answer of the second host is not looked at",
        "error-swallowed",
        ("await must(fetch(upload.url", "await (fetch(upload.url"),
    ),
    _fault(
        "elsewhere/ts/later.ts",
        "the report's failure is printed like a report",
        "error-swallowed",
        ("    if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);\n", ""),
    ),
    _fault(
        "elsewhere/go/handmade.go",
        "the key goes to every host",
        "key-leaked",
        ("if address.Host == home {", "if address.Host == home || hops > 0 {"),
    ),
    _fault(
        "elsewhere/go/plain.go",
        "an order without its key",
        "auth-missing",
        ('\treq.Header.Set("Authorization", "Bearer "+key)\n', ""),
    ),
    _fault(
        "elsewhere/go/piped.go",
        "a text is sent in place of the file",
        "file-bytes",
        ("_, err = io.Copy(writer, file)", "_, err = io.Copy(writer, io.LimitReader(file, 5))"),
    ),
    _fault(
        "elsewhere/curl/form.sh",
        "the form has none of the fields",
        "chained-value file-part",
        ('"$@" --form file', "--form file"),
    ),
    _fault(
        "elsewhere/curl/saved.sh",
        "the key is sent for the file, too",
        "key-leaked",
        ('fetch "$url"', 'fetch --header "Authorization: Bearer $KEY" "$url"'),
    ),
    # ---------------------------------------------------------------- streams
    _fault(
        "streams/python/parser.py",
        "what is left of a piece is thrown away",
        "stream-lost",
        ('self.left += piece.replace("\\r\\n", "\\n")', 'self.left = piece.replace("\\r\\n", "\\n")'),
    ),
    _fault(
        "streams/python/joined.py",
        "the end of the stream is not looked at",
        "error-swallowed",
        ('    if not ended:\n        sys.exit("\\nThe stream ended before its end.")\n', ""),
        (
            "except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError) as error:",
            "except Exception:",
        ),
        ('    sys.exit(f"\\nThe chat failed: {error!r}")\n', "    pass\n"),
    ),
    _fault(
        "streams/python/queued.py",
        "pieces are taken for lines",
        "exit-status stream-lost stream-garbled",
        ("response.iter_lines(chunk_size=16)", "response.iter_content(chunk_size=None)"),
    ),
    _fault(
        "streams/ts/transform.ts",
        "each piece is decoded by itself",
        "stream-garbled",
        (
            "response.body!.pipeThrough(new TextDecoderStream())",
            "response.body!.pipeThrough(new TransformStream<Uint8Array, string>({\n"
            "    transform: (piece, controller) => controller.enqueue(new TextDecoder().decode(piece)),\n  }))",
        ),
    ),
    _fault(
        "streams/ts/readline.ts",
        "a broken stream is a whole one",
        "error-swallowed",
        ('  if (broken) throw broken;\n  if (!ended) throw new Error("the stream is not whole");\n', ""),
        (
            "if (!ended) process.stdout.write(`${JSON.parse(data).text}\\n`);",
            "try {\n      if (!ended) process.stdout.write(`${JSON.parse(data).text}\\n`);\n    } catch {}",
        ),
    ),
    _fault(
        "streams/ts/reader.ts",
        "one line of a piece is read",
        "stream-lost",
        (
            'for (let end = kept.indexOf("\\n"); end >= 0; end = kept.indexOf("\\n")) {',
            'for (const end of [kept.indexOf("\\n")].filter((at) => at >= 0)) {',
        ),
        ("kept = kept.subarray(end + 1);", 'kept = kept.subarray(kept.lastIndexOf("\\n") + 1);'),
    ),
    _fault(
        "streams/go/buffered.go",
        "a wrong event is passed over, and so is the end",
        "error-swallowed",
        ('\t\t\t\treturn fmt.Errorf("unexpected event %q: %v", value, err)\n', "\t\t\t\tcontinue\n"),
        ("\t\t\tif err != nil {\n\t\t\t\treturn errCut\n\t\t\t}\n", ""),
        (
            "\t\tif err == io.EOF {\n\t\t\treturn errCut\n\t\t}\n\t\tif err != nil {\n\t\t\treturn err\n\t\t}\n",
            "\t\tif err != nil {\n\t\t\treturn nil\n\t\t}\n",
        ),
    ),
    _fault(
        "streams/curl/waiting.sh",
        "the comments are printed, too",
        "stream-garbled",
        ("  case $line in\n", '  case $line in\n    ":"*) echo "${line#: }" ;;\n'),
        ('    ":"* | "" | "retry:"*) ;;', '    "" | "retry:"*) ;;'),
    ),
    # ---------------------------------------------------------------- state
    _fault(
        "state/python/borrowed.py",
        "the title names the book",
        "chained-value",
        ('json=asdict(book)).json()["id"]', 'json=asdict(book)).json()["title"]'),
    ),
    _fault(
        "state/go/reviewed.go",
        "the reviews of another book",
        "chained-value",
        ('path := "/books/" + book.ID + "/reviews"', 'path := "/books/1/reviews"'),
    ),
    _fault(
        "state/ts/found.ts",
        "the id is cut",
        "chained-value exit-status",
        ("encodeURIComponent(listed.id)", "encodeURIComponent(listed.id.slice(0, 4))"),
    ),
    # ---------------------------------------------------------------- jobs
    _fault(
        "jobs/python/backing.py",
        "a failed request is polled again without a wait",
        "retry-endless retry-early",
        (
            "        response = client.get(path)\n        response.raise_for_status()\n",
            "        response = client.get(path)\n        if response.is_error:\n            continue\n",
        ),
    ),
    _fault(
        "jobs/ts/polling.ts",
        "another job is polled",
        "chained-value",
        ("states(id)", 'states("index")'),
    ),
    _fault(
        "jobs/go/ticking.go",
        "what the server says is not printed",
        "error-unclear",
        ('fmt.Errorf("HTTP %d: %s", resp.StatusCode, text)', 'errors.New("the job could not be read")'),
    ),
    _fault(
        "jobs/curl/until.sh",
        "the state is asked for by POST",
        "method unknown-operation",
        ('job=$(call "$HOST/v1/jobs/$id")', 'job=$(call --request POST "$HOST/v1/jobs/$id")'),
    ),
    # ---------------------------------------------------------------- receivers
    _fault(
        "receivers/python/pay/worked.py",
        "the work begins before the signature is looked at",
        "forgery-accepted",
        (
            "        key = os.environ",
            '        if body.rstrip().endswith(b"}"):\n'
            "            pool.submit(book, json.loads(body))\n        key = os.environ",
        ),
    ),
    _fault(
        "receivers/ts/pay/routed.ts",
        "the age is not looked at",
        "forgery-accepted",
        ('  if (Date.now() / 1_000 - Number(found[1]) > 300) throw new Error("an old signature");\n', ""),
    ),
    _fault(
        "receivers/go/hub/drained.go",
        "an empty signature is let through",
        "forgery-accepted",
        (
            "if err != nil || !hmac.Equal(given, mac.Sum(nil)) {",
            "if err != nil || (len(given) > 0 && !hmac.Equal(given, mac.Sum(nil))) {",
        ),
    ),
    _fault(
        "receivers/python/hub/appended.py",
        "the signature is that of JSON written anew",
        "delivery-refused",
        (
            'made = hmac.digest(os.environ["WEBHOOK_SECRET"].encode(), body',
            'made = hmac.digest(os.environ["WEBHOOK_SECRET"].encode(), json.dumps(json.loads(body)).encode()',
        ),
    ),
    _fault(
        "receivers/python/std/streamed.py",
        "SIGTERM is let pass",
        "receiver-unstopped",
        ("stopped.set)", "stopped.clear)"),
    ),
    # ---------------------------------------------------------------- callbacks, graphql
    _fault(
        "callbacks/python/evented.py",
        "the body is signed as text without its last byte",
        "delivery-refused",
        ("body, hashlib.sha256)", "body[:-1], hashlib.sha256)"),
    ),
    _fault(
        "callbacks/ts/once.ts",
        "the server is closed before the call",
        "delivery-unanswered exit-status",
        (
            "    const [request, response] = await called;",
            "    server.close();\n    server.closeAllConnections();\n    const [request, response] = await called;",
        ),
    ),
    _fault(
        "graphql/python/added.py",
        "a field that the schema has not",
        "graphql-query",
        ("id title by", "id name by"),
    ),
    _fault(
        "graphql/curl/essays.sh",
        "errors are passed over",
        "error-swallowed",
        (
            """if echo "$answer" | jq --exit-status .errors >/dev/null 2>&1; then
  echo "$answer" | jq --raw-output '.errors[].message' >&2
  exit 1
fi
""",
            "",
        ),
        ("""jq --exit-status --raw-output '.data.books[] |""", """jq --raw-output '.data.books[]? |"""),
    ),
)
