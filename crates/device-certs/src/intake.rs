//! From the files of a person to the certificates and the key of a device.

use crate::pem::{Problem, Reading};
use crate::{Certificate, PrivateKey};

/// The certificates of a file, in its order, and what is wrong: blocks that are none, certificates that cannot be
/// read, a file without any. `file` is what `reading` was read from.
pub fn certificates(file: &[u8], reading: &Reading) -> (Vec<Certificate>, Vec<Problem>) {
    let _ = file;
    let certificates = reading
        .items
        .iter()
        .map(|item| Certificate::read(&item.der).0);
    (certificates.collect(), reading.problems.clone())
}

/// The first private key of a file. `file` is what `reading` was read from.
///
/// # Errors
/// The problem to show: why the first private key cannot be used, or what the file holds instead of one.
pub fn private_key(file: &[u8], reading: &Reading) -> Result<PrivateKey, Problem> {
    use crate::pem::ProblemKind;
    let wanted = "a private key";
    let absent = || Problem::new(file, 0..file.len(), ProblemKind::Absent { wanted });
    let item = reading.items.first().ok_or_else(absent)?;
    PrivateKey::read(item)
        .map_err(|error| Problem::new(file, item.bytes.clone(), ProblemKind::Key(error)))
}
