//! One file per place.

pub mod lesson;
pub mod packets;
