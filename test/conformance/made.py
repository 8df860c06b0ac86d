"""What calls are about, made through the API: one of each kind for all that read, and a new one for each that may end it."""

import json
import os
import re
import time
import urllib.error
import urllib.request
from functools import cache

STUDY = os.environ["WETREAD_STUDY"]
WINDOW = {"start": "22:00", "end": "06:00", "time_zone": "Europe/Berlin"}


class Refused(Exception):
    def __init__(self, status, told):
        super().__init__(told)
        self.status = status


class Made:
    """@param receiver: URL that takes webhooks, and what is stored"""

    def __init__(self, receiver):
        self.receiver = receiver
        self.count = 0
        self.sent = self._sent()

    def parameters(self, method, path):
        """Values for the path's parameters, or none where nothing needs to be made."""
        made = next((make for prefix, make in MAKERS.items() if path.startswith(prefix)), None)
        if made is None:
            return {}
        ends = method == "DELETE" or path.endswith(("/cancel", "/rotate"))
        try:
            return made(self) if ends else self._shared(made)
        except Refused as refused:
            # A tenant may have so many keys and endpoints, and the calls make their own: this one stays as it was generated.
            if refused.status != 409:
                raise
            return {}

    @cache
    def _shared(self, make):
        return make(self)

    def batch(self):
        return {"id": ask("POST", "/v1/batches", {"studies": [STUDY], "window": WINDOW})["id"]}

    def night(self):
        expected = {"studies": [{"study": STUDY}]}
        return {"id": ask("POST", "/v1/nights", {"date": "2026-03-01", "expected": expected})["id"]}

    def rule(self):
        return {"id": ask("POST", "/v1/rules", {"match": {"ae_title": self._name()}, "window": WINDOW})["id"]}

    def key(self):
        body = {"name": self._name(), "scopes": ["read"]}
        return {"id": ask("POST", "/v1/api-keys", body)["id"]}

    def tenant(self):
        return {"id": ask("POST", "/v1/tenants", {"id": self._name().lower(), "name": "Made"})["id"]}

    def destination(self):
        body = {"kind": "dimse", "host": "127.0.0.1", "port": 11112, "calledAeTitle": self._name()}
        return {"id": ask("POST", "/v1/destinations", body)["id"]}

    def _sent(self):
        """A study that was de-identified, and the delivery of its summary to a destination."""
        body = {"kind": "dicomweb", "url": self.receiver}
        destination = ask("POST", "/v1/destinations", body)["id"]
        ask("PATCH", "/v1/tenants/local", {"deidentification": {}})
        # So long a process may believe what it knows of a tenant.
        time.sleep(11)
        original = store_another()
        ask("PATCH", "/v1/tenants/local", {"deidentification": None})
        study = ask("GET", f"/v1/studies/{original}")["id"]
        log = f"/v1/destinations/{destination}/deliveries"
        for _ in range(600):
            deliveries = ask("GET", log)["deliveries"]
            if deliveries:
                return {"study": study, "destination": destination, "event": deliveries[0]["event"]}
            time.sleep(0.2)
        raise RuntimeError(f"Nothing of {study} was sent to a destination.")

    def identified(self):
        return {"id": self.sent["study"]}

    def delivery(self):
        return {"id": self.sent["destination"], "event": self.sent["event"]}

    def endpoint(self):
        """With a delivery and a replay."""
        endpoint = f"/v1/webhook-endpoints/{ask('POST', '/v1/webhook-endpoints', {'url': self.receiver})['id']}"
        event = ask("POST", f"{endpoint}/test")["event"]
        replay = ask("POST", f"{endpoint}/replay", {"since": "2026-01-01T00:00:00Z"})["id"]
        for _ in range(50):
            if there(f"{endpoint}/deliveries/{event}"):
                break
            time.sleep(0.1)
        return {"id": endpoint.rsplit("/", 1)[1], "event": event, "replay": replay}

    def _name(self):
        self.count += 1
        return f"MADE-{self.count}"


# The first that fits counts.
MAKERS = {
    "/v1/studies/{id}/identity": Made.identified,
    "/v1/destinations/{id}/deliveries": Made.delivery,
    "/v1/batches/{id}": Made.batch,
    "/v1/nights/{id}": Made.night,
    "/v1/rules/{id}": Made.rule,
    "/v1/api-keys/{id}": Made.key,
    "/v1/tenants/{id}": Made.tenant,
    "/v1/destinations/{id}": Made.destination,
    "/v1/webhook-endpoints/{id}": Made.endpoint,
}


def store_another():
    """The DICOM file under other UIDs of the same length. @return its study"""
    file = open(os.environ["WETREAD_DICOM"], "rb").read()
    for uid in sorted(set(re.findall(rb"2\.25\.\d{10,59}", file))):
        file = file.replace(uid, uid[:-3] + b"%03d" % ((int(uid[-3:]) + 1) % 1000))
    answer = ask("POST", "/dicomweb/studies", file, "application/dicom")
    # Retrieve URL of the study, or of the instance.
    return re.search(r"studies/([\d.]+)", json.dumps(answer)).group(1)


def ask(method, path, body=None, content_type="application/json"):
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {os.environ['WETREAD_KEY']}"}
    if data is not None:
        headers["Content-Type"] = content_type
    request = urllib.request.Request(os.environ["WETREAD_URL"].rstrip("/") + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise Refused(error.code, f"{method} {path}: {error.code} {error.read().decode()}") from error


def there(path):
    try:
        return bool(ask("GET", path))
    except Refused:
        return False
