//! The common name is not the verification code.

use crate::lint::{Check, Evidence, Found, Lint, Profile, Severity, Subject, Texts, sources};

pub(super) static LINT: Lint = Lint {
    id: "verification_code_differs",
    severity: Severity::Error,
    title: "the common name is not the verification code",
    profiles: &[Profile::Verification],
    check: Check::Leaf(check),
};

pub(super) static TEXTS: Texts = Texts {
    id: "verification_code_differs",
    why: "To show that you hold the key of a CA, you issue a certificate whose subject is the code that DPS made. With another name the verification fails, and the CA stays unverified.",
    fix: "Get the code from the portal and issue: `openssl req -new -key any.key -subj \"/CN=CODE\" -out verify.csr`, signed by the CA.",
    citations: &[sources::VERIFY],
    fires_on: &["verification/code_differs.pem"],
    quiet_on: &["verification/good.pem"],
};

fn check(evidence: &Evidence<'_>, subject: &Subject<'_>, found: &mut Found) {
    let Some(code) = evidence.questions.registration_id else {
        return found.not_applicable("no verification code is given");
    };
    let Some(name) = subject.certificate.subject.common_names().next() else {
        return found.not_applicable("there is no common name");
    };
    if name.value != code {
        found.at(
            name.bytes.clone(),
            format!("the common name is {:?}, the code {code:?}", name.value),
        );
    }
}
