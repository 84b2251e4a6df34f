"""A script of one connection with paho-mqtt, as people write it after reading the documentation."""

import json
import queue
import ssl

import paho.mqtt.client as mqtt

from conftest import ID_SCOPE, individual


class Connection:
    """Connects, subscribes, and hands out what comes."""

    def __init__(self, practice, factory, client_id, username, filters):
        self.messages = queue.Queue()
        subscribed = queue.Queue()
        self.client = mqtt.Client(client_id=client_id, protocol=mqtt.MQTTv311)
        self.client.username_pw_set(username, None)
        self.client.tls_set(practice.root_file, certfile=factory.path("dev.pem"), keyfile=factory.path("dev.key"),
                            tls_version=ssl.PROTOCOL_TLSv1_2)
        self.client.on_connect = lambda client, _userdata, _flags, code: (
            client.subscribe(filters) if code == 0 else subscribed.put(code))
        self.client.on_subscribe = lambda _client, _userdata, _id, granted: subscribed.put(list(granted))
        self.client.on_message = lambda _client, _userdata, message: self.messages.put(message)
        self.client.connect(practice.host, 8883)
        self.client.loop_start()
        assert subscribed.get(timeout=30) == [1] * len(filters)

    def ask(self, topic, body):
        self.client.publish(topic, body, qos=1)
        message = self.messages.get(timeout=30)
        return message.topic, json.loads(message.payload or b"null")

    def close(self):
        self.client.disconnect()
        self.client.loop_stop()


def test_register_poll_and_send(practice, factory):
    factory.self_signed("dev", "dev-20")
    service = practice({"individualEnrollments": [individual("dev-20", factory.text("dev.pem"))]})
    username = f"{ID_SCOPE}/registrations/dev-20/api-version=2021-06-01"
    dps = Connection(service, factory, "dev-20", username, [("$dps/registrations/res/#", 1)])
    topic, body = dps.ask("$dps/registrations/PUT/iotdps-register/?$rid=1", '{"registrationId":"dev-20"}')
    assert topic == "$dps/registrations/res/202/?$rid=1&retry-after=1"
    operation = body["operationId"]
    topic, body = dps.ask(f"$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId={operation}", "")
    assert topic == "$dps/registrations/res/200/?$rid=2"
    state = body["registrationState"]
    assert (state["status"], state["assignedHub"]) == ("assigned", service.host)
    dps.close()

    device_id = state["deviceId"]
    filters = [("$iothub/twin/res/#", 1), ("$iothub/twin/PATCH/properties/desired/#", 1),
               (f"devices/{device_id}/messages/devicebound/#", 1), ("$iothub/methods/POST/#", 1)]
    hub = Connection(service, factory, device_id, f"{service.host}/{device_id}/?api-version=2021-04-12", filters)
    sent = hub.client.publish(f"devices/{device_id}/messages/events/$.ct=application%2Fjson&$.ce=utf-8&line=7",
                              '{"temperature": 21.5}', qos=1)
    sent.wait_for_publish(30)
    assert sent.is_published()
    topic, _ = hub.ask("$iothub/twin/PATCH/properties/reported/?$rid=4", '{"temperature": 21.5}')
    assert topic == "$iothub/twin/res/204/?$rid=4&$version=2"
    hub.close()
