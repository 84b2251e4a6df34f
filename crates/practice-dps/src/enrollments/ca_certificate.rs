//! CA certificates: uploaded, and verified by a proof that somebody holds the key.
//!
//! [The dance](https://learn.microsoft.com/azure/iot-dps/how-to-verify-certificates): the service gives a code out, the
//! CA signs a certificate with that code for its common name, and the service is shown it.

use std::error::Error;
use std::fmt;

use device_certs::chain::{issued_check, may_have_issued};
use device_certs::{Certificate, SignatureCheck, Verdict};

use super::HeldCertificate;

/// A CA certificate in the service's own list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaCertificate {
    /// The name it is filed under.
    pub name: String,
    /// The certificate.
    pub held: HeldCertificate,
    /// Whether somebody has shown that they hold its key. Only verified certificates count.
    pub is_verified: bool,
    /// The code a proof of possession must bear, once it was asked for.
    pub verification_code: Option<String>,
}

/// Why a certificate proves nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProofError {
    /// No CA certificate has this name.
    Unknown {
        /// The name.
        name: String,
    },
    /// Nobody has asked for a code yet, so that nothing can bear it.
    NoCode,
    /// The common name is not the code.
    CodeDiffers {
        /// The common name, if there is one.
        common_name: Option<String>,
    },
    /// It was not signed by the CA certificate itself.
    IssuerDiffers {
        /// The subject of the CA certificate.
        ca: String,
    },
    /// It names the CA certificate, but that one's key did not sign it (or this cannot be checked here).
    SignatureWrong {
        /// The subject of the CA certificate.
        ca: String,
    },
}

impl ProofError {
    /// The service's code, where one was seen.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::CodeDiffers { .. } | Self::IssuerDiffers { .. } | Self::SignatureWrong { .. } => {
                Some("IH400053")
            }
            _ => None,
        }
    }
}

impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name } => write!(f, "no CA certificate is called {name:?}"),
            Self::NoCode => {
                f.write_str("no verification code was generated for this CA certificate yet")
            }
            Self::CodeDiffers { common_name } => write!(
                f,
                "Proof-Of-Possession failed. The common name {:?} is not the verification code",
                common_name.as_deref().unwrap_or_default()
            ),
            Self::IssuerDiffers { ca } => write!(
                f,
                "Proof-Of-Possession failed. Issuer certificate '{ca}' cannot be found in the certificate chain"
            ),
            Self::SignatureWrong { ca } => write!(
                f,
                "Proof-Of-Possession failed. Issuer certificate '{ca}' did not sign this certificate"
            ),
        }
    }
}

impl Error for ProofError {}

impl CaCertificate {
    /// Files `certificate` under `name`.
    pub fn new(name: &str, certificate: Certificate, is_verified: bool) -> Self {
        Self {
            name: name.to_owned(),
            held: certificate.into(),
            is_verified,
            verification_code: None,
        }
    }

    /// The signature that must hold for `proof` to prove possession of this certificate's key.
    ///
    /// # Errors
    ///
    /// When it cannot be a proof, whoever signed it.
    pub fn proof_check(&self, proof: &Certificate) -> Result<SignatureCheck, ProofError> {
        let Some(code) = &self.verification_code else {
            return Err(ProofError::NoCode);
        };
        let common_name = proof.common_name();
        if !common_name.is_some_and(|name| name.eq_ignore_ascii_case(code)) {
            return Err(ProofError::CodeDiffers {
                common_name: common_name.map(str::to_owned),
            });
        }
        let ca = self.held.certificate();
        if !may_have_issued(ca, proof) {
            return Err(ProofError::IssuerDiffers { ca: self.subject() });
        }
        Ok(issued_check(proof, ca))
    }

    /// Takes the answer to [`CaCertificate::proof_check`]. The code is used up.
    ///
    /// # Errors
    ///
    /// [`ProofError::SignatureWrong`]
    pub(crate) fn verify(&mut self, verdict: &Verdict) -> Result<(), ProofError> {
        if *verdict != Verdict::Valid {
            return Err(ProofError::SignatureWrong { ca: self.subject() });
        }
        self.is_verified = true;
        self.verification_code = None;
        Ok(())
    }

    fn subject(&self) -> String {
        let certificate = self.held.certificate();
        certificate.common_name().unwrap_or(&self.name).to_owned()
    }
}
