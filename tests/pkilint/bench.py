"""pkilint's PKIX rules over all files of a folder, in one process: prints files and seconds. `cargo xtask bench certs`."""

import pathlib
import sys
import time

from pkilint import loader

from test_pkilint import VALIDATOR

folder, rounds = pathlib.Path(sys.argv[1]), int(sys.argv[2])
paths = sorted(folder.iterdir())
certificates = loader.RFC5280CertificateDocumentLoader()


def lint(path):
    try:
        document = certificates.load_pem_document(path.read_text(), str(path))
    except ValueError:
        return
    VALIDATOR.validate(document.root)


for path in paths:
    lint(path)
start = time.perf_counter()
for _ in range(rounds):
    for path in paths:
        lint(path)
print(len(paths) * rounds, time.perf_counter() - start)
