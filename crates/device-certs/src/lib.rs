//! Certificates and keys of devices: reading with byte ranges, chains, issuing.
