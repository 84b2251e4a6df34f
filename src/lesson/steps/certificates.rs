use crate::lesson::sources::{
    CHAIN, ISSUE_CHAIN, ISSUE_LEAF, ISSUE_MISMATCH, ISSUE_POSSESSION, RFC_CHAIN, RFC_PEM,
    VERIFY_CA, X509,
};
use crate::lesson::{Pitfall, Step, StepId};

pub(super) static STEP: Step = Step {
    id: StepId::Certificates,
    title: "Certificates",
    headline: "Bring certificate and key",
    goal: "Give the device its certificate, the intermediates above it, and the private key that only it has.",
    explanation: &[
        "A certificate is a signed statement: this public key belongs to this name. The matching **private key** stays with the device and is never sent. Everyone may see the certificate; only the key proves that it is yours.",
        "The device's own certificate is the **leaf**. It is signed by itself or by a certificate authority (CA), whose certificate may be signed by another CA, up to a **root**, which signs itself. Together they are the **chain**.",
        "An **individual enrolment** holds the leaf, and DPS compares the two exactly. An **enrolment group** holds a CA, and any leaf whose chain contains it may register.",
        "For a group, the device must present the leaf **and every intermediate** up to a CA that you uploaded to DPS and that is **verified**: you proved that you hold its key, or marked it as verified on upload. The root need not be sent.",
        "On the wire the leaf comes first, then each issuer; this page sorts what you load. Your key is read in this tab and does not leave it.",
    ],
    fields: &[],
    pitfalls: &[
        Pitfall {
            symptom: "`401002 CA certificate not found.` with a group",
            cause: "The device sent its leaf without the intermediates, or the CA was never uploaded or never verified.",
        },
        Pitfall {
            symptom: "`401002 Invalid certificate.` with an individual enrolment",
            cause: "The enrolment holds another certificate: made anew since then, or a root in place of the leaf. Upload exactly this leaf.",
        },
        Pitfall {
            symptom: "`key values mismatch`",
            cause: "Key and certificate belong to different pairs. Use the key that the certificate was requested with.",
        },
        Pitfall {
            symptom: "`PEM routines: no start line`",
            cause: "There is no `-----BEGIN` line where one is needed: lost line breaks, `\\n` written out, quotes left from C source, or another kind of file.",
        },
        Pitfall {
            symptom: "The CA stays unverified, `Proof-Of-Possession failed`",
            cause: "The verification certificate must be signed by the uploaded CA itself, and its common name must be the code that DPS gave.",
        },
    ],
    sources: &[
        X509,
        CHAIN,
        VERIFY_CA,
        RFC_CHAIN,
        RFC_PEM,
        ISSUE_CHAIN,
        ISSUE_LEAF,
        ISSUE_MISMATCH,
        ISSUE_POSSESSION,
    ],
};
