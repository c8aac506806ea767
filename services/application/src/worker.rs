//! Workers: they run jobs, and bring the answers back as commands.
//!
//! A job is leased; a worker that dies loses the lease, and another goes on from what the journal holds. Every
//! handler may run twice.

mod adopt;
pub(crate) mod by_hand;
mod confirmations;
mod contact_changes;
mod deadlines;
pub(crate) mod disclosures;
mod dispatch;
mod hosts;
mod letters;
mod moves;
mod notices;
mod object;
mod obligations;
pub(crate) mod operation;
mod persons;
mod points;
mod renewal;
mod resolve;
mod settle;

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::jobs::{Errand, Job, KINDS};
use crate::refusal::Refusal;
use journal::JournalError;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How many jobs run at once in one process.
const AT_ONCE: usize = 48;
/// How often a worker looks without having been woken.
const POLL: Duration = Duration::from_millis(250);
/// For so long a job of a worker that has died waits; one that lives renews its leases well before.
const LEASE: Duration = Duration::from_secs(20);

/// What became of a job.
pub(crate) enum Outcome {
    /// Settled.
    Done,
    /// To be tried again after a while.
    Later(String),
    /// Nothing went wrong, and nothing can be done for so long, unless something changes.
    Waits(Duration, String),
    /// It waits for a person.
    Stuck(String),
}

impl Application {
    /// Runs jobs until told to stop; those under way are finished first.
    #[boxed]
    pub async fn work(&self, name: &str, stop: CancellationToken) {
        let jobs = self.journal().jobs();
        let mut news = jobs.news();
        let mut running = JoinSet::new();
        while !stop.is_cancelled() {
            while running.try_join_next().is_some() {}
            let free = AT_ONCE.saturating_sub(running.len());
            let claimed = match free {
                0 => vec![],
                free => match jobs.claim(name, &KINDS, self.clock().now(), free as u32, LEASE).await {
                    Ok(claimed) => claimed,
                    Err(error) => {
                        tracing::error!(error = %error, "jobs could not be claimed; tried again");
                        vec![]
                    }
                },
            };
            let idle = claimed.is_empty();
            for job in claimed {
                let application = self.clone();
                running.spawn(async move { application.run(job).await });
            }
            if idle {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = jobs.changed(&mut news, POLL) => {}
                    Some(_) = running.join_next() => {}
                }
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn run(&self, job: journal::Job) {
        let jobs = self.journal().jobs();
        let working = async {
            match serde_json::from_value::<Errand>(job.payload.clone()) {
                Ok(errand) => self.handle(&errand).await,
                Err(error) => Ok(Outcome::Stuck(format!("unreadable: {error}"))),
            }
        };
        let outcome = tokio::select! {
            outcome = working => outcome,
            () = keep(&jobs, job.lease.clone()) => {
                tracing::warn!(job = %job.kind, stream = %job.stream, "the lease is lost; another worker goes on");
                return;
            }
        };
        let outcome = outcome.unwrap_or_else(|error| match error {
            AskError::Refused(refusal) => Outcome::Stuck(refusal.to_string()),
            other => Outcome::Later(chain(&other)),
        });
        let settled = match &outcome {
            Outcome::Done => jobs.complete(&job.lease).await,
            Outcome::Later(why) => {
                tracing::warn!(job = %job.kind, stream = %job.stream, attempt = job.attempts, %why, "tried again later");
                jobs.retry(&job.lease, pause(job.attempts), why).await
            }
            Outcome::Waits(left, why) => {
                tracing::info!(job = %job.kind, stream = %job.stream, %why, "waits");
                jobs.retry(&job.lease, pause(job.attempts).min(*left), why).await
            }
            Outcome::Stuck(why) => {
                tracing::error!(job = %job.kind, stream = %job.stream, %why, "waits for a person");
                jobs.park(&job.lease, why).await
            }
        };
        if let Err(error) = settled {
            tracing::warn!(job = %job.kind, stream = %job.stream, error = %error, "another worker takes the job over");
        }
    }

    async fn handle(&self, errand: &Errand) -> Result<Outcome, AskError> {
        match &errand.job {
            Job::Operation(number) => self.carry_on(*number, errand).await,
            Job::Letter(letter) => self.write_letter(letter, errand).await,
            Job::Deadline(deadline) => self.meet(deadline, errand).await,
            Job::Adopt(name) => self.adopt(name, errand).await,
            Job::Object(transfer) => self.object(*transfer, errand).await,
            Job::Glue(operation) => self.add_glue(*operation, errand).await,
            Job::EndRivals(trade) => self.end_rivals(*trade, errand).await,
            Job::VoidLinks(contact) => self.void_links(*contact, errand).await,
            Job::Plan { name, expired } => self.plan_obligations(name, *expired, errand).await,
            Job::Forget(contact) => self.destroy_keys(*contact).await.map(|()| Outcome::Done),
            Job::Hosts(name) => self.let_hosts_go(name, errand).await,
            Job::AskOwner(name) => self.ask_owner(name, errand).await,
            Job::PlanOwned(contact) => self.plan_owned(*contact, errand).await,
            Job::MoveOver(operation) => self.end_left_move(*operation, errand).await,
            Job::Deliver(order) => self.deliver_order(*order, errand).await,
            Job::OrderFollows(operation) => self.order_follows(*operation, errand).await,
            Job::ContactChange(number) => self.run_contact_change(*number, errand).await,
            Job::EndContactChanges(name) => self.run_end_contact_changes(name, errand).await,
        }
    }
}

/// Renews a lease for as long as it is ours; returns when it is not. A database that does not answer takes nothing
/// away: whoever comes next finds what this worker has made durable.
async fn keep(jobs: &journal::Jobs, mut lease: journal::Lease) {
    loop {
        tokio::time::sleep(LEASE / 4).await;
        match jobs.extend(&mut lease, LEASE).await {
            Err(JournalError::LeaseLost { .. }) => return,
            Err(error) => tracing::warn!(error = %error, "a lease was not renewed; tried again"),
            Ok(()) => {}
        }
    }
}

/// An error with what it comes from: only types of ours are printed, and none carries personal data.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Half a second, doubled at each attempt, at most a minute.
fn pause(attempts: u32) -> Duration {
    Duration::from_millis(500).saturating_mul(1 << attempts.min(7)).min(Duration::from_secs(60))
}

/// A refusal that only says that it has happened already, or that something else was faster.
pub(crate) fn is_moot(error: &AskError) -> bool {
    matches!(
        error,
        AskError::Refused(
            Refusal::Trade(domain_model::trade::Refusal::NotNow { .. })
                | Refusal::Transfer(domain_model::transfer::Refusal::NotNow { .. })
                | Refusal::ContactChange(domain_model::contact_change::Refusal::NotNow { .. })
                | Refusal::Operation(domain_model::operation::Refusal::NotNow { .. })
                | Refusal::Domain(domain_model::domain::Refusal::NoMove(_))
                | Refusal::Obligations(domain_model::obligations::Refusal::Settled { .. })
        )
    )
}

/// A step whose answer came by a message.
pub(crate) fn done_by_message(svtrid: String) -> dispatch::Done {
    dispatch::Done { svtrid, data: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::obligations;
    use domain_model::obligations::{Key, Kind};

    #[test]
    fn a_settled_obligation_is_moot_and_an_unknown_one_is_not() {
        let key = Key { kind: Kind::Deletion, about: "2026-11-27".parse().unwrap() };
        let refused = |refusal: obligations::Refusal| is_moot(&Refusal::from(refusal).into());
        assert!(refused(obligations::Refusal::Settled { key }));
        assert!(!refused(obligations::Refusal::Unknown { key }));
    }
}
