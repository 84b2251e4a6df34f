//! Any bytes as a packet, or as what one side of a TLS connection sent: the leaves tile them, problems lie inside, every kind
//! has its text; and what the decoder accepts, the dissector finds nothing against, and the encoder makes again.

use mqtt_wire::Packet;
use wire_layers::{Sender, Service, packet, tls};

use crate::tiles;

pub(crate) fn body(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else {
        return;
    };
    let sender = [Sender::Client, Sender::Server][usize::from(how & 1)];
    let service = [Service::Dps, Service::Hub][usize::from(how >> 1 & 1)];
    if how & 4 != 0 {
        let anatomy = tls::dissect(sender, bytes);
        assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));
        return;
    }
    let anatomy = packet(service, sender, bytes);
    assert_eq!(tiles::check(&anatomy, bytes.len()), Ok(()));

    let problems = mqtt_wire::dissect(bytes).problems;
    let decoded = Packet::decode(bytes);
    assert_eq!(
        decoded.is_ok(),
        problems.is_empty(),
        "{decoded:?} {problems:?}"
    );
    if let Ok(decoded) = decoded {
        let encoded = decoded.encode().expect("what was decoded can be encoded");
        assert_eq!(Packet::decode(&encoded).as_ref(), Ok(&decoded));
        // A remaining length may take more bytes than it needs; all else can be said in one way only.
        if encoded.len() == bytes.len() {
            assert_eq!(encoded, bytes);
        }
    }
}
