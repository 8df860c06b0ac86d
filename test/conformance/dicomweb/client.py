"""dicomweb-client and pydicom against a running stack: what they store they must find and get back.

client.py BASE_URL API_KEY FOLDER
"""

import io
import sys
import traceback
from pathlib import Path

import numpy
import requests
from dicomweb_client.api import DICOMwebClient
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRLittleEndian, generate_uid

base, key, folder = sys.argv[1:]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {key}"
client = DICOMwebClient(base, session=session)
files = {path.stem: path.read_bytes() for path in sorted(Path(folder).glob("*.dcm"))}
datasets = {name: dcmread(io.BytesIO(content)) for name, content in files.items()}
first = next(iter(datasets.values()))
study = first.StudyInstanceUID
counts = {"passed": 0, "failed": 0}

MEDIA_TYPES = {
    "rleLossless": "image/dicom-rle",
    "jpegBaseline": "image/jpeg",
    "jpegLosslessFirstOrder": "image/jpeg",
    "jpegLsLossless": "image/jls",
    "jpeg2000Lossless": "image/jp2",
}

# Transfer syntaxes that dicomweb-client does not know how to ask for.
UNKNOWN = {"implicitLittleEndian", "htj2kLossless"}


def place(dataset):
    return dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID


def stores():
    answer = client.store_instances(list(datasets.values()))
    assert len(answer.ReferencedSOPSequence) == len(datasets)
    assert "FailedSOPSequence" not in answer
    again = client.store_instances([first], study_instance_uid=study)
    assert again.ReferencedSOPSequence[0].RetrieveURL.startswith(f"{base}/studies/{study}/series/")


def is_told_what_failed():
    knee = dcmread(io.BytesIO(files["explicitLittleEndian"]))
    knee.BodyPartExamined = "KNEE"
    knee.AnatomicRegionSequence[0].CodeValue = "72696002"
    knee.SOPInstanceUID = knee.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    knee.StudyInstanceUID = generate_uid()
    headers = {"Content-Type": "application/dicom", "Accept": "application/dicom+json"}
    body = io.BytesIO()
    knee.save_as(body)
    answer = session.post(f"{base}/studies", data=body.getvalue(), headers=headers)
    assert answer.status_code == 409
    failure = Dataset.from_json(answer.json()).FailedSOPSequence[0]
    assert failure.ReferencedSOPInstanceUID == knee.SOPInstanceUID and failure.FailureReason == 0xA900


def searches_studies():
    for filters in (
        {"PatientID": "DICOMWEB-1"},
        {"PatientName": "müller*"},
        {"StudyInstanceUID": study},
        {"StudyDate": "20260101-20260103", "AccessionNumber": "A-1"},
        {"00080061": "DX"},
    ):
        (found,) = client.search_for_studies(search_filters=filters, fields=["StudyDescription"])
        hit = Dataset.from_json(found)
        assert hit.StudyInstanceUID == study and hit.StudyDescription == "Chest"
        assert str(hit.PatientName) == "Müller^Anna"
        assert hit.NumberOfStudyRelatedInstances == len(datasets)
    assert client.search_for_studies(search_filters={"PatientID": "nobody"}) == []
    assert len(client.search_for_studies(limit=1)) == 1
    assert client.search_for_studies(search_filters={"StudyInstanceUID": study}, offset=1) == []


def searches_series_and_instances():
    series = client.search_for_series(study)
    assert {Dataset.from_json(one).SeriesInstanceUID for one in series} == {one.SeriesInstanceUID for one in datasets.values()}
    instances = client.search_for_instances(study)
    assert {Dataset.from_json(one).SOPInstanceUID for one in instances} == {one.SOPInstanceUID for one in datasets.values()}
    (one,) = client.search_for_instances(search_filters={"SOPInstanceUID": first.SOPInstanceUID})
    assert Dataset.from_json(one).StudyInstanceUID == study
    assert len(client.search_for_instances(study, get_remaining=True, limit=3)) == len(datasets)


def retrieves(what):
    def check():
        if what == "study":
            found, expected = client.retrieve_study(study), list(datasets.values())
        else:
            found = client.retrieve_series(study, first.SeriesInstanceUID)
            expected = [one for one in datasets.values() if one.SeriesInstanceUID == first.SeriesInstanceUID]
        assert {one.SOPInstanceUID for one in found} == {one.SOPInstanceUID for one in expected}
        own = {one.SOPInstanceUID: one for one in expected}
        assert all(one == own[one.SOPInstanceUID] for one in found)

    return check


def retrieves_instance(name):
    def check():
        wanted = datasets[name]
        syntax = wanted.file_meta.TransferSyntaxUID
        named = () if name in UNKNOWN else ((("application/dicom", syntax),),)
        for media_types in (None, (("application/dicom", "*"),), *named):
            found = client.retrieve_instance(*place(wanted), media_types=media_types)
            assert found == wanted and found.file_meta.TransferSyntaxUID == syntax

    return check


def describes(name):
    def check():
        wanted = datasets[name]
        (found,) = client.retrieve_study_metadata(study)[:1]
        assert Dataset.from_json(found).StudyInstanceUID == study
        header = Dataset.from_json(client.retrieve_instance_metadata(*place(wanted)), lambda *_: b"")
        for tag in ("PixelData", "AvailableTransferSyntaxUID"):
            del header[tag]
        plain = Dataset.from_json(wanted.to_json_dict())
        del plain["PixelData"]
        assert header == plain, [(a, b) for a, b in zip(header, plain) if a != b]

    return check


def unpacks_frames(name):
    """Samples as explicit little endian has them; of what is lossless pydicom's own are the same where it can decode them."""

    def check():
        wanted = datasets[name]
        media_types = (("application/octet-stream", ExplicitVRLittleEndian),)
        (frame,) = client.retrieve_instance_frames(*place(wanted), [1], media_types=media_types)
        kind = numpy.uint8 if wanted.BitsAllocated == 8 else "<u2"
        samples = numpy.frombuffer(frame, dtype=kind).reshape(wanted.Rows, wanted.Columns)
        if not wanted.file_meta.TransferSyntaxUID.is_compressed or name == "rleLossless":
            assert (samples == wanted.pixel_array).all()
        assert samples.std() > 1

    return check


def retrieves_codestream(name):
    def check():
        wanted = datasets[name]
        media_types = ((MEDIA_TYPES[name], wanted.file_meta.TransferSyntaxUID),)
        (frame,) = client.retrieve_instance_frames(*place(wanted), [1], media_types=media_types)
        assert len(frame) > 100 and frame in files[name]

    return check


def renders(name):
    def check():
        wanted = datasets[name]
        for media_type in ("image/jpeg", "image/png"):
            image = client.retrieve_instance_rendered(*place(wanted), media_types=(media_type,), params={"viewport": "64,64"})
            assert Image.open(io.BytesIO(image)).size == (64, 60)
        image = client.retrieve_instance_frames_rendered(*place(wanted), [1], media_types=("image/png",))
        assert Image.open(io.BytesIO(image)).size == (wanted.Columns, wanted.Rows)

    return check


def gets_bulkdata():
    header = client.retrieve_instance_metadata(*place(datasets["explicitLittleEndian"]))
    (pixels,) = client.retrieve_bulkdata(header["7FE00010"]["BulkDataURI"])
    assert pixels == datasets["explicitLittleEndian"].PixelData


def run(name, check):
    try:
        check()
        counts["passed"] += 1
        print(f"ok   {name}")
    except Exception:
        counts["failed"] += 1
        print(f"FAIL {name}")
        traceback.print_exc(file=sys.stdout)


run("stores, and stores again", stores)
run("is told what failed", is_told_what_failed)
run("searches for studies", searches_studies)
run("searches for series and instances", searches_series_and_instances)
for what in ("study", "series"):
    run(f"retrieves a {what}", retrieves(what))
for name in datasets:
    run(f"retrieves an instance: {name}", retrieves_instance(name))
    run(f"retrieves metadata: {name}", describes(name))
    run(f"retrieves samples: {name}", unpacks_frames(name))
    run(f"retrieves rendered: {name}", renders(name))
for name in MEDIA_TYPES:
    run(f"retrieves the codestream: {name}", retrieves_codestream(name))
run("retrieves bulk data", gets_bulkdata)
sys.exit(1 if counts["failed"] else 0)
