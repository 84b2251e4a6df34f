//! What is to be sent: the packets of an experiment, in any order and changed at will.

use experiments::{Experiment, Move, Names};

/// A packet that is to be sent.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its number, which stays when others come and go.
    pub number: u32,
    /// What it was made from.
    pub step: Move,
    /// Its bytes, once somebody has changed them.
    pub edited: Option<Vec<u8>>,
}

impl Draft {
    /// Its bytes.
    pub fn bytes(&self, names: &Names<'_>) -> Vec<u8> {
        self.edited
            .clone()
            .unwrap_or_else(|| (self.step.build)(names))
    }
}

/// Packets in the order in which they are sent.
#[derive(Clone, Debug, Default)]
pub struct Script {
    drafts: Vec<Draft>,
    next: u32,
    is_changed: bool,
}

impl Script {
    /// The packets of an experiment.
    pub fn of(experiment: &Experiment) -> Self {
        let mut script = Self::default();
        for step in experiment.moves {
            script.add(*step);
        }
        script.is_changed = false;
        script
    }

    /// The packets.
    pub fn drafts(&self) -> &[Draft] {
        &self.drafts
    }

    /// Whether it is another than the experiment’s by now.
    pub fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// The packet of this number.
    pub fn draft(&self, number: u32) -> Option<&Draft> {
        self.drafts.iter().find(|draft| draft.number == number)
    }

    /// Adds a packet at the end.
    pub fn add(&mut self, step: Move) {
        self.drafts.push(Draft {
            number: self.next,
            step,
            edited: None,
        });
        self.next += 1;
        self.is_changed = true;
    }

    /// Changes the bytes of a packet; none puts its own back.
    pub fn edit(&mut self, number: u32, bytes: Option<Vec<u8>>) {
        let draft = self.drafts.iter_mut().find(|draft| draft.number == number);
        if let Some(draft) = draft {
            draft.edited = bytes;
            self.is_changed = true;
        }
    }

    /// Sends a packet one earlier, unless it is among the first `fixed`, or would come among them.
    pub fn earlier(&mut self, number: u32, fixed: usize) {
        let at = self.drafts.iter().position(|draft| draft.number == number);
        if let Some(at) = at.filter(|at| *at > fixed) {
            self.drafts.swap(at - 1, at);
            self.is_changed = true;
        }
    }

    /// Leaves a packet out.
    pub fn remove(&mut self, number: u32) {
        self.drafts.retain(|draft| draft.number != number);
        self.is_changed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: Names<'_> = Names {
        id_scope: "0ne00C0FFEE",
        registration_id: "break-it-01",
        operation_id: None,
    };

    fn titles(script: &Script) -> Vec<&'static str> {
        let drafts = script.drafts().iter();
        drafts.map(|draft| draft.step.title).collect()
    }

    #[test]
    fn packets_can_be_changed_moved_added_and_left_out() {
        let experiment = experiments::experiment("publish_before_subscribe").unwrap();
        let mut script = Script::of(experiment);
        assert!(!script.is_changed());
        let before = script.drafts()[0].bytes(&NAMES);
        script.edit(0, Some(vec![0xc0, 0]));
        assert_eq!(script.drafts()[0].bytes(&NAMES), [0xc0, 0]);
        script.edit(0, None);
        assert_eq!(script.drafts()[0].bytes(&NAMES), before);
        assert!(script.is_changed());

        script.earlier(2, 0);
        let expected = ["CONNECT", "SUBSCRIBE", "PUBLISH register, too soon"];
        assert_eq!(titles(&script), expected);
        script.earlier(0, 0);
        script.earlier(2, 1);
        assert_eq!(titles(&script), expected, "what is sent stays where it is");
        script.add(experiments::ordinary::PING);
        script.remove(1);
        assert_eq!(titles(&script), ["CONNECT", "SUBSCRIBE", "PINGREQ"]);
        assert_eq!(
            script.draft(3).map(|draft| draft.step.title),
            Some("PINGREQ")
        );
        assert!(script.draft(1).is_none());
    }
}
