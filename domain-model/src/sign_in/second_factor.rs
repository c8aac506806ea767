//! The second factor of a sign-in: time-based codes (RFC 6238), and recovery codes in their place.

use super::{Event, Proof, Refusal};
use crate::values::Sealed;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a second factor stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// A secret that was shown and not confirmed.
    pub offered: Option<Sealed<String>>,
    /// The secret in force.
    pub secret: Option<Sealed<String>>,
    /// The last time step whose code has served.
    pub step: Option<u64>,
    /// SHA-256 of the recovery codes that have not served.
    pub hashes: BTreeSet<String>,
}

impl SecondFactor {
    /// Whether no sign-in goes without a code.
    pub fn is_in_force(&self) -> bool {
        self.secret.is_some()
    }

    /// What follows from what somebody has shown.
    ///
    /// # Errors
    /// It is too little, wrong, or has served before.
    pub(super) fn shown(&self, proof: &Proof) -> Result<Vec<Event>, Refusal> {
        match proof {
            Proof::Enrolment { step, hashes } => self.confirmed(*step, hashes),
            Proof::Password if self.is_in_force() => Err(Refusal::CodeNeeded),
            Proof::Password | Proof::Provider => Ok(vec![]),
            _ if !self.is_in_force() => Err(Refusal::NoSecondFactor),
            Proof::Code { step } if self.step.is_some_and(|last| *step <= last) => Err(Refusal::CodeWrong),
            Proof::Code { .. } => Ok(vec![]),
            Proof::Recovery { hash } if self.hashes.contains(hash) => {
                Ok(vec![Event::RecoveryCodeUsed { hash: hash.clone() }])
            }
            Proof::Recovery { .. } => Err(Refusal::CodeWrong),
        }
    }

    pub(super) fn confirmed(&self, step: u64, hashes: &BTreeSet<String>) -> Result<Vec<Event>, Refusal> {
        if self.is_in_force() {
            return Err(Refusal::SecondFactorInForce);
        }
        if self.offered.is_none() {
            return Err(Refusal::NothingOffered);
        }
        Ok(vec![Event::SecondFactorConfirmed { step }, Event::RecoveryCodesSet { hashes: hashes.clone() }])
    }

    pub(super) fn evolve(&mut self, event: Event) {
        match event {
            Event::SecondFactorOffered { secret } => self.offered = Some(secret),
            Event::SecondFactorConfirmed { step } => {
                self.secret = self.offered.take();
                self.step = Some(step);
            }
            Event::SecondFactorRemoved => *self = Self::default(),
            Event::RecoveryCodesSet { hashes } => self.hashes = hashes,
            Event::RecoveryCodeUsed { hash } => {
                self.hashes.remove(&hash);
            }
            Event::SessionOpened { .. } | Event::SessionClosed { .. } => {}
        }
    }

    /// The code of that step has served, if one was given.
    pub(super) fn served(&mut self, step: Option<u64>) {
        self.step = self.step.max(step);
    }
}
