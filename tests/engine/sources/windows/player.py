"""Plays a recorded session: the forced command of a key. Each request must be one of it, byte for byte."""

import base64
import json
import os
import sys
from pathlib import Path

REFUSED = 64


def main(folder: Path) -> int:
    asked = os.environb.get(b"SSH_ORIGINAL_COMMAND", b"")
    answers = json.loads((folder / "session.json").read_text())
    if asked.decode("latin-1") not in answers:
        sys.stderr.write("mmbackup-collect: not in the recorded session\r\n")
        return REFUSED
    said, complaint, status = answers[asked.decode("latin-1")]
    sys.stdout.buffer.write(base64.b64decode(said))
    sys.stderr.buffer.write(base64.b64decode(complaint))
    return int(status)


sys.exit(main(Path(sys.argv[1])))
