"""Which scenarios are held: a third, by a hash of the name, so that nobody chooses."""

import hashlib


def held(name):
    return hashlib.sha256(name.encode()).digest()[0] % 3 == 0
