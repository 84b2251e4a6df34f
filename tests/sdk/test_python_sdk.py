"""The official Python SDK, unmodified but for host and trust, provisions against the practice service.

What it makes of each refusal is what was recorded of it against the real service.
"""

import base64
from datetime import datetime

import pytest
from azure.iot.device import IoTHubDeviceClient, Message, ProvisioningDeviceClient, X509
from azure.iot.device.exceptions import ClientError, ConnectionFailedError, CredentialError

from conftest import ID_SCOPE, KEY, RETRY_AFTER, by_key, derived, group, individual

# All that is left of the service's own explanation.
UNAUTHORIZED = "ServiceError: register request returned a service error status code 401"


def device(practice, factory, registration_id, chain, key, id_scope=ID_SCOPE):
    return ProvisioningDeviceClient.create_from_x509_certificate(
        provisioning_host=practice.host,
        registration_id=registration_id,
        id_scope=id_scope,
        x509=X509(cert_file=factory.path(chain), key_file=factory.path(key)),
        server_verification_cert=practice.root,
    )


def device_by_key(practice, registration_id, key):
    return ProvisioningDeviceClient.create_from_symmetric_key(
        provisioning_host=practice.host,
        registration_id=registration_id,
        id_scope=ID_SCOPE,
        symmetric_key=key,
        server_verification_cert=practice.root,
    )


def use_the_hub(practice, factory, result, chain, key):
    """Connects to the assigned hub with the same certificate."""
    use(IoTHubDeviceClient.create_from_x509_certificate(
        hostname=result.registration_state.assigned_hub,
        device_id=result.registration_state.device_id,
        x509=X509(cert_file=factory.path(chain), key_file=factory.path(key)),
        server_verification_cert=practice.root,
        connection_retry=False,
    ))


def use_the_hub_by_key(practice, result, key):
    """Connects to the assigned hub with the same key."""
    use(IoTHubDeviceClient.create_from_symmetric_key(
        symmetric_key=key,
        hostname=result.registration_state.assigned_hub,
        device_id=result.registration_state.device_id,
        server_verification_cert=practice.root,
        connection_retry=False,
    ))


def use(hub):
    """Sends a message with properties, reads the twin and reports to it."""
    try:
        hub.connect()
        message = Message('{"temperature": 21.5}', content_encoding="utf-8", content_type="application/json")
        message.custom_properties["line"] = "7 & 8"
        hub.send_message(message)
        before = hub.get_twin()
        hub.patch_twin_reported_properties({"temperature": 21.5})
        after = hub.get_twin()
    finally:
        hub.shutdown()
    assert before["desired"]["$version"] == 1, before
    assert after["reported"]["temperature"] == 21.5, after
    assert after["reported"]["$version"] == before["reported"]["$version"] + 1


def refusal(client):
    """What the user of the SDK gets to see when `register` fails."""
    with pytest.raises(ClientError) as refused:
        client.register()
    cause = refused.value.__cause__
    return f"{type(cause).__name__}: {cause}"


def topic(packet):
    """The topic of a request without what differs each time."""
    return packet["what"].split("/?")[0]


def moment(packet):
    """When a packet came, in seconds since 1970."""
    return datetime.fromisoformat(packet["at"]).timestamp()


def is_clean(connect):
    """Whether a CONNECT asks for a new session."""
    packet = base64.b64decode(connect["packet"]["bytes"])
    flags = packet[packet.index(b"MQTT") + 5]
    return bool(flags & 2)


def by_root(factory, verified=True):
    """A group for the factory's root."""
    root = factory.text("root.pem")
    return {"enrollmentGroups": [group("factory-7", root)],
            "certificates": [{"name": "root", "certificate": root, "isVerified": verified}]}


def test_individual_enrolment_then_hub(practice, factory):
    factory.self_signed("dev", "dev-01")
    service = practice({"individualEnrollments": [individual("dev-01", factory.text("dev.pem"), deviceId="press-01")]})
    result = device(service, factory, "dev-01", "dev.pem", "dev.key").register()
    print(result)  # raises TypeError if the service leaves `substatus` out
    assert result.status == "assigned"
    assert result.registration_state.device_id == "press-01"
    assert result.registration_state.sub_status == "initialAssignment"
    use_the_hub(service, factory, result, "dev.pem", "dev.key")


def test_group_enrolment_with_intermediates_then_hub(practice, factory):
    factory.three_levels("dev-02")
    service = practice(by_root(factory))
    result = device(service, factory, "dev-02", "chain.pem", "leaf.key").register()
    print(result)
    assert result.status == "assigned"
    assert result.registration_state.device_id == "dev-02"
    use_the_hub(service, factory, result, "chain.pem", "leaf.key")


def test_symmetric_key_of_its_own_then_hub(practice):
    service = practice({"individualEnrollments": [by_key(KEY, registrationId="dev-06")]})
    result = device_by_key(service, "dev-06", KEY).register()
    print(result)
    assert result.status == "assigned"
    use_the_hub_by_key(service, result, KEY)


def test_symmetric_key_derived_from_a_groups_then_hub(practice):
    service = practice({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    key = derived(KEY, "dev-07")
    result = device_by_key(service, "dev-07", key).register()
    assert result.registration_state.device_id == "dev-07"
    use_the_hub_by_key(service, result, key)
    # The group's key itself is the common mistake.
    assert UNAUTHORIZED == refusal(device_by_key(service, "dev-07", KEY))


def test_a_renewed_certificate_is_refused_by_the_hub_until_the_device_provisions_again(practice, factory):
    factory.three_levels("dev-08")
    factory.issued("renewed", "dev-08", "line")
    factory.chain("renewed-chain.pem", "renewed", "line")
    service = practice(by_root(factory))
    result = device(service, factory, "dev-08", "chain.pem", "leaf.key").register()
    with pytest.raises(CredentialError):
        use_the_hub(service, factory, result, "renewed-chain.pem", "renewed.key")
    result = device(service, factory, "dev-08", "renewed-chain.pem", "renewed.key").register()
    use_the_hub(service, factory, result, "renewed-chain.pem", "renewed.key")


def test_the_intermediate_left_out_is_refused_after_connecting(practice, factory):
    factory.three_levels("dev-03")
    service = practice(by_root(factory))
    # The SDK drops the body, so all its user sees is the number: this is why the playground exists.
    assert UNAUTHORIZED == refusal(device(service, factory, "dev-03", "leaf.pem", "leaf.key"))


def test_a_ca_that_is_unknown_or_unverified_looks_the_same(practice, factory):
    factory.three_levels("dev-09")
    for enrollments in ({}, by_root(factory, verified=False)):
        service = practice(enrollments)
        assert UNAUTHORIZED == refusal(device(service, factory, "dev-09", "chain.pem", "leaf.key"))


def test_an_unknown_scope_looks_like_an_outage(practice, factory):
    factory.self_signed("dev", "dev-04")
    service = practice({"individualEnrollments": [individual("dev-04", factory.text("dev.pem"))]})
    with pytest.raises(ConnectionFailedError) as refused:
        device(service, factory, "dev-04", "dev.pem", "dev.key", id_scope="0ne00BADBAD").register()
    assert "broker unavailable" in str(refused.value.__cause__)
    assert not isinstance(refused.value, CredentialError)


def test_a_disabled_enrolment_is_said_so(practice, factory):
    factory.self_signed("dev", "dev-05")
    enrolment = individual("dev-05", factory.text("dev.pem"), provisioningStatus="disabled")
    service = practice({"individualEnrollments": [enrolment]})
    said = refusal(device(service, factory, "dev-05", "dev.pem", "dev.key"))
    assert said.startswith("ServiceError: ") and "invalid registration status disabled" in said


def test_a_failed_registration_is_said_to_have_status_200(practice, factory):
    factory.self_signed("dev", "dev-10")
    enrolment = individual("dev-10", factory.text("dev.pem"), allocationPolicy="custom",
                           customAllocationDefinition={"practiceAnswer": {"status": 500}})
    service = practice({"individualEnrollments": [enrolment]})
    said = refusal(device(service, factory, "dev-10", "dev.pem", "dev.key"))
    assert said.startswith("ServiceError: ") and said.endswith("failed registration status with a status code of 200")


def test_another_root_is_a_failure_of_tls(practice, factory):
    factory.self_signed("dev", "dev-11")
    service = practice({})
    service.root = factory.text("dev.pem")
    with pytest.raises(ClientError) as refused:
        device(service, factory, "dev-11", "dev.pem", "dev.key").register()
    assert type(refused.value.__cause__).__name__ == "TlsExchangeAuthError"


def test_throttling_is_waited_out_as_long_as_told(practice, factory):
    factory.self_signed("dev", "dev-12")
    enrollments = {"individualEnrollments": [individual("dev-12", factory.text("dev.pem"))]}
    service = practice(enrollments, faults=["register_429=1", "poll_429=1"])
    result = device(service, factory, "dev-12", "dev.pem", "dev.key").register()
    assert result.status == "assigned"
    assert (service.fired("register_429"), service.fired("poll_429")) == (1, 1)
    # The same request again, on the same connection, and not sooner.
    requests = [packet for packet in service.received() if "$dps" in packet["what"]]
    register, again, poll, once_more = requests
    assert {packet["connection"] for packet in requests} == {1}
    for first, second in ((register, again), (poll, once_more)):
        assert topic(first) == topic(second)
        assert moment(second) - moment(first) >= RETRY_AFTER - 0.1
    use_the_hub(service, factory, result, "dev.pem", "dev.key")


def test_a_connection_dropped_after_registering_is_made_anew_and_then_nothing_is_said_on_it(practice, factory):
    factory.self_signed("dev", "dev-13")
    enrollments = {"individualEnrollments": [individual("dev-13", factory.text("dev.pem"))]}
    service = practice(enrollments, faults=["drop_after_register=1"])
    # After thirty seconds of its own.
    assert "timed out before provisioning service could respond" in refusal(device(service, factory, "dev-13", "dev.pem", "dev.key"))
    assert service.fired("drop_after_register") == 1
    sent = [(packet["connection"], packet["what"].split(" ")[0]) for packet in service.received()]
    assert sent == [(1, "CONNECT"), (1, "SUBSCRIBE"), (1, "PUBLISH"), (2, "CONNECT")], sent
    # It does not ask for a new session, and yet DPS keeps none: whoever subscribed must do so again.
    assert not is_clean(service.received()[-1])
