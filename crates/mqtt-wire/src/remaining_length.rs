//! The remaining length: seven bits to a byte, least significant first (section 2.2.3).

/// The largest remaining length four bytes can say: 256 MiB less one byte.
pub const MAX_REMAINING_LENGTH: usize = 268_435_455;

/// The most bytes a remaining length takes.
pub(crate) const MAX_LENGTH_BYTES: usize = 4;

/// What the bytes after a packet's first one say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RemainingLength {
    /// The length, and how many bytes it took.
    Complete { value: usize, bytes: usize },
    /// More bytes are needed to know it.
    Incomplete,
    /// The fourth byte announces a fifth.
    TooLong,
}

/// Reads the remaining length at the start of `bytes`.
///
/// More bytes than needed (`80 00` for 0) are accepted: 3.1.1 does not forbid them, only MQTT 5 does.
pub(crate) fn read(bytes: impl Iterator<Item = u8>) -> RemainingLength {
    let mut value = 0;
    for (index, byte) in bytes.take(MAX_LENGTH_BYTES).enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return RemainingLength::Complete {
                value,
                bytes: index + 1,
            };
        }
        if index + 1 == MAX_LENGTH_BYTES {
            return RemainingLength::TooLong;
        }
    }
    RemainingLength::Incomplete
}

/// Appends `value`, which must not exceed [`MAX_REMAINING_LENGTH`].
pub(crate) fn write(mut value: usize, out: &mut Vec<u8>) {
    loop {
        let byte = (value & 0x7F) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: usize, expected: &[u8]) {
        let mut bytes = Vec::new();
        write(value, &mut bytes);
        assert_eq!(bytes, expected);
        let length = RemainingLength::Complete {
            value,
            bytes: expected.len(),
        };
        assert_eq!(read(bytes.into_iter()), length);
    }

    #[test]
    fn table_2_4_of_the_standard() {
        check(0, &[0x00]);
        check(127, &[0x7F]);
        check(128, &[0x80, 0x01]);
        check(16_383, &[0xFF, 0x7F]);
        check(16_384, &[0x80, 0x80, 0x01]);
        check(2_097_151, &[0xFF, 0xFF, 0x7F]);
        check(2_097_152, &[0x80, 0x80, 0x80, 0x01]);
        check(MAX_REMAINING_LENGTH, &[0xFF, 0xFF, 0xFF, 0x7F]);
    }

    #[test]
    fn padded_cut_off_and_endless() {
        let padded = RemainingLength::Complete { value: 2, bytes: 3 };
        assert_eq!(read([0x82, 0x80, 0x00].into_iter()), padded);
        assert_eq!(read([0x82, 0x80].into_iter()), RemainingLength::Incomplete);
        assert_eq!(read([].into_iter()), RemainingLength::Incomplete);
        assert_eq!(read([0xFF; 4].into_iter()), RemainingLength::TooLong);
        assert_eq!(read([0xFF; 9].into_iter()), RemainingLength::TooLong);
    }
}
