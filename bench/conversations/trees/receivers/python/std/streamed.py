"""An asyncio protocol; the work is a task that the answer does not wait for."""

import asyncio
import base64
import hmac
import json
import os
import signal
import time

SECRET = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))
tasks: set[asyncio.Task] = set()


async def work(event: dict) -> None:
    await asyncio.sleep(0.02)
    if event.get("type") == "job.finished":
        print(f"{event['job']} is finished", flush=True)


def verify(headers: dict[str, str], body: bytes) -> bool:
    try:
        moment = int(headers["webhook-timestamp"])
        given = base64.b64decode(headers["webhook-signature"].split(",", 1)[1])
        signed = f"{headers['webhook-id']}.{moment}.".encode() + body
    except (KeyError, ValueError, IndexError):
        return False
    return hmac.compare_digest(hmac.digest(SECRET, signed, "sha256"), given) and abs(time.time() - moment) < 300


async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            headers = {}
            while (field := (await reader.readline()).strip()) != b"":
                name, _, value = field.decode("latin-1").partition(":")
                headers[name.strip().lower()] = value.strip()
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            status = respond(line.split()[0].decode(), headers, body)
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def respond(method: str, headers: dict[str, str], body: bytes) -> str:
    if method != "POST":
        return "405 Method Not Allowed"
    if not verify(headers, body):
        return "401 Unauthorized"
    try:
        event = json.loads(body)
    except ValueError:
        return "400 Bad Request"
    task = asyncio.create_task(work(event))
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return "200 OK"


async def main() -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    server = await asyncio.start_server(connected, "127.0.0.1", int(os.environ["PORT"]))
    await stopped.wait()
    server.close()
    await asyncio.gather(*tasks)


asyncio.run(main())
