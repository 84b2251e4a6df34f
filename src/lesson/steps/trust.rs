use crate::inputs::Field;
use crate::lesson::sources::{
    DPS_MQTT, DPS_TLS, ISSUE_PORT, ISSUE_ROOT, RFC_PROOF, RFC_SERVER_NAME, ROOTS,
};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Trust,
    title: "Server trust",
    headline: "Know whom you talk to",
    goal: "Open an encrypted connection, check the server's certificate, and prove that the device holds its key.",
    explanation: &[
        "DPS speaks MQTT inside TLS, on port `8883`. The handshake comes first, and it settles **two separate questions**.",
        "**Is this really the service?** The server presents a chain, which must be valid now, carry the name you dialled, and end in a root you already trust. Tools call that root the **CA file**. It is not the root you made: you did not issue Azure's certificate. In the public cloud Azure's chain ends in DigiCert Global Root G2, and Microsoft RSA Root Certificate Authority 2017 should be trusted as well. The Baltimore root of old tutorials no longer helps: DPS finished leaving it in September 2024, and it expired in May 2025.",
        "**Is this really the device?** The server asks for the device's chain, and the device signs the handshake with its key. Here the page makes that signature; the key stays in the tab. In the page alone there is no TLS, and one signature stands for the handshake.",
        "An open connection says nothing about your enrolment. In every trace we know, DPS judges the chain later. Your own root belongs there, in DPS, and nowhere else.",
    ],
    fields: &[(
        Field::ServerName,
        "The name you dial: it is sent as SNI, and the server's certificate must be made out to it.",
    )],
    pitfalls: &[
        Pitfall {
            symptom: "`unable to get local issuer certificate`, `-0x2700`, `TlsExchangeAuthError`",
            cause: "The server's chain ends in a root you do not trust: Baltimore, a pinned intermediate, or your own root stands in the CA file.",
        },
        Pitfall {
            symptom: "`Hostname/IP does not match certificate's altnames`",
            cause: "You dialled a name or address that is not in the server's certificate.",
        },
        Pitfall {
            symptom: "A long wait, then a time-out",
            cause: "A firewall drops port 8883. DPS also offers MQTT over WebSocket on 443, which this page does not use.",
        },
        Pitfall {
            symptom: "An unknown root, but only in the company network",
            cause: "A proxy opens the TLS connection. It cannot pass on the device's proof; exempt the Azure endpoints from inspection.",
        },
    ],
    sources: &[
        ROOTS,
        DPS_TLS,
        DPS_MQTT,
        RFC_PROOF,
        RFC_SERVER_NAME,
        ISSUE_ROOT,
        ISSUE_PORT,
    ],
};
