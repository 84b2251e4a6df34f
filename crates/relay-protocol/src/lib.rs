//! The control messages between page and relay, with every limit a named constant.
