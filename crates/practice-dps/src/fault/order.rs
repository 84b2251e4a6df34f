//! Which fault, how often, and for whom: `ID[=DOSE]`.
//!
//! ```text
//! order = id [ "=" part *( "," part ) ]
//! part  = count | "p=" probability | "for=" registration id
//! ```
//!
//! `register_429=2` fails the next two times, `answer_split=p=0.1` one time in ten, and
//! `poll_500=1,for=dev-01` once and only for that device. Without a dose a fault fires each time until it is
//! switched off.

use std::fmt;

use dps_protocol::RegistrationId;

use super::Fault;
use crate::faults;

/// A probability of one, in millionths.
pub const CERTAIN: u32 = 1_000_000;

/// How often a fault fires, and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dose {
    /// How many times; `None` for each time until it is switched off.
    pub times: Option<u32>,
    /// How likely it is each time, in millionths, up to [`CERTAIN`].
    pub millionths: u32,
    /// The only device it is for: its registration id or, on the hub, its device id, without regard to case.
    pub registration_id: Option<String>,
}

impl Default for Dose {
    fn default() -> Self {
        Self {
            times: None,
            millionths: CERTAIN,
            registration_id: None,
        }
    }
}

/// A fault that is to be switched on.
#[derive(Clone, Debug)]
pub struct FaultOrder {
    /// The fault.
    pub fault: &'static Fault,
    /// How often, and for whom.
    pub dose: Dose,
}

/// Why an order cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultOrderError {
    /// No fault has this name.
    Unknown {
        /// The name.
        id: String,
    },
    /// A part of the dose says nothing.
    Part {
        /// The part.
        part: String,
    },
    /// The dose says the same twice.
    Twice {
        /// What it says.
        what: &'static str,
    },
    /// Who connects is not known in the handshake.
    NobodyYet {
        /// The fault.
        id: &'static str,
    },
}

impl fmt::Display for FaultOrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { id } => write!(f, "no fault is called {id:?}; docs/faults lists them"),
            Self::Part { part } => write!(
                f,
                "{part:?} is no dose: a number of times (1 or more), p=PROBABILITY (above 0, at most 1) \
                 or for=REGISTRATION-ID, with commas between them"
            ),
            Self::Twice { what } => write!(f, "the dose names {what} twice"),
            Self::NobodyYet { id } => write!(
                f,
                "{id} acts in the handshake, where it is not known yet which device connects: leave out for="
            ),
        }
    }
}

impl std::error::Error for FaultOrderError {}

impl FaultOrder {
    /// A fault with a dose.
    ///
    /// # Errors
    ///
    /// [`FaultOrderError`] when the dose is out of bounds, or for one device where devices are not known.
    pub fn new(id: &str, dose: Dose) -> Result<Self, FaultOrderError> {
        let fault =
            faults::fault(id).ok_or_else(|| FaultOrderError::Unknown { id: id.to_owned() })?;
        let wrong = |part: String| Err(FaultOrderError::Part { part });
        if dose.times == Some(0) {
            return wrong("0".to_owned());
        }
        if !(1..=CERTAIN).contains(&dose.millionths) {
            return wrong(format!("p={}", decimal(dose.millionths)));
        }
        if let Some(name) = &dose.registration_id {
            if RegistrationId::parse(name).is_err() {
                return wrong(format!("for={name}"));
            }
            if !fault.hook.knows_the_device() {
                return Err(FaultOrderError::NobodyYet { id: fault.id });
            }
        }
        Ok(Self { fault, dose })
    }

    /// Reads `ID[=DOSE]`; the grammar is above.
    ///
    /// # Errors
    ///
    /// [`FaultOrderError`]
    pub fn parse(text: &str) -> Result<Self, FaultOrderError> {
        let (id, parts) = match text.split_once('=') {
            Some((id, parts)) => (id, Some(parts)),
            None => (text, None),
        };
        let mut dose = Dose::default();
        let mut has_probability = false;
        for part in parts.into_iter().flat_map(|parts| parts.split(',')) {
            let wrong = || FaultOrderError::Part {
                part: part.to_owned(),
            };
            let twice = |what| Err(FaultOrderError::Twice { what });
            if let Some(probability) = part.strip_prefix("p=") {
                if std::mem::replace(&mut has_probability, true) {
                    return twice("a probability");
                }
                dose.millionths = millionths(probability).ok_or_else(wrong)?;
            } else if let Some(name) = part.strip_prefix("for=") {
                if dose.registration_id.replace(name.to_owned()).is_some() {
                    return twice("a device");
                }
            } else {
                let times = part.parse().map_err(|_not_a_number| wrong())?;
                if dose.times.replace(times).is_some() {
                    return twice("a number of times");
                }
            }
        }
        Self::new(id, dose)
    }
}

impl fmt::Display for FaultOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.fault.id, self.dose)
    }
}

impl fmt::Display for Dose {
    /// As it is read, `=` included; nothing for a dose without bounds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut mark = "=";
        if let Some(times) = self.times {
            write!(f, "{mark}{times}")?;
            mark = ",";
        }
        if self.millionths != CERTAIN {
            write!(f, "{mark}p={}", decimal(self.millionths))?;
            mark = ",";
        }
        if let Some(name) = &self.registration_id {
            write!(f, "{mark}for={name}")?;
        }
        Ok(())
    }
}

/// Millionths as a decimal number: the page need not hold what writes any other.
fn decimal(millionths: u32) -> String {
    let (whole, rest) = (millionths / CERTAIN, millionths % CERTAIN);
    let text = format!("{whole}.{rest:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number above 0 and at most 1, in millionths.
fn millionths(text: &str) -> Option<u32> {
    let number: f64 = text.parse().ok()?;
    let in_millionths = number * f64::from(CERTAIN);
    // What is below a millionth, and what is not a number, is nothing.
    (1..=CERTAIN)
        .contains(&(in_millionths as u32))
        .then_some(in_millionths as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let found = FaultOrder::parse(text);
        let found = found
            .as_ref()
            .map(ToString::to_string)
            .map_err(ToString::to_string);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
            (found, _) => panic!("{text}: {found:?}"),
        }
    }

    #[test]
    fn doses_are_read_and_written() {
        check("register_429", Ok("register_429"));
        check("register_429=2", Ok("register_429=2"));
        check("register_429=p=0.25", Ok("register_429=p=0.25"));
        check("register_429=p=1,3", Ok("register_429=3"));
        check(
            "poll_500=for=dev-01,1,p=0.5",
            Ok("poll_500=1,p=0.5,for=dev-01"),
        );
    }

    #[test]
    fn what_is_no_order_is_said_with_the_part() {
        check("register_428", Err("no fault is called \"register_428\""));
        check("", Err("no fault is called"));
        for part in [
            "", "0", "-1", "x", "p=0", "p=1.5", "p=NaN", "for=a b", "for=",
        ] {
            let text = format!("register_429={part}");
            check(&text, Err(&format!("{part:?} is no dose")));
        }
        check("register_429=1,2", Err("a number of times twice"));
        check("register_429=p=1,p=1", Err("a probability twice"));
        check("register_429=for=a,for=b", Err("a device twice"));
        check("handshake_aborted=1,for=dev-01", Err("leave out for="));
    }
}
