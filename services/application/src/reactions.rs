//! What follows from an event: the jobs that are asked for in the same transaction.
//!
//! A pure function, so that nothing that must follow can be forgotten between two transactions.

mod contact_changes;
mod disclosures;

use crate::jobs::{Deadline, Job, LetterJob, Outcome};
use chrono::{DateTime, Days, Utc};
use domain_model::domain::MoveEnd;
use domain_model::obligations::{self, Kind};
use domain_model::policy::Catalogue;
use domain_model::trade::{Procedure, Side as TradeSide};
use domain_model::transfer::Side as TransferSide;
use domain_model::values::{AccountNumber, AdjustmentNumber, ContactNumber, DomainName, OperationNumber};
use domain_model::vote::{Party, Voter};
use domain_model::{Event, adjustment, contact, domain, operation, points_account, trade, transfer};

/// A job and the time from which it may run, by the registrar's clock.
pub struct Followup {
    /// What.
    pub job: Job,
    /// From when.
    pub due_at: DateTime<Utc>,
}

/// What follows from `event` of the stream named `id`, at `at`.
pub fn follow(event: &Event, id: &str, at: DateTime<Utc>, catalogue: &Catalogue) -> Vec<Followup> {
    let mut next = Next { at, jobs: vec![] };
    match event {
        Event::Operation(event) => next.operation(event, id),
        Event::Trade(event) => next.trade(event, id, catalogue),
        Event::ContactChange(event) => next.contact_change(event, id),
        Event::Transfer(event) => next.transfer(event, id, catalogue),
        Event::Domain(event) => next.domain(event, id),
        Event::Contact(event) => next.contact(event, id),
        Event::Obligations(event) => next.obligations(event, id),
        Event::PointsAccount(event) => next.points(event, id),
        Event::Adjustment(event) => next.adjustment(event, id),
        Event::DisclosureRequest(event) => next.disclosure(event, id),
        _ => {}
    }
    next.jobs
}

struct Next {
    at: DateTime<Utc>,
    jobs: Vec<Followup>,
}

const TRADE_SIDES: [TradeSide; 2] = [TradeSide::Owner, TradeSide::NewOwner];
const TRANSFER_SIDES: [TransferSide; 2] = [TransferSide::Owner, TransferSide::Admin];

impl Next {
    fn now(&mut self, job: Job) {
        self.jobs.push(Followup { job, due_at: self.at });
    }

    fn then(&mut self, due_at: DateTime<Utc>, deadline: Deadline) {
        self.jobs.push(Followup { job: Job::Deadline(deadline), due_at });
    }

    fn letter(&mut self, letter: LetterJob) {
        self.now(Job::Letter(letter));
    }

    fn contact(&mut self, event: &contact::Event, id: &str) {
        let Ok(contact) = id.parse::<ContactNumber>() else { return };
        match event {
            contact::Event::Amended { .. } => self.now(Job::VoidLinks(contact)),
            contact::Event::VerificationMailed { serial, .. } => {
                self.letter(LetterJob::Verification { contact, serial: *serial });
            }
            // Names are suspended for it, and given back.
            contact::Event::VerificationRequired { .. } | contact::Event::Verified { .. } => {
                self.now(Job::PlanOwned(contact));
            }
            contact::Event::Erased { .. } => self.now(Job::Forget(contact)),
            _ => {}
        }
    }

    fn points(&mut self, event: &points_account::Event, id: &str) {
        let Ok(account) = id.parse::<AccountNumber>() else { return };
        if let points_account::Event::RanLow { available, level } = event {
            self.letter(LetterJob::LowPoints { account, available: *available, level: *level });
        }
    }

    fn adjustment(&mut self, event: &adjustment::Event, id: &str) {
        let Ok(number) = id.parse::<AdjustmentNumber>() else { return };
        if let adjustment::Event::Proposed { proposal } = event {
            self.then(proposal.expires_at, Deadline::AdjustmentExpiry(number));
        }
    }

    fn obligations(&mut self, event: &obligations::Event, id: &str) {
        let Ok(name) = DomainName::parse(id) else { return };
        match event {
            obligations::Event::Opened { terms } => {
                let (key, from) = (terms.key, terms.from.max(self.at));
                match key.kind {
                    Kind::ExpiryNotice { .. } | Kind::ExpiredNotice | Kind::DataReminder => {
                        let letter = Job::Letter(LetterJob::Notice { name: name.clone(), key });
                        self.jobs.push(Followup { job: letter, due_at: from });
                    }
                    Kind::Interruption
                    | Kind::Reinstatement
                    | Kind::Deletion
                    | Kind::Verification
                    | Kind::Resumption => {
                        self.then(from, Deadline::Obligation { name: name.clone(), key });
                    }
                    // Never of a name's own stream: the request brings its own deadlines.
                    Kind::DisclosureAnswer { .. } => return,
                }
                self.then(terms.due, Deadline::ObligationDue { name, key });
            }
            // The next year's is planned once this year's day is over.
            obligations::Event::Discharged { key, .. }
            | obligations::Event::Missed { key, .. }
            | obligations::Event::Waived { key, .. }
                if key.kind == Kind::DataReminder =>
            {
                let over = key.about.and_time(chrono::NaiveTime::MIN).and_utc() + Days::new(1);
                let due_at = over.max(self.at);
                self.jobs.push(Followup { job: Job::Plan { name, expired: None }, due_at });
            }
            _ => {}
        }
    }

    fn operation(&mut self, event: &operation::Event, id: &str) {
        let Ok(number) = id.parse::<OperationNumber>() else { return };
        match event {
            operation::Event::Opened { waits: false, .. }
            | operation::Event::Restarted { waits: false, .. }
            | operation::Event::Proceeded => self.now(Job::Operation(number)),
            _ => {}
        }
    }

    fn trade(&mut self, event: &trade::Event, id: &str, catalogue: &Catalogue) {
        let Ok(trade) = id.parse::<OperationNumber>() else { return };
        match event {
            trade::Event::Requested { terms, .. } => {
                if terms.procedure == Procedure::Votes {
                    self.trade_ballots(trade, &reminder_days(&terms.name, self.at, catalogue));
                }
                self.then(terms.expires_at, Deadline::TradeExpiry(trade));
            }
            trade::Event::Reopened { expires_at, .. } => {
                // Who reopens it knows the rule of the day, and asks for the reminders.
                self.trade_ballots(trade, &[]);
                self.then(*expires_at, Deadline::TradeExpiry(trade));
            }
            trade::Event::BallotMailed { side, serial } => {
                self.letter(LetterJob::TradeBallot {
                    trade,
                    side: *side,
                    serial: Some(*serial),
                    reminder: false,
                });
            }
            trade::Event::Reminded { side, serial, .. } => {
                self.letter(LetterJob::TradeBallot {
                    trade,
                    side: *side,
                    serial: Some(*serial),
                    reminder: true,
                });
            }
            trade::Event::VoteCast { side, vote } if matches!(vote.voter, Voter::ByOperator { .. }) => {
                for to in TRADE_SIDES {
                    self.letter(LetterJob::TradeVotedForYou { trade, to, side: *side, choice: vote.choice });
                }
            }
            trade::Event::Refused { .. } => self.trade_ended(trade, &Outcome::Refused),
            trade::Event::Expired => self.trade_ended(trade, &Outcome::Expired),
            trade::Event::Cancelled { .. } => self.trade_ended(trade, &Outcome::Cancelled),
            trade::Event::Failed { code, message } => {
                self.trade_ended(trade, &Outcome::Failed { code: *code, message: message.clone() });
            }
            trade::Event::Completed => {
                self.trade_ended(trade, &Outcome::Completed);
                self.now(Job::EndRivals(trade));
            }
            trade::Event::VoteCast { .. }
            | trade::Event::LinksVoided { .. }
            | trade::Event::Approved
            | trade::Event::Resumed => {}
        }
    }

    /// Both sides get their link now, and are reminded on these days.
    fn trade_ballots(&mut self, trade: OperationNumber, days: &[u16]) {
        for side in TRADE_SIDES {
            self.letter(LetterJob::TradeBallot { trade, side, serial: None, reminder: false });
        }
        for day in days {
            let due = self.at + Days::new((*day).into());
            self.then(due, Deadline::TradeReminder { trade, day: *day });
        }
    }

    /// Every voter gets a link now, and is reminded on these days.
    fn transfer_ballots(
        &mut self,
        transfer: OperationNumber,
        voters: &[(TransferSide, Party)],
        days: &[u16],
    ) {
        for (side, _) in voters {
            self.letter(LetterJob::TransferBallot { transfer, side: *side, serial: None, reminder: false });
        }
        for day in days {
            let due = self.at + Days::new((*day).into());
            self.then(due, Deadline::TransferReminder { transfer, day: *day });
        }
    }

    fn trade_ended(&mut self, trade: OperationNumber, outcome: &Outcome) {
        for side in TRADE_SIDES {
            self.letter(LetterJob::TradeEnded { trade, side, outcome: outcome.clone() });
        }
    }

    fn transfer(&mut self, event: &transfer::Event, id: &str, catalogue: &Catalogue) {
        let Ok(transfer) = id.parse::<OperationNumber>() else { return };
        match event {
            transfer::Event::Requested { terms, voters } if !voters.is_empty() => {
                let days = reminder_days(&terms.name, self.at, catalogue);
                self.transfer_ballots(transfer, voters, &days);
                self.then(terms.expires_at, Deadline::TransferExpiry(transfer));
            }
            transfer::Event::Restarted { votes_again: true, voters, expires_at } => {
                let days = (*expires_at - self.at).num_days();
                self.transfer_ballots(transfer, voters, &[u16::try_from(days / 2).unwrap_or(7)]);
                self.then(*expires_at, Deadline::TransferExpiry(transfer));
            }
            transfer::Event::BallotMailed { side, serial } => {
                let (side, serial) = (*side, Some(*serial));
                self.letter(LetterJob::TransferBallot { transfer, side, serial, reminder: false });
            }
            transfer::Event::Reminded { side, serial, .. } => {
                let (side, serial) = (*side, Some(*serial));
                self.letter(LetterJob::TransferBallot { transfer, side, serial, reminder: true });
            }
            transfer::Event::VoteCast { side, vote } if matches!(vote.voter, Voter::ByOperator { .. }) => {
                for to in TRANSFER_SIDES {
                    let (side, choice) = (*side, vote.choice);
                    self.letter(LetterJob::TransferVotedForYou { transfer, to, side, choice });
                }
            }
            transfer::Event::Refused { .. } => self.transfer_ended(transfer, &Outcome::Refused),
            transfer::Event::Expired => self.transfer_ended(transfer, &Outcome::Expired),
            transfer::Event::Cancelled { .. } => self.transfer_ended(transfer, &Outcome::Cancelled),
            transfer::Event::Failed { code, message } => {
                self.transfer_ended(transfer, &Outcome::Failed { code: *code, message: message.clone() });
            }
            transfer::Event::Completed => self.transfer_ended(transfer, &Outcome::Completed),
            transfer::Event::Announced { .. } => self.letter(LetterJob::TransferOut(transfer)),
            _ => {}
        }
    }

    fn transfer_ended(&mut self, transfer: OperationNumber, outcome: &Outcome) {
        for side in TRANSFER_SIDES {
            self.letter(LetterJob::TransferEnded { transfer, side, outcome: outcome.clone() });
        }
    }

    fn domain(&mut self, event: &domain::Event, id: &str) {
        let Ok(name) = DomainName::parse(id) else { return };
        match event {
            domain::Event::Registered { registration } => {
                self.expires_at(&name, registration.expires);
                self.now(Job::AskOwner(name));
            }
            domain::Event::TransferredIn { registration } => {
                self.expires_at(&name, registration.expires);
                self.now(Job::Adopt(name.clone()));
                self.now(Job::AskOwner(name));
            }
            domain::Event::Renewed { expires, .. }
            | domain::Event::Restored { expires, .. }
            | domain::Event::Observed { expires, .. } => {
                self.expires_at(&name, *expires);
            }
            domain::Event::RegistrantChanged { expires, .. } => {
                if let Some(expires) = expires {
                    self.expires_at(&name, *expires);
                }
                self.now(Job::AskOwner(name));
            }
            domain::Event::Updated { changes, .. } if changes.touches_accounts() => {
                self.now(Job::EndContactChanges(name));
            }
            domain::Event::Corrected { changes } => {
                if changes.touches_accounts() {
                    self.now(Job::EndContactChanges(name.clone()));
                }
                if changes.owner.is_some() {
                    self.now(Job::AskOwner(name));
                }
            }
            domain::Event::Deleted { until, .. } => {
                self.then(*until, Deadline::Domain(name.clone()));
                self.now(Job::EndContactChanges(name.clone()));
                self.now(Job::Plan { name, expired: None });
            }
            domain::Event::DeletionPending { until } => self.then(*until, Deadline::Domain(name)),
            domain::Event::Expired { expired } => self.now(Job::Plan { name, expired: Some(*expired) }),
            domain::Event::Released { .. } | domain::Event::TransferredAway { .. } => {
                self.now(Job::Hosts(name.clone()));
                self.now(Job::EndContactChanges(name.clone()));
                self.now(Job::Plan { name, expired: None });
            }
            domain::Event::ResellerMoveAsked { asked } => {
                self.letter(LetterJob::MoveBallot(asked.operation));
                self.then(asked.expires_at, Deadline::MoveExpiry(asked.operation));
            }
            domain::Event::ResellerMoved { operation, .. } => {
                self.now(Job::EndContactChanges(name));
                self.move_ended(*operation, &Outcome::Completed);
            }
            domain::Event::ResellerMoveEnded { operation, end } => {
                self.move_ended(*operation, &outcome_of(*end));
                if *end == MoveEnd::NameLeft {
                    self.now(Job::MoveOver(*operation));
                }
            }
            // A day that came while the operation held the name was left for now.
            domain::Event::OperationReleased { .. } => self.then(self.at, Deadline::Domain(name)),
            _ => {}
        }
    }
}

impl Next {
    /// Both resellers are told.
    fn move_ended(&mut self, operation: OperationNumber, outcome: &Outcome) {
        for gaining in [false, true] {
            self.letter(LetterJob::MoveEnded { operation, gaining, outcome: outcome.clone() });
        }
    }

    /// A name's expiry is known or has moved.
    fn expires_at(&mut self, name: &DomainName, expires: DateTime<Utc>) {
        self.then(expires, Deadline::Domain(name.clone()));
        self.now(Job::Plan { name: name.clone(), expired: None });
    }
}

fn outcome_of(end: MoveEnd) -> Outcome {
    match end {
        MoveEnd::Refused => Outcome::Refused,
        MoveEnd::Expired => Outcome::Expired,
        MoveEnd::Withdrawn | MoveEnd::Replaced | MoveEnd::NameLeft => Outcome::Cancelled,
    }
}

/// The days on which voters are reminded, under the rule of the day of the request.
fn reminder_days(name: &DomainName, at: DateTime<Utc>, catalogue: &Catalogue) -> Vec<u16> {
    catalogue
        .policy(name, at.date_naive())
        .map(|policy| policy.votes.reminders.iter().copied().collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
