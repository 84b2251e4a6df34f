"""The official Python SDK, unmodified but for host and trust, provisions against the practice service."""

import pytest
from azure.iot.device import IoTHubDeviceClient, Message, ProvisioningDeviceClient, X509
from azure.iot.device.exceptions import ClientError, ConnectionFailedError, CredentialError

from conftest import ID_SCOPE


def device(practice, factory, registration_id, chain, key, id_scope=ID_SCOPE):
    return ProvisioningDeviceClient.create_from_x509_certificate(
        provisioning_host=practice.host,
        registration_id=registration_id,
        id_scope=id_scope,
        x509=X509(cert_file=factory.path(chain), key_file=factory.path(key)),
        server_verification_cert=practice.root,
    )


def use_the_hub(practice, factory, result, chain, key):
    """Connects to the assigned hub with the same certificate, sends a message and reads the twin."""
    hub = IoTHubDeviceClient.create_from_x509_certificate(
        hostname=result.registration_state.assigned_hub,
        device_id=result.registration_state.device_id,
        x509=X509(cert_file=factory.path(chain), key_file=factory.path(key)),
        server_verification_cert=practice.root,
        connection_retry=False,
    )
    try:
        hub.connect()
        hub.send_message(Message('{"temperature": 21.5}'))
        twin = hub.get_twin()
    finally:
        hub.shutdown()
    assert "$version" in twin["desired"] and "$version" in twin["reported"], twin


def individual(registration_id, certificate, **more):
    attestation = {"type": "x509", "x509": {"clientCertificates": {"primary": {"certificate": certificate}}}}
    return {"registrationId": registration_id, "attestation": attestation, **more}


def group(group_id, certificate):
    attestation = {"type": "x509", "x509": {"signingCertificates": {"primary": {"certificate": certificate}}}}
    return {"enrollmentGroupId": group_id, "attestation": attestation}


def three_levels(factory, common_name):
    factory.self_signed("root", "factory root", ca=True)
    factory.issued("line", "factory line 7", "root", ca=True)
    factory.issued("leaf", common_name, "line")
    factory.chain("chain.pem", "leaf", "line")


def test_individual_enrolment_then_hub(practice, factory):
    factory.self_signed("dev", "dev-01")
    service = practice({"individualEnrollments": [individual("dev-01", factory.text("dev.pem"), deviceId="press-01")]})
    result = device(service, factory, "dev-01", "dev.pem", "dev.key").register()
    print(result)  # raises TypeError if the service leaves `substatus` out
    assert result.status == "assigned"
    assert result.registration_state.device_id == "press-01"
    assert result.registration_state.sub_status == "initialAssignment"
    use_the_hub(service, factory, result, "dev.pem", "dev.key")


def test_group_enrolment_then_hub(practice, factory):
    three_levels(factory, "dev-02")
    root = factory.text("root.pem")
    service = practice({"enrollmentGroups": [group("factory-7", root)],
                        "certificates": [{"name": "root", "certificate": root, "isVerified": True}]})
    result = device(service, factory, "dev-02", "chain.pem", "leaf.key").register()
    print(result)
    assert result.status == "assigned"
    assert result.registration_state.device_id == "dev-02"
    use_the_hub(service, factory, result, "chain.pem", "leaf.key")


def test_the_intermediate_left_out_is_refused_after_connecting(practice, factory):
    three_levels(factory, "dev-03")
    root = factory.text("root.pem")
    service = practice({"enrollmentGroups": [group("factory-7", root)],
                        "certificates": [{"name": "root", "certificate": root, "isVerified": True}]})
    with pytest.raises(ClientError) as refused:
        device(service, factory, "dev-03", "leaf.pem", "leaf.key").register()
    # The SDK drops the body, so all its user sees is the number: this is why the playground exists.
    assert "401" in str(refused.value.__cause__)


def test_an_unknown_scope_looks_like_an_outage(practice, factory):
    factory.self_signed("dev", "dev-04")
    service = practice({"individualEnrollments": [individual("dev-04", factory.text("dev.pem"))]})
    with pytest.raises(ConnectionFailedError) as refused:
        device(service, factory, "dev-04", "dev.pem", "dev.key", id_scope="0ne00BADBAD").register()
    assert not isinstance(refused.value, CredentialError)


def test_a_disabled_enrolment_is_said_so(practice, factory):
    factory.self_signed("dev", "dev-05")
    enrolment = individual("dev-05", factory.text("dev.pem"), provisioningStatus="disabled")
    service = practice({"individualEnrollments": [enrolment]})
    with pytest.raises(ClientError) as refused:
        device(service, factory, "dev-05", "dev.pem", "dev.key").register()
    assert "disabled" in str(refused.value.__cause__)
