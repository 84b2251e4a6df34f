//! The practice service: a DPS and a hub on loopback, or inside the page.
