"""A plain TLS connection, as people try when the SDK says no more than TlsExchangeAuthError."""

import os
import socket
import ssl
import traceback

try:
    context = ssl.create_default_context(cafile="roots.pem")
    with context.wrap_socket(socket.create_connection((os.environ["LAB_HOST"], 8883)), server_hostname=os.environ["LAB_HOST"]):
        print("connected")
except Exception:
    traceback.print_exc()
