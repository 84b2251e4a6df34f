//! Cuts a byte stream into packets.

use std::error::Error;
use std::fmt;

use bytes::BytesMut;

use crate::remaining_length::{self, RemainingLength};

/// Cuts a byte stream into packets, whatever way the stream is split on its way.
///
/// A packet that is too large or whose length is malformed is refused as soon as its first bytes say so;
/// from then on nothing is kept, and [`Framer::next_frame`] returns the same error for ever, because in a
/// stream nothing after such a packet can be found again.
#[derive(Debug)]
pub struct Framer {
    buffer: BytesMut,
    max_packet_bytes: usize,
    failed: Option<FrameError>,
}

impl Framer {
    /// A framer that refuses packets of more than `max_packet_bytes`, their first bytes included.
    pub fn new(max_packet_bytes: usize) -> Self {
        Self {
            buffer: BytesMut::new(),
            max_packet_bytes,
            failed: None,
        }
    }

    /// Takes the next bytes of the stream.
    ///
    /// Take out all frames between two pushes: complete packets wait here until asked for.
    pub fn push(&mut self, bytes: &[u8]) {
        if self.failed.is_some() {
            return;
        }
        // Looked at before they are kept, so that an oversized packet is never buffered.
        match self.frame_length(bytes) {
            Ok(_) => self.buffer.extend_from_slice(bytes),
            Err(error) => self.fail(error),
        }
    }

    /// The next whole packet, from its first byte to its last; `None` until more bytes have come.
    ///
    /// # Errors
    ///
    /// [`FrameError`] when the stream cannot be cut any further; the connection is to be closed.
    pub fn next_frame(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        match self.frame_length(&[]) {
            Ok(Some(length)) if length <= self.buffer.len() => {
                Ok(Some(self.buffer.split_to(length).to_vec()))
            }
            Ok(_) => Ok(None),
            Err(error) => {
                self.fail(error);
                Err(error)
            }
        }
    }

    /// How many bytes wait for the rest of their packet. Not 0 at the end of a stream means that the
    /// last packet was cut off.
    pub fn buffered_bytes(&self) -> usize {
        self.buffer.len()
    }

    /// The length of the packet at the front, once `more` has come; `None` while it cannot be known.
    fn frame_length(&self, more: &[u8]) -> Result<Option<usize>, FrameError> {
        let after_first = self.buffer.iter().chain(more).skip(1).copied();
        match remaining_length::read(after_first) {
            RemainingLength::Complete { value, bytes } => {
                let packet_bytes = 1 + bytes + value;
                if packet_bytes > self.max_packet_bytes {
                    let max_packet_bytes = self.max_packet_bytes;
                    return Err(FrameError::PacketTooLarge {
                        packet_bytes,
                        max_packet_bytes,
                    });
                }
                Ok(Some(packet_bytes))
            }
            RemainingLength::Incomplete => Ok(None),
            RemainingLength::TooLong => Err(FrameError::RemainingLengthTooLong),
        }
    }

    fn fail(&mut self, error: FrameError) {
        self.failed = Some(error);
        self.buffer = BytesMut::new();
    }
}

/// Why a byte stream cannot be cut into packets any further. The sender is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// A packet announces more bytes than are accepted here.
    PacketTooLarge {
        /// The size of the whole packet, in bytes.
        packet_bytes: usize,
        /// The largest size accepted, in bytes.
        max_packet_bytes: usize,
    },
    /// The remaining length goes on after its fourth byte (section 2.2.3). Usual cause: the peer does
    /// not speak MQTT.
    RemainingLengthTooLong,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PacketTooLarge {
                packet_bytes,
                max_packet_bytes,
            } => {
                write!(
                    f,
                    "a packet of {packet_bytes} bytes, more than the {max_packet_bytes} accepted"
                )
            }
            Self::RemainingLengthTooLong => {
                f.write_str("the remaining length is longer than 4 bytes (section 2.2.3)")
            }
        }
    }
}

impl Error for FrameError {}
