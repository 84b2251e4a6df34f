//! What a device is put through, one thing after the other.

use practice_dps::fault::Dose;
use practice_dps::grade::Criterion;
use practice_dps::listen::PracticeHandle;
use practice_dps::{FaultOrder, PracticeDps, Rule};

/// One thing that happens to a device.
#[derive(Debug)]
pub(super) struct Scenario {
    /// For `--scenario`.
    pub(super) name: &'static str,
    /// For people.
    pub(super) what: &'static str,
    /// The faults, and how often each fires.
    faults: &'static [(&'static str, u32)],
    end: End,
}

/// When a device has been through a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Once the hub has let it in.
    AtTheHub,
    /// Once it is assigned, after every fault has fired.
    Recovered,
    /// Once the connection that was spoilt has ended, or is used.
    Decided,
}

pub(super) static SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "ordinary",
        what: "nothing goes wrong",
        faults: &[],
        end: End::AtTheHub,
    },
    Scenario {
        name: "throttled",
        what: "three registrations are answered 429",
        faults: &[("register_429", 3)],
        end: End::Recovered,
    },
    Scenario {
        name: "failing",
        what: "three registrations are answered 500",
        faults: &[("register_500", 3)],
        end: End::Recovered,
    },
    Scenario {
        name: "unavailable",
        what: "three connections are answered CONNACK 3",
        faults: &[("connack_3", 3)],
        end: End::Recovered,
    },
    Scenario {
        name: "dropped",
        what: "three connections are dropped after the registration",
        faults: &[("drop_after_register", 3)],
        end: End::Recovered,
    },
    Scenario {
        name: "expired-server",
        what: "the server's certificate has expired",
        faults: &[("server_certificate_expired", 1)],
        end: End::Decided,
    },
    Scenario {
        name: "unknown-root",
        what: "the server's certificate leads to a root nobody was told of",
        faults: &[("server_root_unknown", 1)],
        end: End::Decided,
    },
    Scenario {
        name: "wrong-name",
        what: "the server's certificate is for another name",
        faults: &[("server_name_wrong", 1)],
        end: End::Decided,
    },
    Scenario {
        name: "new-root",
        what: "the server has moved to the next root (--next-root-ca-out)",
        faults: &[("server_root_new", 1)],
        end: End::Decided,
    },
];

/// The scenarios of these names, or all.
///
/// # Errors
/// When one has no such name.
pub(super) fn choose(names: &[String]) -> anyhow::Result<Vec<&'static Scenario>> {
    if let Some(unknown) = names
        .iter()
        .find(|name| SCENARIOS.iter().all(|scenario| scenario.name != **name))
    {
        let known: Vec<_> = super::scenario_names().collect();
        anyhow::bail!("{unknown:?} is no scenario; there are {}", known.join(", "));
    }
    let is_chosen =
        |scenario: &&Scenario| names.is_empty() || names.iter().any(|name| name == scenario.name);
    Ok(SCENARIOS.iter().filter(is_chosen).collect())
}

impl Scenario {
    /// The faults to switch on, for this device where that can be said.
    pub(super) fn orders(&self, registration_id: &str) -> anyhow::Result<Vec<FaultOrder>> {
        let order = |&(id, times): &(&str, u32)| {
            let dose = |registration_id| Dose {
                times: Some(times),
                registration_id,
                ..Dose::default()
            };
            let scoped = FaultOrder::new(id, dose(Some(registration_id.to_owned())));
            // In the handshake nobody knows yet which device it is.
            scoped.or_else(|_| FaultOrder::new(id, dose(None)))
        };
        let orders = self.faults.iter().map(order);
        Ok(orders.collect::<Result<_, _>>()?)
    }

    /// Whether a criterion is to be judged by this scenario.
    pub(super) fn is_about(&self, criterion: &Criterion) -> bool {
        let mut faults = self.faults.iter();
        match criterion.provoked_by {
            [] => self.faults.is_empty(),
            provoked_by => faults.any(|(id, _)| provoked_by.contains(id)),
        }
    }

    /// Waits until the device has been through it.
    pub(super) async fn been_through(&self, handle: &PracticeHandle, registration_id: &str) {
        loop {
            let (is_through, recorded) = handle.with(|service| {
                let is_through = self.is_through(service, registration_id);
                (is_through, service.history_recorded())
            });
            if is_through {
                return;
            }
            handle.recorded_beyond(recorded).await;
        }
    }

    fn is_through(&self, service: &PracticeDps, registration_id: &str) -> bool {
        let is_spent = service
            .faults()
            .iter()
            .all(|active| active.dose.times == Some(0));
        if !is_spent {
            return false;
        }
        let last_fault = service.history().rfind(|entry| entry.fault.is_some());
        let after = last_fault.map_or(0, |entry| entry.number);
        match self.end {
            End::AtTheHub => service
                .history()
                .any(|entry| entry.rule == Some(Rule::HubConnected)),
            End::Recovered => service.history().any(|entry| {
                let name = entry.registration_id.as_deref().unwrap_or_default();
                entry.number > after
                    && entry.rule == Some(Rule::Assigned)
                    && name.eq_ignore_ascii_case(registration_id)
            }),
            End::Decided => last_fault.is_some_and(|last| {
                let mut connections = service.connections();
                let spoilt = connections.find(|connection| connection.session == last.session);
                spoilt.is_some_and(|connection| {
                    connection.closed_at.is_some() || connection.registration_id.is_some()
                })
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use practice_dps::grade::CRITERIA;

    use super::*;

    #[test]
    fn every_criterion_has_a_scenario_and_every_fault_exists() {
        for criterion in CRITERIA {
            let mut scenarios = SCENARIOS.iter();
            assert!(
                scenarios.any(|scenario| scenario.is_about(criterion)),
                "{}",
                criterion.id
            );
            for fault in criterion.provoked_by {
                assert!(practice_dps::faults::fault(fault).is_some(), "{fault}");
            }
        }
        for scenario in SCENARIOS {
            let orders = scenario.orders("dev-01").unwrap();
            assert_eq!(orders.len(), scenario.faults.len());
        }
    }

    #[test]
    fn scenarios_are_chosen_by_name_and_kept_in_order() {
        let names = |chosen: &[&str]| {
            let chosen: Vec<_> = chosen.iter().map(|name| (*name).to_owned()).collect();
            choose(&chosen).map(|chosen| chosen.iter().map(|one| one.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap().len(), SCENARIOS.len());
        assert_eq!(
            names(&["new-root", "ordinary"]).unwrap(),
            ["ordinary", "new-root"]
        );
        assert!(names(&["x"]).unwrap_err().to_string().contains("ordinary"));
    }
}
