//! Which names are free: our own first, then their registries, all at once, with answers kept for seconds.

use crate::application::Application;
use crate::ask::AskError;
use crate::boxed;
use crate::ports::{AnswerData, FeeFor, Registry, RegistryCommand, SpecialFee};
use crate::quotes::special;
use chrono::{DateTime, Utc};
use domain_model::values::{DomainName, RegistryId};
use futures::stream::{self, StreamExt};
use projections::whois::Standing;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

/// Whether a name could be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Nobody has it.
    Free,
    /// Nobody has it, and its first year has a fee of its own.
    Premium(SpecialFee),
    /// It is with this registrar, or on its way.
    Ours,
    /// Its ending is not offered, or the name cannot be registered below it.
    NotOffered(String),
    /// Its registry says no, and why.
    Taken(String),
    /// Its registry keeps it for whoever has its code (RFC 8495), and why.
    Reserved(String),
    /// Its registry did not answer in time.
    Unknown,
}

/// What registries answered a moment ago.
pub(crate) type Answers = moka::sync::Cache<DomainName, Availability>;

const REMEMBERED: u64 = 100_000;
const REMEMBERED_FOR: Duration = Duration::from_secs(5);
/// A registry that takes longer is not waited for.
const PATIENCE: Duration = Duration::from_secs(4);
/// Names in one `<check>`: few enough for every registry.
const NAMES_A_CHECK: usize = 10;
const CHECKS_AT_ONCE: usize = 8;

pub(crate) fn answers() -> Answers {
    moka::sync::Cache::builder().max_capacity(REMEMBERED).time_to_live(REMEMBERED_FOR).build()
}

impl Application {
    /// Which of these names are free, at the registries of today: in bounded time, however many there are.
    ///
    /// # Errors
    /// The views failed; a registry that does not answer is [`Availability::Unknown`].
    #[boxed]
    pub async fn availability(
        &self,
        names: &[DomainName],
        at: DateTime<Utc>,
    ) -> Result<HashMap<DomainName, Availability>, AskError> {
        let mut known = HashMap::with_capacity(names.len());
        for row in self.views().names_by_name(names).await? {
            if !matches!(row.standing, Standing::Absent | Standing::Gone) {
                known.insert(row.name, Availability::Ours);
            }
        }
        let mut asked: BTreeMap<RegistryId, Vec<DomainName>> = BTreeMap::new();
        for name in names.iter().filter(|name| !known.contains_key(*name)).cloned().collect::<Vec<_>>() {
            if let Err(refusal) = self.catalogue().registrable(&name, at.date_naive()) {
                known.insert(name, Availability::NotOffered(refusal.to_string()));
            } else if let Some(answer) = self.answers().get(&name) {
                known.insert(name, answer);
            } else {
                let registry = self.registries().for_name(&name)?.id().clone();
                asked.entry(registry).or_default().push(name);
            }
        }
        let mut checks = vec![];
        for (id, mut names) in asked {
            names.sort_unstable();
            names.dedup();
            let registry = self.registries().get(&id)?;
            checks.extend(
                names.chunks(NAMES_A_CHECK).map(|some| self.check(registry.clone(), some.to_vec(), at)),
            );
        }
        let answered: Vec<_> = stream::iter(checks).buffer_unordered(CHECKS_AT_ONCE).collect().await;
        known.extend(answered.into_iter().flatten());
        Ok(known)
    }

    async fn check(
        &self,
        registry: Arc<dyn Registry>,
        names: Vec<DomainName>,
        at: DateTime<Utc>,
    ) -> Vec<(DomainName, Availability)> {
        let priced = names.iter().any(|name| self.names_fees(name, at));
        let fees = if priced { vec![FeeFor::FIRST_YEAR] } else { vec![] };
        let command = RegistryCommand::CheckDomains { names: names.clone(), fees, token: None };
        let id = self.query_id();
        let answered = tokio::time::timeout(PATIENCE, registry.send(command, &id, None)).await;
        let results = match answered {
            Ok(Ok(answer)) => match answer.data {
                AnswerData::DomainCheck(results) => results,
                _ => vec![],
            },
            Ok(Err(error)) => {
                tracing::warn!(registry = %registry.id(), error = %error, "names could not be checked");
                vec![]
            }
            Err(_) => vec![],
        };
        let mut found: HashMap<DomainName, Availability> = results
            .into_iter()
            .map(|checked| {
                let answer = match (checked.free, special(&checked.fees, FeeFor::FIRST_YEAR)) {
                    (true, None) => Availability::Free,
                    (true, Some(fee)) => Availability::Premium(fee),
                    (false, _) => {
                        let why = checked.reason.unwrap_or_else(|| "In use".to_owned());
                        if checked.reserved { Availability::Reserved(why) } else { Availability::Taken(why) }
                    }
                };
                (checked.name, answer)
            })
            .collect();
        let answer = |name: DomainName| match found.remove(&name) {
            Some(answer) => {
                self.answers().insert(name.clone(), answer.clone());
                (name, answer)
            }
            None => (name, Availability::Unknown),
        };
        names.into_iter().map(answer).collect()
    }
}
