"""Writes captures as a WARC file; run by the Python of pywb's environment, which has warcio.

Usage: write_warc.py FILE < captures.json, a list of tables: url, stamp (14 digits), status, headers, body, type
("response" or "revisit").
"""

import base64
import hashlib
import json
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def main() -> None:
    with Path(sys.argv[1]).open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for capture in json.load(sys.stdin):
            taken = datetime.strptime(capture["stamp"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
            headers = [(name, value) for name, value in capture["headers"]]
            head = StatusAndHeaders(f"{capture['status']} Some", headers, protocol="HTTP/1.1")
            dated = {"WARC-Date": f"{taken:%Y-%m-%dT%H:%M:%SZ}"}
            body = capture["body"].encode()
            if capture["type"] == "revisit":
                digest = "sha1:" + base64.b32encode(hashlib.sha1(body).digest()).decode()
                first = datetime.strptime(capture["first"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
                record = writer.create_revisit_record(
                    capture["url"], digest, capture["url"], f"{first:%Y-%m-%dT%H:%M:%SZ}", http_headers=head,
                    warc_headers_dict=dated,
                )  # fmt: skip
            else:
                record = writer.create_warc_record(
                    capture["url"], "response", payload=BytesIO(body), http_headers=head, warc_headers_dict=dated
                )
            writer.write_record(record)


main()
