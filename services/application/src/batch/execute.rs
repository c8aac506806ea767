//! A mail is executed once: see `domain_model::batch_mail`.

use super::{BatchMail, BatchMistake, BatchOutcome, BatchStatus, Call, Instruction};
use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use domain_model::batch_mail::{self, BatchMail as Stream, BatchMailId, Command, Hearing, Intake};
use domain_model::values::{Points, Sha256Digest};
use journal::Streams;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long a mail waits for the same request of another arrival, which is being executed.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What a mail came to, before it is kept.
pub(super) enum Performed {
    /// This is its answer.
    Answered(Box<BatchOutcome>),
    /// This stood in the way; nothing was done.
    Refused(Vec<BatchMistake>),
}

impl From<BatchOutcome> for Performed {
    fn from(outcome: BatchOutcome) -> Self {
        Self::Answered(Box::new(outcome))
    }
}

impl Application {
    /// Executes a mail that is authentic and well formed, once; a repetition gets the first answer. What is refused did
    /// nothing, and is an answer too. A rehearsal decides all of it, and keeps nothing.
    ///
    /// The ask's key names the arrival: the same one goes on after a crash.
    ///
    /// # Errors
    /// The journal or a registry failed, or the same request is being executed: ask again under the same key.
    #[boxed]
    pub async fn execute_batch_mail(&self, mail: BatchMail, ask: &Ask) -> Result<BatchOutcome, AskError> {
        let request =
            ask.key.as_ref().map_or_else(|| ask.cause.correlation.to_string(), |key| key.key.clone());
        let ask = &Ask { key: None, order: None, agreed: None, rehearsal: mail.rehearsal, ..ask.clone() };
        if mail.rehearsal {
            return self.rehearse(&mail, ask).await;
        }
        let arrival = self.arrival(&mail, request, ask);
        let id = identity(&mail);
        if let Some(first) = self.heard(&id, &arrival, ask).await? {
            return Ok(first);
        }
        let outcome = match self.perform(&mail, &id, &arrival.request, ask).await? {
            Performed::Answered(outcome) => *outcome,
            Performed::Refused(mistakes) => {
                BatchOutcome { mistakes, ..BatchOutcome::new(BatchStatus::Refused) }
            }
        };
        let answer = Command::Answer { request: arrival.request, outcome: outcome.clone() };
        self.on_batch_mail(&id, &answer, ask).await?;
        Ok(outcome)
    }

    fn arrival(&self, mail: &BatchMail, request: String, ask: &Ask) -> Intake {
        let window_hours = mail.referer.is_none().then_some(self.settings().batch.repeat_hours);
        Intake {
            request,
            account: mail.account,
            method: mail.method,
            referer: mail.referer.clone(),
            content: mail.content.clone(),
            message: mail.message.clone(),
            at: ask.cause.at,
            window_hours,
        }
    }

    /// Takes a mail up; the answer, where it is not to be executed.
    async fn heard(
        &self,
        id: &BatchMailId,
        arrival: &Intake,
        ask: &Ask,
    ) -> Result<Option<BatchOutcome>, AskError> {
        let patient_until = tokio::time::Instant::now() + PATIENCE;
        loop {
            let state = self.journal().load::<Stream>(id).await?.state;
            let taken = self.on_batch_mail(id, &Command::Take(arrival.clone()), ask).await;
            match (state.hear(arrival), taken) {
                (Hearing::Same, Ok(())) => {
                    let silent = BatchOutcome { repeated: true, silent: true, ..known(&state) };
                    return Ok(Some(silent));
                }
                // Before the crash it was answered, and that answer may not have been sent.
                (Hearing::Repeated(first), Ok(())) => {
                    let repeated = !state.is_of(&arrival.request);
                    return Ok(Some(BatchOutcome { repeated, ..first.clone() }));
                }
                (Hearing::New | Hearing::Resumed, Ok(())) => return Ok(None),
                (_, Err(AskError::Refused(refusal))) => {
                    if let crate::refusal::Refusal::BatchMail(other @ batch_mail::Refusal::OtherContent(_)) =
                        &refusal
                    {
                        let expected = format!("a reference that was not used before: {other}");
                        let mistakes = vec![BatchMistake { key: "batch.referer".to_owned(), expected }];
                        return Ok(Some(BatchOutcome {
                            mistakes,
                            ..BatchOutcome::new(BatchStatus::Refused)
                        }));
                    }
                    if tokio::time::Instant::now() >= patient_until {
                        return Err(AskError::Contended);
                    }
                    tokio::time::sleep(LOOK_AGAIN).await;
                }
                (_, Err(other)) => return Err(other),
                // The state moved between the two looks.
                (Hearing::Other(_) | Hearing::UnderWay, Ok(())) => {}
            }
        }
    }

    async fn on_batch_mail(&self, id: &BatchMailId, command: &Command, ask: &Ask) -> Result<(), AskError> {
        self.once(ask, Streams::new().with::<Stream>(id), |work| {
            work.execute::<Stream>(id, command).map(|_| ())
        })
        .await
        .map(|_| ())
    }

    async fn perform(
        &self,
        mail: &BatchMail,
        id: &BatchMailId,
        request: &str,
        ask: &Ask,
    ) -> Result<Performed, AskError> {
        let key = format!("{id}/{request}");
        match &mail.instruction {
            Instruction::Order(order) => self.perform_order(mail, order, &key, ask).await,
            Instruction::Call(Call::DomainRenew(name)) => {
                self.perform_renewal(mail, name, None, &key, ask).await
            }
            Instruction::Call(call) => self.perform_call(mail.account, call, &key, ask).await,
        }
    }

    /// What would become of a mail: decided as it would be, with nothing kept.
    async fn rehearse(&self, mail: &BatchMail, ask: &Ask) -> Result<BatchOutcome, AskError> {
        let before = self.account_sheet(mail.account).await?.balance.available;
        let id = identity(mail);
        let arrival = self.arrival(mail, String::new(), ask);
        let known = self.journal().load::<Stream>(&id).await?.state;
        let mut outcome = match known.hear(&arrival) {
            Hearing::Other(_) => {
                let expected = "a reference that was not used for another request before".to_owned();
                let mistakes = vec![BatchMistake { key: "batch.referer".to_owned(), expected }];
                BatchOutcome { mistakes, ..BatchOutcome::new(BatchStatus::Refused) }
            }
            _ => match self.perform(mail, &id, "rehearsal", ask).await? {
                Performed::Answered(outcome) => {
                    BatchOutcome { status: BatchStatus::Rehearsed, operation: None, order: None, ..*outcome }
                }
                Performed::Refused(mistakes) => {
                    BatchOutcome { mistakes, ..BatchOutcome::new(BatchStatus::Refused) }
                }
            },
        };
        let mut lines = vec![("rehearsal".to_owned(), "yes".to_owned())];
        lines.push(("signature".to_owned(), format!("valid ({})", mail.method)));
        lines.push(("points.before".to_owned(), before.to_string()));
        if outcome.status == BatchStatus::Rehearsed {
            let spent = outcome.points.filter(|_| mail.autopayment).map_or(0, Points::get);
            lines.push(("points.after".to_owned(), (before - spent).to_string()));
        }
        if matches!(known.hear(&arrival), Hearing::Repeated(_) | Hearing::Same) {
            lines.push((
                "note".to_owned(),
                "this request was executed before, and would not be again".to_owned(),
            ));
        }
        lines.append(&mut outcome.lines);
        Ok(BatchOutcome { lines, ..outcome })
    }
}

fn identity(mail: &BatchMail) -> BatchMailId {
    match &mail.referer {
        Some(referer) => {
            let digest = Sha256::digest(referer.as_str().as_bytes());
            BatchMailId::of_referer(mail.account, &Sha256Digest::from_bytes(digest.into()))
        }
        None => BatchMailId::of_content(mail.account, &mail.content),
    }
}

fn known(state: &Stream) -> BatchOutcome {
    match state {
        Stream::Answered { outcome, .. } => outcome.clone(),
        Stream::Absent | Stream::Executing { .. } => BatchOutcome::new(BatchStatus::Accepted),
    }
}
