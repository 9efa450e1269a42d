"""The chat back end of the guides as one writes it with Flask: gunicorn with gevent workers, requests, a dict as cache."""
import json
import os
import time

import requests
from flask import Flask, Response, request

UPSTREAM = os.environ["STUB_URL"]
TTL, SIZE = 300, 100
app = Flask(__name__)
cache = {}
session = requests.Session()
session.trust_env = False
session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=4, pool_maxsize=1024))


@app.get("/health")
def health():
    return {"status": "healthy"}


@app.post("/v1/chat/completions")
def chat():
    question = request.get_json()
    if question.get("stream"):
        upstream = session.post(UPSTREAM, json=question, stream=True, timeout=60)
        return Response(upstream.iter_content(None), mimetype="text/event-stream")
    key = json.dumps(question, sort_keys=True)
    kept = cache.get(key)
    if kept and kept[0] > time.monotonic():
        return Response(kept[1], mimetype="application/json")
    answer = session.post(UPSTREAM, json=question, timeout=60).content
    if len(cache) >= SIZE:
        cache.pop(next(iter(cache)), None)
    cache[key] = (time.monotonic() + TTL, answer)
    return Response(answer, mimetype="application/json")
