//! Transfers between the two registrars.

use super::{Effect, OURS, State};
use application::ports::{AnswerData, PollData, TransferAtRegistry, TransferStatus, TransferVerb};
use chrono::{DateTime, TimeDelta, Utc};
use domain_model::policy::add_years;
use domain_model::values::{AuthCode, DomainName, EppStatus};

const ANSWER_DAYS: i64 = 5;

impl State {
    pub(super) fn transfer(
        &mut self,
        by: &str,
        verb: TransferVerb,
        name: &DomainName,
        code: Option<&AuthCode>,
        now: DateTime<Utc>,
    ) -> (u16, AnswerData) {
        let nothing = |code| (code, AnswerData::None);
        let Some(known) = self.names.get_mut(name) else { return nothing(2303) };
        let open = known.transfer.clone().filter(|transfer| transfer.status == TransferStatus::Pending);
        match (verb, open) {
            (TransferVerb::Query, _) => match &known.transfer {
                Some(transfer) if transfer.gaining == by || transfer.acting == by => {
                    (1000, AnswerData::Transfer(transfer.clone()))
                }
                _ => nothing(2301),
            },
            (TransferVerb::Request, Some(_)) => nothing(2300),
            (TransferVerb::Request, None) if known.sponsor == by => nothing(2106),
            (TransferVerb::Request, None) if code != Some(&known.auth_code) => nothing(2202),
            (TransferVerb::Request, None) => {
                let transfer = TransferAtRegistry {
                    name: name.clone(),
                    status: TransferStatus::Pending,
                    gaining: by.to_owned(),
                    requested: now,
                    acting: known.sponsor.clone(),
                    answer_by: now + TimeDelta::days(ANSWER_DAYS),
                    expires: Some(add_years(known.expires, 1)),
                };
                known.transfer = Some(transfer.clone());
                known.statuses.insert(EppStatus::PendingTransfer);
                let what = format!("domain:transfer {name} Requested");
                self.effects.push(Effect { registrar: by.to_owned(), what, cltrid: String::new() });
                self.tell(&transfer, &[&transfer.acting]);
                (1001, AnswerData::Transfer(transfer))
            }
            (_, None) => nothing(2301),
            (TransferVerb::Approve, Some(transfer)) if transfer.acting == by => {
                self.end_transfer(name, TransferStatus::ClientApproved);
                nothing(1000)
            }
            (TransferVerb::Reject, Some(transfer)) if transfer.acting == by => {
                self.end_transfer(name, TransferStatus::ClientRejected);
                nothing(1000)
            }
            (TransferVerb::Cancel, Some(transfer)) if transfer.gaining == by => {
                self.end_transfer(name, TransferStatus::ClientCancelled);
                nothing(1000)
            }
            _ => nothing(2201),
        }
    }

    fn end_transfer(&mut self, name: &DomainName, status: TransferStatus) {
        let known = self.names.get_mut(name).unwrap();
        let Some(transfer) = known.transfer.as_mut() else { return };
        transfer.status = status;
        let transfer = transfer.clone();
        known.statuses =
            known.statuses.difference(domain_model::values::StatusSet::of(&[EppStatus::PendingTransfer]));
        if matches!(status, TransferStatus::ClientApproved | TransferStatus::ServerApproved) {
            known.sponsor.clone_from(&transfer.gaining);
            known.expires = transfer.expires.unwrap_or(known.expires);
            known.transferred = Some(transfer.requested);
        }
        let hears: Vec<&str> = match status {
            TransferStatus::ClientApproved | TransferStatus::ClientRejected => vec![&transfer.gaining],
            TransferStatus::ClientCancelled => vec![&transfer.acting],
            _ => vec![&transfer.gaining, &transfer.acting],
        };
        self.tell(&transfer, &hears);
    }

    /// Only our own queue is read by anybody.
    fn tell(&mut self, transfer: &TransferAtRegistry, hears: &[&str]) {
        if hears.contains(&OURS) {
            self.say("a transfer has moved on", PollData::Transfer(transfer.clone()));
        }
    }

    /// Those that nobody answered are approved by the registry.
    pub(super) fn approve_due(&mut self, now: DateTime<Utc>) {
        let due = |transfer: &TransferAtRegistry| {
            transfer.status == TransferStatus::Pending && transfer.answer_by <= now
        };
        let names: Vec<DomainName> = self
            .names
            .iter()
            .filter(|(_, known)| known.transfer.as_ref().is_some_and(due))
            .map(|(name, _)| name.clone())
            .collect();
        for name in names {
            self.end_transfer(&name, TransferStatus::ServerApproved);
        }
    }
}
