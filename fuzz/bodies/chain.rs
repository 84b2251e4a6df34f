//! Any certificates, in any order: each has its place, and every link yields its check.

use device_certs::{chain, export, intake, pem};

pub(crate) fn body(file: &[u8]) {
    let reading = pem::read(file);
    let (certificates, _) = intake::certificates(file, &reading);
    let key = intake::private_key(file, &reading).ok();
    let chain = chain::order(&certificates, key.as_ref());
    let mut seen = [
        chain.path.clone(),
        chain.unrelated.clone(),
        chain.duplicates.clone(),
    ]
    .concat();
    seen.sort_unstable();
    assert!(
        seen.into_iter().eq(0..certificates.len()),
        "every certificate has its place"
    );
    let checks = chain::link_checks(&certificates, &chain);
    assert!(checks.len() < certificates.len().max(1) + 1);
    let order = export::device_order(&certificates, key.as_ref(), true);
    assert_eq!(order.len(), chain.path.len());
    if !order.is_empty() {
        let read = pem::read(export::chain_pem(&order).as_bytes());
        assert_eq!(read.items.len(), order.len());
    }
}
