//! What the console asks the service for whichever desk is shown, and how it takes in the answers.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::Value;

use super::{ConsoleRoom, Held};
use crate::browser::asset;
use crate::browser::practice_console::{Seat, order};
use crate::console::{
    ActiveFault, Authority, Entry, EntryKind, GradeSummary, LinkedHub, Order, Record, Registry,
    SeenConnection, Twin,
};
use crate::router::Desk;

/// How often the history is read while it is shown.
const READ_AGAIN: Duration = Duration::from_secs(1);

impl ConsoleRoom {
    pub(super) fn look_again(self, round: u32) {
        let again = move || {
            if self.shown.get_value() == round {
                spawn_local(async move {
                    // What could not be read now can be the next time.
                    let _ = self.hear(Desk::History).await;
                    self.look_again(round);
                });
            }
        };
        set_timeout(again, READ_AGAIN);
    }

    pub(super) fn look(self, desk: Desk) {
        spawn_local(async move {
            self.busy.set(true);
            if let Err(why) = self.hear(desk).await {
                self.fail(&why);
            }
            self.busy.set(false);
        });
    }

    pub(super) async fn ask(self, question: Order) -> Result<Value, String> {
        let seat = self.seat()?;
        order(&self.workbench.engine(), seat, &question).await
    }

    pub(super) async fn get(self, path: &[&str]) -> Result<Value, String> {
        self.ask(Order::get(path)).await
    }

    pub(super) async fn hear(self, desk: Desk) -> Result<(), String> {
        let active = self.ask(Order::active_faults()).await?;
        let on = match self.seat()? {
            Seat::InPage => self.workbench.faults_in_page,
            Seat::BesideRelay => self.workbench.faults_beside_relay,
        };
        self.take("active", vec![active], |held, heard| {
            held.active = ActiveFault::list(&heard[0]);
            let left = held.active.iter().filter(|fault| fault.count != Some(0));
            on.set(left.map(|fault| fault.id.clone()).collect());
        });
        match desk {
            Desk::Enrolments => {
                let mut answers = Vec::new();
                for collection in ["enrollments", "enrollmentGroups", "registrations"] {
                    answers.push(self.get(&[collection]).await?);
                }
                self.take("entries", answers, |held, heard| {
                    held.individuals = Entry::list(EntryKind::Individual, &heard[0]);
                    held.groups = Entry::list(EntryKind::Group, &heard[1]);
                    held.records = Record::list(&heard[2]);
                });
            }
            Desk::Authorities => {
                let list = self.get(&["certificates"]).await?;
                self.take("authorities", vec![list], |held, heard| {
                    held.authorities = Authority::list(&heard[0]);
                });
            }
            Desk::Hubs => {
                let mut answers = vec![self.get(&["linkedHubs"]).await?];
                let hubs = LinkedHub::list(&answers[0]);
                for hub in &hubs {
                    answers.push(self.get(&["linkedHubs", &hub.name, "twins"]).await?);
                }
                self.take("hubs", answers, |held, heard| {
                    let twins = hubs.iter().zip(&heard[1..]);
                    let twins = twins.flat_map(|(hub, list)| {
                        let twins = Twin::list(list).into_iter();
                        twins.map(|twin| (hub.name.clone(), twin))
                    });
                    held.twins = twins.collect();
                    held.hubs = hubs;
                });
            }
            Desk::Faults => {
                if self
                    .registry
                    .with_untracked(|registry| registry.0.is_empty())
                {
                    self.registry
                        .set(Registry::parse(&fetched("faults.json").await?));
                }
            }
            Desk::History => {
                let latest = self.held.with_untracked(|held| held.log.latest());
                let news = self.ask(Order::news(latest)).await?;
                let connections = self.get(&["connections"]).await?;
                self.take("history", vec![news, connections], |held, heard| {
                    held.log.take(&heard[0]);
                    held.log.connections = SeenConnection::list(&heard[1]);
                });
            }
            Desk::Grades => {
                if self.seat()? == Seat::BesideRelay {
                    let list = self.get(&["grades"]).await?;
                    self.take("grades", vec![list], |held, heard| {
                        held.grades = GradeSummary::list(&heard[0]);
                    });
                }
            }
            Desk::Clients => {
                if self.clients.with_untracked(String::is_empty) {
                    self.clients.set(fetched("clients.json").await?);
                }
            }
        }
        Ok(())
    }

    /// Takes in answers; nobody is told of what is as it was the last time.
    fn take(
        self,
        what: &'static str,
        answers: Vec<Value>,
        change: impl FnOnce(&mut Held, &[Value]),
    ) {
        let mut is_news = true;
        self.heard.update_value(|heard| {
            is_news = heard
                .iter()
                .find(|(known, _)| *known == what)
                .is_none_or(|(_, known)| *known != answers);
            heard.retain(|(known, _)| *known != what);
            heard.push((what, answers.clone()));
        });
        if is_news {
            self.held.update(|held| change(held, &answers));
        }
    }
}

async fn fetched(file: &str) -> Result<String, String> {
    let text = asset(file).await;
    text.ok_or_else(|| "whatever serves this page does not answer".to_owned())
}
