//! The native half.
