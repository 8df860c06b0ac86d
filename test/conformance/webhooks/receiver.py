"""A webhook receiver as an integrator writes it in Python: it verifies each request by the library of PyPI.

Prints its port. `PUT /secret` sets the one secret that it trusts; `GET /report` lists what it took and what it refused.
"""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks import Webhook, WebhookVerificationError

trusted = {"secret": ""}
report = {"accepted": [], "rejected": []}


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        event = headers.get("webhook-id")
        try:
            payload = Webhook(trusted["secret"]).verify(body, headers)
        except WebhookVerificationError as error:
            report["rejected"].append({"id": event, "error": str(error)})
            return self.answer(401)
        report["accepted"].append({"id": event, "type": payload["type"]})
        return self.answer(204)

    def do_PUT(self):
        trusted["secret"] = self.body().decode()
        self.answer(204)

    def do_GET(self):
        self.answer(200, json.dumps(report).encode())

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Standard output is for the port alone."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(server.server_port, flush=True)
server.serve_forever()
