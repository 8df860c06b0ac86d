"""What schemathesis cannot know from the document: how DICOM is packed, and which study there is."""

import json
import os
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import schemathesis
from hypothesis import strategies as st

from made import Made

STUDY = os.environ["WETREAD_STUDY"]
RESULT = os.environ["WETREAD_RESULT"]
# Of the caller itself: suspended, limited or revoked, it would be told nothing but that from then on.
OWN = {"/v1/tenants/{id}": "local", "/v1/api-keys/{id}": os.environ["WETREAD_KEY_ID"]}
DICOM = open(os.environ["WETREAD_DICOM"], "rb").read()


def _image():
    """What names the one image of the study in paths of DICOMweb."""
    url = f"{os.environ['WETREAD_URL']}/dicomweb/studies/{STUDY}/instances"
    headers = {"Authorization": f"Bearer {os.environ['WETREAD_KEY']}"}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        (instance,) = json.load(answer)
    uid = lambda tag: instance[tag]["Value"][0]
    return {"study": STUDY, "series": uid("0020000E"), "instance": uid("00080018"), "frames": "1"}


IMAGE = _image()


@schemathesis.serializer("application/dicom")
def dicom(ctx, value):
    return DICOM if _is_even(value) else _bytes(value)


@schemathesis.serializer("multipart/related")
def related(ctx, value):
    """PS3.18 10.5. The content type has a boundary, which is why its header is set in `before_call`."""
    part = DICOM if _is_even(value) else _bytes(value)
    return b"--parts\r\nContent-Type: application/dicom\r\n\r\n" + part + b"\r\n--parts--\r\n"


class Pacs(BaseHTTPRequestHandler):
    """The PACS that a night may be expected from, and a receiver of webhooks; a PACS that is not there is told as 503, and rightly so."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/dicom+json")
        self.end_headers()
        self.wfile.write(b"[]")

    def do_POST(self):
        """A webhook."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


pacs = ThreadingHTTPServer(("127.0.0.1", 0), Pacs)
threading.Thread(target=pacs.serve_forever, daemon=True).start()
made = Made(f"http://127.0.0.1:{pacs.server_port}/hook")


def ask_own_pacs(body):
    expected = body.get("expected") if isinstance(body, dict) else None
    asked = expected.get("qido") if isinstance(expected, dict) else None
    if isinstance(asked, dict) and str(asked.get("url")).startswith("http"):
        asked["url"] = f"http://127.0.0.1:{pacs.server_port}/"


def judge_own_summary(case):
    """Only together are a study and its summary there; most other verdicts are about nothing."""
    if not isinstance(case.body, dict) or not _is_even(sorted(case.body.items(), key=str)):
        return
    case.path_parameters = {**(case.path_parameters or {}), "id": STUDY}
    case.body["result"] = RESULT
    if case.body.get("verdict") != "edit":
        for field in ("text", "findings", "impression"):
            case.body.pop(field, None)


@schemathesis.hook
def before_call(ctx, case, kwargs):
    if case.operation.path == "/v1/nights":
        ask_own_pacs(case.body)
    if case.operation.path.endswith("/corrections") and case.method.upper() == "POST":
        judge_own_summary(case)
    given = case.path_parameters or {}
    # Half of the calls are about something that is there.
    if given and _is_even(sorted(given.items())):
        real = made.parameters(case.operation.method.upper(), case.operation.path)
        case.path_parameters = {**given, **{name: value for name, value in real.items() if name in given}}
    for path, own in OWN.items():
        if case.operation.path.startswith(path) and (case.path_parameters or {}).get("id") == own:
            case.path_parameters = {**case.path_parameters, "id": own[:-1] + "0"}
    if case.media_type == "multipart/related":
        case.headers = {**(case.headers or {}), "Content-Type": 'multipart/related; type="application/dicom"; boundary=parts'}


@schemathesis.hook
def flatmap_path_parameters(ctx, path_parameters):
    """Half of the calls that read are about a study that is there; deleting is tried on others."""
    given = path_parameters or {}
    if ctx.operation.path.startswith("/dicomweb/studies/{study}") and ctx.operation.method == "get":
        return st.sampled_from([given, {**given, **{name: IMAGE[name] for name in given}}])
    reads = ctx.operation.path.startswith("/v1/studies/{id}") and ctx.operation.method != "delete"
    if reads and "id" in (path_parameters or {}):
        return st.sampled_from([path_parameters, {**path_parameters, "id": STUDY}])
    return st.just(path_parameters)


@schemathesis.hook
def flatmap_body(ctx, body):
    """Arbitrary bytes are no radiograph: half of the forms hold one."""
    if ctx.operation.path == "/v1/studies" and isinstance(body, dict):
        return st.sampled_from([body, {**body, "files": [DICOM]}])
    return st.just(body)


def _is_even(value):
    return len(str(value)) % 2 == 0


def _bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()
