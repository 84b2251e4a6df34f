//! One file per place.

pub mod batch;
pub mod certificates;
pub mod diagnosis;
pub mod lab;
pub mod lesson;
pub mod packets;
pub mod practice;
