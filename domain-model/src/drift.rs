//! Where a registry shows of a name something else than is believed, each field by itself:
//! `Open → Accepted | Pushed | Ignored | Vanished`, and `Ignored → Accepted | Pushed | Vanished`; what is found
//! again is `Open` again.
//!
//! One stream a name. Finding the same difference again is silence; one that is ignored stays silent until the
//! registry shows something else.

mod command;
mod difference;
mod event;
#[cfg(test)]
mod tests;

pub use command::{Command, Refusal};
pub use difference::{Difference, Field, InvalidField, Object};
pub use event::Event;

use crate::aggregate;
use crate::values::{AccountNumber, DomainName, OperationNumber, RegistrationNumber};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What became of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// A person has to decide.
    Open,
    /// The registry is right: it is believed now.
    Accepted,
    /// We are right: the operation tells the registry.
    Pushed(OperationNumber),
    /// It stays, and nobody is told again.
    Ignored,
    /// A later comparison found it no more.
    Vanished,
}

/// A difference and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drifted {
    /// What differs.
    pub difference: Difference,
    /// What became of it.
    pub standing: Standing,
}

impl Drifted {
    /// Whether registry and belief still differ, as far as is known.
    pub fn is_outstanding(&self) -> bool {
        matches!(self.standing, Standing::Open | Standing::Ignored)
    }
}

/// What is compared: a registration, and who manages it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The registration.
    pub registration: RegistrationNumber,
    /// Who manages the name.
    pub account: AccountNumber,
}

/// The drift of one name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// The registration that was last found to differ.
    subject: Option<Subject>,
    fields: BTreeMap<Field, Drifted>,
}

aggregate!(Drift, "drift", DomainName, Command, Event, Refusal);

impl Drift {
    /// The registration that was last found to differ.
    pub fn subject(&self) -> Option<Subject> {
        self.subject
    }

    /// What is known of a field.
    pub fn get(&self, field: Field) -> Option<&Drifted> {
        self.fields.get(&field)
    }

    /// All that was ever found, by field.
    pub fn iter(&self) -> impl Iterator<Item = &Drifted> {
        self.fields.values()
    }

    /// What a person decides on: the fields that were named, or all that wait where none was.
    ///
    /// # Errors
    /// A field never differed, or does not any more; nothing waits.
    pub fn chosen(&self, fields: &[Field]) -> Result<Vec<Difference>, Refusal> {
        if fields.is_empty() {
            let open: Vec<Difference> = self
                .iter()
                .filter(|known| known.standing == Standing::Open)
                .map(|known| known.difference.clone())
                .collect();
            return if open.is_empty() { Err(Refusal::NothingOpen) } else { Ok(open) };
        }
        fields.iter().map(|field| self.outstanding(*field).map(|known| known.difference.clone())).collect()
    }

    fn outstanding(&self, field: Field) -> Result<&Drifted, Refusal> {
        match self.fields.get(&field) {
            Some(known) if known.is_outstanding() => Ok(known),
            Some(_) => Err(Refusal::Settled { field }),
            None => Err(Refusal::Unknown { field }),
        }
    }

    fn decided(&self, command: &Command) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Compare { subject, differences } => Ok(self.compared(*subject, differences)),
            Command::Accept { differences, reason } => {
                let fields = self.settled(differences, |standing| standing == Standing::Accepted)?;
                differences.iter().try_for_each(Difference::acceptable)?;
                let accepted = |fields| Event::Accepted { fields, reason: reason.clone() };
                Ok(fields.map(accepted).into_iter().collect())
            }
            Command::Push { differences, operation, reason } => {
                let fields =
                    self.settled(differences, |standing| standing == Standing::Pushed(*operation))?;
                differences.iter().try_for_each(Difference::pushable)?;
                let pushed = |fields| Event::Pushed { fields, operation: *operation, reason: reason.clone() };
                Ok(fields.map(pushed).into_iter().collect())
            }
            Command::Ignore { differences, reason } => {
                let fields = self.settled(differences, |standing| standing == Standing::Ignored)?;
                let ignored = |fields| Event::Ignored { fields, reason: reason.clone() };
                Ok(fields.map(ignored).into_iter().collect())
            }
        }
    }

    /// What is new opens, what is no more vanishes.
    fn compared(&self, subject: Subject, differences: &[Difference]) -> Vec<Event> {
        let same_registration = self.subject.is_some_and(|known| known.registration == subject.registration);
        let is_known = |difference: &&Difference| {
            same_registration
                && self
                    .get(difference.field())
                    .is_some_and(|known| known.is_outstanding() && known.difference == **difference)
        };
        let new: Vec<Difference> = differences.iter().filter(|found| !is_known(found)).cloned().collect();
        let found = |field| differences.iter().any(|found| found.field() == field);
        let gone: Vec<Field> = self
            .iter()
            .filter(|known| known.is_outstanding() && !found(known.difference.field()))
            .map(|known| known.difference.field())
            .collect();
        let vanished = (!gone.is_empty()).then_some(Event::Vanished { fields: gone });
        let found = (!new.is_empty()).then_some(Event::Found { subject, differences: new });
        vanished.into_iter().chain(found).collect()
    }

    /// The fields that change, or nothing where all of them have come to this already. What a person has seen must
    /// still be what differs.
    fn settled(
        &self,
        differences: &[Difference],
        already: impl Fn(Standing) -> bool,
    ) -> Result<Option<Vec<Field>>, Refusal> {
        let mut fields = vec![];
        for seen in differences {
            let field = seen.field();
            let known = self.get(field).ok_or(Refusal::Unknown { field })?;
            if known.difference != *seen {
                return Err(Refusal::Changed { field });
            }
            if !already(known.standing) {
                self.outstanding(field)?;
                fields.push(field);
            }
        }
        Ok((!fields.is_empty()).then_some(fields))
    }

    fn evolve(&mut self, event: Event) {
        let (fields, standing) = match event {
            Event::Found { subject, differences } => {
                self.subject = Some(subject);
                for difference in differences {
                    let field = difference.field();
                    self.fields.insert(field, Drifted { difference, standing: Standing::Open });
                }
                return;
            }
            Event::Accepted { fields, .. } => (fields, Standing::Accepted),
            Event::Pushed { fields, operation, .. } => (fields, Standing::Pushed(operation)),
            Event::Ignored { fields, .. } => (fields, Standing::Ignored),
            Event::Vanished { fields } => (fields, Standing::Vanished),
        };
        for field in fields {
            if let Some(known) = self.fields.get_mut(&field) {
                known.standing = standing;
            }
        }
    }
}
