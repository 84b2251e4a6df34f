"""Where a rule of `dps-playground check` asks what pkilint asks as well, both give the same answer.

Over every fixture's first certificate. Where the two differ, DIFFERENCES says why, and the test holds that they
still differ.
"""

import base64
import json
import os
import pathlib
import re
import subprocess

import pytest
from pkilint import loader
from pkilint.pkix import certificate, extension, name

TESTDATA = pathlib.Path(__file__).parents[2] / "crates" / "device-certs" / "testdata"
NOW = "2026-12-01T00:00:00Z"

# Rules that ask the same: any of ours on the left, any of pkilint's on the right.
OVERLAP = [
    ({"serial_not_positive", "serial_too_long"}, {"pkix.certificate_serial_number_out_of_range"}),
    ({"extension_duplicated"}, {"pkix.duplicate_extension"}),
    ({"signature_algorithms_differ"}, {"pkix.certificate_signature_algorithm_mismatch"}),
    ({"extensions_without_version_3", "version_1"}, {"pkix.certificate_version_is_not_v3"}),
    ({"unique_identifiers"}, {"pkix.subject_unique_id_present", "pkix.issuer_unique_id_present"}),
    ({"validity_reversed"}, {"pkix.certificate_negative_validity_period"}),
    ({"time_format_wrong"}, {"pkix.wrong_time_useful_type", "pkix.invalid_time_syntax", "pkix.utctime_incorrect_syntax"}),
    ({"ec_key_encipherment"}, {"pkix.key_usage_value_prohibited_for_ec"}),
    ({"cert_sign_without_ca"}, {"pkix.ee_certificate_keycertsign_keyusage_set"}),
    ({"basic_constraints_not_critical"}, {"pkix.basic_constraints_extension_not_critical"}),
    ({"ca_cert_sign_missing"}, {"pkix.ca_certificate_keycertsign_keyusage_not_set"}),
    (
        {"extension_malformed", "critical_extension_malformed", "cn_too_long", "subject_cn_missing"},
        {"itu.invalid_asn1_syntax"},
    ),
    ({"trailing_data", "der_not_canonical", "base64_incomplete", "certificate_unreadable"}, {"not loaded"}),
]

# (fixture, one of our rules) -> why only one of the two speaks.
DIFFERENCES = {
    ("device/leaf_is_ca.pem", "ca_cert_sign_missing"): "a device is not asked for what a CA needs; leaf_is_ca speaks of it",
    ("ca/not_a_ca.pem", "ca_cert_sign_missing"): "the profile says that it is to be a CA; pkilint goes by basicConstraints",
    ("device/path_length_without_ca.pem", "extension_malformed"): "pkilint takes the 0 of pathlen for cA written out as FALSE",
    ("device/subject_cn_missing.pem", "subject_cn_missing"): "only DPS needs a common name; an absent one is good X.509",
}

BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")


def fixtures():
    """Fixtures whose first block can be decoded, with its DER, as long as both linters mean the same block."""
    for folder in ("ca", "device"):
        for path in sorted((TESTDATA / folder).glob("*.pem")):
            blocks = BLOCK.findall(path.read_bytes())
            if len(blocks) == path.read_bytes().count(b"-----BEGIN CERTIFICATE-----") and blocks:
                yield pytest.param(f"{folder}/{path.name}", base64.b64decode(blocks[0]), id=path.stem)


VALIDATOR = certificate.create_pkix_certificate_validator_container(
    certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
    [
        certificate.create_issuer_validator_container([]),
        certificate.create_validity_validator_container(),
        certificate.create_subject_validator_container([]),
        certificate.create_extensions_validator_container([]),
        certificate.create_spki_validator_container([]),
    ],
)


def theirs(der):
    try:
        document = loader.RFC5280CertificateDocumentLoader().load_der_document(der, "fixture")
    except ValueError:
        return {"not loaded"}
    results = VALIDATOR.validate(document.root)
    return {found.finding.code for result in results for found in result.finding_descriptions}


@pytest.fixture(scope="session")
def ours():
    """Rule names by fixture, of the first certificate of its file and of the file."""
    rules = {}
    for profile in ("ca", "device"):
        paths = sorted(f"{profile}/{path.name}" for path in (TESTDATA / profile).glob("*.pem"))
        command = [os.environ["DPS_PLAYGROUND"], "check", "--now", NOW, "--profile", profile, "--format", "json", *paths]
        report = json.loads(subprocess.run(command, cwd=TESTDATA, capture_output=True, text=True).stdout)
        for file in report["files"]:
            first = [found["rule"] for found in file["findings"] if found["certificate"] in (0, None)]
            rules[file["path"]] = set(first)
    return rules


@pytest.mark.parametrize(("path", "der"), fixtures())
def test_both_linters_agree(path, der, ours):
    said = theirs(der)
    for left, right in OVERLAP:
        agree = bool(ours[path] & left) == bool(said & right)
        excused = [why for (fixture, rule), why in DIFFERENCES.items() if fixture == path and rule in left]
        assert agree != bool(excused), f"{left & ours[path]} here, {right & said} there; {excused or 'no difference known'}"


def test_every_overlap_is_seen(ours):
    seen = {rule for rules in ours.values() for rule in rules}
    for left, _ in OVERLAP:
        assert left & seen, left
