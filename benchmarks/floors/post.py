"""Send what nowsync sends, with httpx and nothing else."""

import json
import sys
from pathlib import Path

import httpx

server, requests = sys.argv[1], json.loads(Path(sys.argv[2]).read_text("utf-8"))
client = httpx.Client(base_url=server, headers={"Authorization": "Bearer token"})
for method, path, body in requests:
    client.request(method, path, content=body.encode()).raise_for_status()
