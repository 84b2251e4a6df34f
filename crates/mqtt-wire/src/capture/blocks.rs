//! The blocks of a pcapng file ([draft-ietf-opsawg-pcapng](https://www.ietf.org/archive/id/draft-ietf-opsawg-pcapng-02.html)),
//! those few that a capture of ours needs.

use std::time::Duration;

const SECTION_HEADER: u32 = 0x0A0D_0D0A;
const INTERFACE_DESCRIPTION: u32 = 1;
const ENHANCED_PACKET: u32 = 6;
const DECRYPTION_SECRETS: u32 = 10;

/// Tells readers in which order the bytes of a number stand.
const BYTE_ORDER: u32 = 0x1A2B_3C4D;
/// `LINKTYPE_RAW`: packets begin with their IP header, version 4 or 6. There is no Ethernet to make up.
const RAW_IP: u16 = 101;
/// `TLSK`: an NSS key log.
const TLS_KEY_LOG: u32 = 0x544C_534B;
/// `if_tsresol`: times are nanoseconds.
const NANOSECONDS: u8 = 9;

const OPT_END: u16 = 0;
const OPT_COMMENT: u16 = 1;
const SHB_USERAPPL: u16 = 4;
const IF_TSRESOL: u16 = 9;

/// A file, block by block.
pub(super) struct Blocks(Vec<u8>);

impl Blocks {
    /// A file with its header and one interface.
    pub(super) fn begin(application: &str, comment: &str) -> Self {
        let mut file = Self(Vec::new());
        let mut header = Vec::new();
        header.extend(BYTE_ORDER.to_le_bytes());
        // Version 1.0, and a section of unknown length.
        header.extend(1_u16.to_le_bytes());
        header.extend(0_u16.to_le_bytes());
        header.extend((-1_i64).to_le_bytes());
        option(&mut header, SHB_USERAPPL, application.as_bytes());
        option(&mut header, OPT_COMMENT, comment.as_bytes());
        option(&mut header, OPT_END, &[]);
        file.block(SECTION_HEADER, &header);

        let mut interface = Vec::new();
        interface.extend(RAW_IP.to_le_bytes());
        interface.extend(0_u16.to_le_bytes());
        // No packet was cut short.
        interface.extend(0_u32.to_le_bytes());
        option(&mut interface, IF_TSRESOL, &[NANOSECONDS]);
        option(&mut interface, OPT_END, &[]);
        file.block(INTERFACE_DESCRIPTION, &interface);
        file
    }

    /// The secrets behind the packets that follow; nothing when there are none.
    pub(super) fn secrets(&mut self, key_log: &str) {
        if key_log.is_empty() {
            return;
        }
        let mut body = Vec::new();
        body.extend(TLS_KEY_LOG.to_le_bytes());
        body.extend(length(key_log.len()).to_le_bytes());
        padded(&mut body, key_log.as_bytes());
        self.block(DECRYPTION_SECRETS, &body);
    }

    /// One packet, whole.
    pub(super) fn packet(&mut self, at: Duration, bytes: &[u8]) {
        let nanos = u64::try_from(at.as_nanos()).unwrap_or(u64::MAX);
        let mut body = Vec::with_capacity(bytes.len() + 24);
        // The only interface.
        body.extend(0_u32.to_le_bytes());
        // The upper half first, whatever the order of bytes.
        body.extend(((nanos >> 32) as u32).to_le_bytes());
        body.extend((nanos as u32).to_le_bytes());
        body.extend(length(bytes.len()).to_le_bytes());
        body.extend(length(bytes.len()).to_le_bytes());
        padded(&mut body, bytes);
        self.block(ENHANCED_PACKET, &body);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// A block says its length before and after, so that files can be read backwards. `body` is a multiple of four bytes.
    fn block(&mut self, kind: u32, body: &[u8]) {
        let whole = length(body.len() + 12).to_le_bytes();
        self.0.extend(kind.to_le_bytes());
        self.0.extend(whole);
        self.0.extend(body);
        self.0.extend(whole);
    }
}

fn option(into: &mut Vec<u8>, code: u16, value: &[u8]) {
    // What does not fit an option was never meant for one.
    let value = value.chunks(usize::from(u16::MAX)).next().unwrap_or(&[]);
    into.extend(code.to_le_bytes());
    into.extend(u16::try_from(value.len()).unwrap_or(u16::MAX).to_le_bytes());
    padded(into, value);
}

fn padded(into: &mut Vec<u8>, bytes: &[u8]) {
    into.extend(bytes);
    into.extend(std::iter::repeat_n(0, bytes.len().wrapping_neg() % 4));
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
