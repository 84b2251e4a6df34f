"""A script of one connection with paho-mqtt, as people write it, with the mistakes people make. It prints what it sees."""

import argparse
import json
import os
import queue
import ssl
import traceback

import paho.mqtt.client as mqtt

parser = argparse.ArgumentParser()
parser.add_argument("--client-id", default="dev-01")
parser.add_argument("--username", default="0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31")
parser.add_argument("--cert", default="dev.pem")
parser.add_argument("--key", default="dev.key")
parser.add_argument("--roots", default="roots.pem")
parser.add_argument("--filter", default="$dps/registrations/res/#")
parser.add_argument("--topic", default="$dps/registrations/PUT/iotdps-register/?$rid=1")
parser.add_argument("--body", default="{}")
parser.add_argument("--qos", type=int, default=1)
parser.add_argument("--retain", action="store_true")
parser.add_argument("--version", default="MQTTv311")
parser.add_argument("--no-poll", action="store_true")
parser.add_argument("--blind", action="store_true", help="read operationId without looking at the status")
told = parser.parse_args()
seen = queue.Queue()


def on_connect(client, _userdata, _flags, code, *_properties):
    print(f"CONNACK rc={code}: {mqtt.connack_string(code) if isinstance(code, int) else code}")
    if code == 0:
        print(f"SUBSCRIBE {told.filter}")
        client.subscribe(told.filter, 1)
    else:
        seen.put(None)


def on_subscribe(client, _userdata, _mid, granted, *_properties):
    print(f"granted qos: {', '.join(str(one) for one in granted)}")
    print(f"PUBLISH {told.topic} qos={told.qos} retain={told.retain} {told.body}")
    client.publish(told.topic, told.body, qos=told.qos, retain=told.retain)


def on_message(_client, _userdata, message):
    print(f"{message.topic} {message.payload.decode()}")
    seen.put(message)


def on_disconnect(_client, _userdata, code, *_properties):
    print(f"disconnected with result code {code}")
    seen.put(None)


try:
    client = mqtt.Client(client_id=told.client_id, protocol=getattr(mqtt, told.version))
    client.username_pw_set(told.username, None)
    if told.cert == "none":
        client.tls_set(told.roots, tls_version=ssl.PROTOCOL_TLSv1_2)
    else:
        client.tls_set(told.roots, certfile=told.cert, keyfile=told.key, tls_version=ssl.PROTOCOL_TLSv1_2)
    client.on_connect, client.on_subscribe = on_connect, on_subscribe
    client.on_message, client.on_disconnect = on_message, on_disconnect
    client.connect(os.environ["LAB_HOST"], 8883)
    client.loop_start()
    rid = 2
    while True:
        try:
            message = seen.get(timeout=6)
        except queue.Empty:
            print("no answer came")
            break
        if message is None:
            break
        body = json.loads(message.payload or b"{}")
        if not told.blind and "/res/202/" not in message.topic:
            break
        operation = body["operationId"]
        if told.no_poll:
            continue
        topic = f"$dps/registrations/GET/iotdps-get-operationstatus/?$rid={rid}&operationId={operation}"
        print(f"PUBLISH {topic}")
        client.publish(topic, "", qos=1)
        rid += 1
except Exception:
    traceback.print_exc()
