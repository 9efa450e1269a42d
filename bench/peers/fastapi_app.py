"""The chat back end of the guides as one writes it with FastAPI: uvicorn, httpx, a dict as cache."""
import json
import os
import time

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import Response, StreamingResponse

UPSTREAM = os.environ["STUB_URL"]
TTL, SIZE = 300, 100
app = FastAPI()
cache = {}
client = httpx.AsyncClient(
    timeout=60, trust_env=False, limits=httpx.Limits(max_connections=2048, max_keepalive_connections=1024)
)


@app.get("/health")
async def health():
    return {"status": "healthy"}


async def relay(question):
    async with client.stream("POST", UPSTREAM, json=question) as upstream:
        async for piece in upstream.aiter_bytes():
            yield piece


@app.post("/v1/chat/completions")
async def chat(request: Request):
    question = await request.json()
    if question.get("stream"):
        return StreamingResponse(relay(question), media_type="text/event-stream")
    key = json.dumps(question, sort_keys=True)
    kept = cache.get(key)
    if kept and kept[0] > time.monotonic():
        return Response(kept[1], media_type="application/json")
    answer = (await client.post(UPSTREAM, json=question)).content
    if len(cache) >= SIZE:
        cache.pop(next(iter(cache)), None)
    cache[key] = (time.monotonic() + TTL, answer)
    return Response(answer, media_type="application/json")
