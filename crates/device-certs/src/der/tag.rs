//! Identifiers of DER nodes.

/// The class of a tag (X.690, 8.1.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Defined by ASN.1 itself, such as SEQUENCE.
    Universal,
    /// Application-wide.
    Application,
    /// Meaning given by the surrounding type, such as `[0]`.
    Context,
    /// Private use.
    Private,
}

/// An identifier: class, primitive or constructed, number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// The class.
    pub class: Class,
    /// True when the content is a series of further nodes.
    pub constructed: bool,
    /// The tag number.
    pub number: u32,
}

impl Tag {
    /// BOOLEAN
    pub const BOOLEAN: Self = Self::universal(1, false);
    /// INTEGER
    pub const INTEGER: Self = Self::universal(2, false);
    /// BIT STRING
    pub const BIT_STRING: Self = Self::universal(3, false);
    /// OCTET STRING
    pub const OCTET_STRING: Self = Self::universal(4, false);
    /// NULL
    pub const NULL: Self = Self::universal(5, false);
    /// OBJECT IDENTIFIER
    pub const OID: Self = Self::universal(6, false);
    /// UTCTime
    pub const UTC_TIME: Self = Self::universal(23, false);
    /// GeneralizedTime
    pub const GENERALIZED_TIME: Self = Self::universal(24, false);
    /// SEQUENCE (OF)
    pub const SEQUENCE: Self = Self::universal(16, true);
    /// SET (OF)
    pub const SET: Self = Self::universal(17, true);

    const fn universal(number: u32, constructed: bool) -> Self {
        Self {
            class: Class::Universal,
            constructed,
            number,
        }
    }

    /// The context-specific tag `[number]`.
    pub const fn context(number: u32, constructed: bool) -> Self {
        Self {
            class: Class::Context,
            constructed,
            number,
        }
    }

    /// True for `[number]`, primitive or constructed.
    pub fn is_context(self, number: u32) -> bool {
        self.class == Class::Context && self.number == number
    }
}
