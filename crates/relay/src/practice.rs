//! The practice service beside the relay.

use relay_protocol::PracticeInfo;

use crate::tunnel::allow_list::PracticeDestination;
use crate::tunnel::roots::Root;

/// A running practice service.
#[derive(Debug)]
pub struct Practice {
    destination: PracticeDestination,
    info: PracticeInfo,
    root: Root,
}

impl Practice {
    pub(crate) fn destination(&self) -> PracticeDestination {
        self.destination.clone()
    }

    pub(crate) fn info(&self) -> PracticeInfo {
        self.info.clone()
    }

    pub(crate) fn root(&self) -> Root {
        self.root.clone()
    }
}
