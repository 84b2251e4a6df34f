//! A whole file with its locked blocks opened: what was in them takes their place.

use super::{Bag, UnlockError, open_key, open_pkcs12};
use crate::lint::{Lock, LockState};
use crate::pem::{Item, ItemKind, Reading};
use crate::{Certificate, PrivateKey, chain};

/// Opens the blocks of a file that are behind a password. What cannot be opened stays as it is. PKCS#12 without a
/// password opens without one.
pub fn unlock(reading: &mut Reading, password: Option<&str>) -> Vec<Lock> {
    let mut locks = Lock::all_of(reading);
    let mut open = locks.iter_mut();
    let mut items = Vec::with_capacity(reading.items.len());
    for item in reading.items.drain(..) {
        let lock = open.as_slice().first();
        if lock.is_none_or(|lock| lock.bytes != item.bytes || lock.kind != item.kind) {
            items.push(item);
            continue;
        }
        let opened = contents(&item, password);
        let state = match opened {
            Some(Ok(contents)) => {
                items.extend(contents);
                LockState::Opened
            }
            failed => {
                items.push(item);
                match failed {
                    Some(Err(UnlockError::WrongPassword)) => LockState::WrongPassword,
                    Some(Err(error)) => LockState::Unreadable(error.to_string()),
                    _ => LockState::Closed,
                }
            }
        };
        if let Some(lock) = open.next() {
            lock.state = state;
        }
    }
    reading.items = items;
    locks
}

/// `None` where a password is needed and there is none.
fn contents(item: &Item, password: Option<&str>) -> Option<Result<Vec<Item>, UnlockError>> {
    if item.kind != ItemKind::Pkcs12 {
        return Some(open_key(item, password?).map(|key| vec![key]));
    }
    let opened = open_pkcs12(&item.der, password.unwrap_or_default());
    if password.is_none() && opened == Err(UnlockError::WrongPassword) {
        return None;
    }
    Some(opened.map(|safe| in_device_order(item, safe.bags)))
}

/// PKCS#12 has no order: programs find the leaf by its key. So that nothing is said about the order of the file, the
/// certificates come as a device sends them, and what else there is behind them.
fn in_device_order(archive: &Item, bags: Vec<Bag>) -> Vec<Item> {
    let mut others = Vec::new();
    let mut blocks = Vec::new();
    for Bag { mut item, .. } in bags {
        item.bytes = archive.bytes.clone();
        item.lines = archive.lines.clone();
        if item.kind == ItemKind::Certificate {
            blocks.push(Some(item));
        } else {
            others.push(item);
        }
    }
    let certificates: Vec<Certificate> = blocks
        .iter()
        .flatten()
        .map(|item| Certificate::read(&item.der).0)
        .collect();
    let mut keys = others.iter().filter(|item| item.kind.is_private_key());
    let key = keys.find_map(|item| PrivateKey::read(item).ok());
    let chain = chain::order(&certificates, key.as_ref());
    let order = [&chain.path, &chain.unrelated, &chain.duplicates];
    let order = order.into_iter().flatten();
    let sorted = order.filter_map(|index| blocks.get_mut(*index).and_then(Option::take));
    let mut items: Vec<Item> = sorted.collect();
    items.extend(others);
    items
}
