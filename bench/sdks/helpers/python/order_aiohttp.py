import asyncio, os, sys, uuid
import aiohttp

key = os.environ.get("KEY") or sys.exit("Set KEY to your API key.")


async def main():
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": uuid.uuid4().hex}
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
        for attempt in range(1, 5):
            try:
                async with session.post(os.environ["HOST"] + "/v1/orders", json={"text": "two"}) as response:
                    body = await response.text()
                    if response.status < 300:
                        print(body)
                        return
                    failure = f"HTTP {response.status}: {body}"
                    if response.status != 429 and response.status < 500:
                        break
                    pause = float(response.headers.get("Retry-After", 0.1 * 2**attempt))
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                failure, pause = f"Request failed: {error!r}", 0.1 * 2**attempt
            await asyncio.sleep(pause)
    sys.exit(failure)


asyncio.run(main())
