"""The SDK with a key behind a password, and the wrong password."""

import os
import traceback

from azure.iot.device import ProvisioningDeviceClient, X509

try:
    client = ProvisioningDeviceClient.create_from_x509_certificate(
        provisioning_host=os.environ["LAB_HOST"], registration_id="dev-01", id_scope="0ne00C0FFEE",
        server_verification_cert=open("roots.pem").read(),
        x509=X509(cert_file="dev.pem", key_file="locked.key", pass_phrase="guess"))
    print(client.register())
except Exception:
    traceback.print_exc()
