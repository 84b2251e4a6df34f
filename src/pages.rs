//! One file per place.

pub mod certificates;
pub mod lesson;
pub mod packets;
