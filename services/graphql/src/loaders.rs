//! What belongs to many things of one answer is read in one statement: loaders collect the keys that resolvers ask for
//! at the same moment.

use crate::payload::view_failure;
use application::Application;
use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Error, Result};
use domain_model::values::{AccountNumber, ContactNumber, DomainName, HostName, OperationNumber};
use futures::future::BoxFuture;
use projections::Sight;
use projections::accounts::AccountRow;
use projections::contacts::ContactRow;
use projections::hosts::HostRow;
use projections::ledger::{BalanceRow, EntryRow};
use projections::operations::PendingOperation;
use projections::votes::VoteRow;
use projections::whois::NameRow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The most things of a list inside another thing; a list of its own has more, page by page.
pub const MOST_INSIDE: u32 = 20;

/// Reads for many askers at once. Keys that open personal data differ from those that do not.
pub struct Batches(Application);

/// A contact, as far as the asker may see it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContactKey(pub ContactNumber, pub Sight);
/// An account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountKey(pub AccountNumber);
/// A points account.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PointsKey(pub AccountNumber);
/// A name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DomainKey(pub DomainName);
/// A host.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HostKey(pub HostName);
/// An operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OperationKey(pub OperationNumber);
/// The trade or the transfer of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ConsentKey(pub OperationNumber, pub Sight);
/// The last trades and transfers of a name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ConsentsOf(pub DomainName, pub Sight);
/// The last operations about a name, a host or a contact.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct OperationsOf(pub String);
/// The hosts inside a name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct HostsOf(pub DomainName);
/// The ledger's entries of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EntriesOf(pub OperationNumber);
/// The names of a contact.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct NamesOf(pub ContactNumber);

/// The loaders of one request, or of one connection.
pub struct Loading {
    loader: DataLoader<Batches>,
    asked: Arc<AtomicU64>,
}

/// So long nobody asks for more: then a batch is complete.
const QUIET: Duration = Duration::from_millis(1);
/// So often is looked whether it is quiet.
const LOOKS: u32 = 25;

impl Loading {
    /// Over an application. A batch waits until no resolver asks for more: resolvers of a long list arrive one after
    /// the other, and a fixed pause would either cut the list into pieces or delay short ones.
    pub fn new(application: Application) -> Self {
        let asked = Arc::new(AtomicU64::new(0));
        let heard = asked.clone();
        let when_quiet = move |batch: BoxFuture<'static, ()>| {
            let heard = heard.clone();
            tokio::spawn(async move {
                for _ in 0..LOOKS {
                    let before = heard.load(Ordering::Relaxed);
                    tokio::time::sleep(QUIET).await;
                    if heard.load(Ordering::Relaxed) == before {
                        break;
                    }
                }
                batch.await;
            })
        };
        let loader = DataLoader::new(Batches(application), when_quiet).delay(Duration::ZERO);
        Self { loader, asked }
    }

    /// What belongs to a key.
    ///
    /// # Errors
    /// A view failed.
    pub async fn load<K>(&self, key: K) -> Result<Option<<Batches as Loader<K>>::Value>>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batches: Loader<K, Error = Error>,
    {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.loader.load_one(key).await
    }
}

/// The loaders of a request.
pub fn batches<'a>(ctx: &Context<'a>) -> &'a Loading {
    ctx.data_unchecked::<Loading>()
}

/// One answer a key.
fn each<K: Eq + Hash, R>(rows: Vec<R>, key: impl Fn(&R) -> K) -> HashMap<K, R> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

/// Several answers a key, in the order of the rows.
fn grouped<K: Eq + Hash, R>(rows: Vec<R>, key: impl Fn(&R) -> Option<K>) -> HashMap<K, Vec<R>> {
    let mut groups: HashMap<K, Vec<R>> = HashMap::new();
    for row in rows {
        if let Some(key) = key(&row) {
            groups.entry(key).or_default().push(row);
        }
    }
    groups
}

/// The keys of one sight.
fn of_sight<K: Copy, T>(keys: &[K], wanted: Sight, read: impl Fn(K) -> (T, Sight)) -> Vec<T> {
    keys.iter().map(|key| read(*key)).filter(|(_, sight)| *sight == wanted).map(|(key, _)| key).collect()
}

const SIGHTS: [Sight; 2] = [Sight::Closed, Sight::Open];

impl Loader<ContactKey> for Batches {
    type Value = ContactRow;
    type Error = Error;

    async fn load(&self, keys: &[ContactKey]) -> Result<HashMap<ContactKey, ContactRow>, Error> {
        let mut found = HashMap::new();
        for sight in SIGHTS {
            let numbers = of_sight(keys, sight, |key| (key.0, key.1));
            if !numbers.is_empty() {
                let rows = self.0.views().contacts_by_number(&numbers, sight).await.map_err(view_failure)?;
                found.extend(each(rows, |row| ContactKey(row.number, sight)));
            }
        }
        Ok(found)
    }
}

impl Loader<AccountKey> for Batches {
    type Value = AccountRow;
    type Error = Error;

    async fn load(&self, keys: &[AccountKey]) -> Result<HashMap<AccountKey, AccountRow>, Error> {
        let numbers: Vec<AccountNumber> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.views().accounts_by_number(&numbers).await.map_err(view_failure)?;
        Ok(each(rows, |row| AccountKey(row.number)))
    }
}

impl Loader<PointsKey> for Batches {
    type Value = BalanceRow;
    type Error = Error;

    async fn load(&self, keys: &[PointsKey]) -> Result<HashMap<PointsKey, BalanceRow>, Error> {
        let numbers: Vec<AccountNumber> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.views().points_by_account(&numbers).await.map_err(view_failure)?;
        Ok(each(rows, |row| PointsKey(row.account)))
    }
}

impl Loader<DomainKey> for Batches {
    type Value = NameRow;
    type Error = Error;

    async fn load(&self, keys: &[DomainKey]) -> Result<HashMap<DomainKey, NameRow>, Error> {
        let names: Vec<DomainName> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = self.0.views().names_by_name(&names).await.map_err(view_failure)?;
        Ok(each(rows, |row| DomainKey(row.name.clone())))
    }
}

impl Loader<HostKey> for Batches {
    type Value = HostRow;
    type Error = Error;

    async fn load(&self, keys: &[HostKey]) -> Result<HashMap<HostKey, HostRow>, Error> {
        let names: Vec<HostName> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = self.0.views().hosts_by_name(&names).await.map_err(view_failure)?;
        Ok(each(rows, |row| HostKey(row.name.clone())))
    }
}

impl Loader<OperationKey> for Batches {
    type Value = PendingOperation;
    type Error = Error;

    async fn load(&self, keys: &[OperationKey]) -> Result<HashMap<OperationKey, PendingOperation>, Error> {
        let numbers: Vec<OperationNumber> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.views().pending_by_number(&numbers).await.map_err(view_failure)?;
        Ok(each(rows, |row| OperationKey(row.operation.number)))
    }
}

impl Loader<ConsentKey> for Batches {
    type Value = VoteRow;
    type Error = Error;

    async fn load(&self, keys: &[ConsentKey]) -> Result<HashMap<ConsentKey, VoteRow>, Error> {
        let mut found = HashMap::new();
        for sight in SIGHTS {
            let numbers = of_sight(keys, sight, |key| (key.0, key.1));
            if !numbers.is_empty() {
                let rows = self.0.views().votes_by_number(&numbers, sight).await.map_err(view_failure)?;
                found.extend(each(rows, |row| ConsentKey(row.number, sight)));
            }
        }
        Ok(found)
    }
}

impl Loader<ConsentsOf> for Batches {
    type Value = Vec<VoteRow>;
    type Error = Error;

    async fn load(&self, keys: &[ConsentsOf]) -> Result<HashMap<ConsentsOf, Vec<VoteRow>>, Error> {
        let mut found = HashMap::new();
        for sight in SIGHTS {
            let of_sight = keys.iter().filter(|key| key.1 == sight);
            let names: Vec<DomainName> = of_sight.map(|key| key.0.clone()).collect();
            if !names.is_empty() {
                let rows = self.0.views().votes_of_names(&names, MOST_INSIDE, sight).await;
                let rows = rows.map_err(view_failure)?;
                found.extend(grouped(rows, |row| row.name.clone().map(|name| ConsentsOf(name, sight))));
            }
        }
        Ok(found)
    }
}

impl Loader<OperationsOf> for Batches {
    type Value = Vec<PendingOperation>;
    type Error = Error;

    async fn load(
        &self,
        keys: &[OperationsOf],
    ) -> Result<HashMap<OperationsOf, Vec<PendingOperation>>, Error> {
        let subjects: Vec<String> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = self.0.views().operations_of_subjects(&subjects, MOST_INSIDE).await;
        let rows = rows.map_err(view_failure)?;
        Ok(grouped(rows, |row| Some(OperationsOf(row.operation.subject.clone()))))
    }
}

impl Loader<HostsOf> for Batches {
    type Value = Vec<HostRow>;
    type Error = Error;

    async fn load(&self, keys: &[HostsOf]) -> Result<HashMap<HostsOf, Vec<HostRow>>, Error> {
        let names: Vec<DomainName> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = self.0.views().hosts_of_domains(&names, MOST_INSIDE).await.map_err(view_failure)?;
        Ok(grouped(rows, |row| row.domain.clone().map(HostsOf)))
    }
}

impl Loader<EntriesOf> for Batches {
    type Value = Vec<EntryRow>;
    type Error = Error;

    async fn load(&self, keys: &[EntriesOf]) -> Result<HashMap<EntriesOf, Vec<EntryRow>>, Error> {
        let numbers: Vec<OperationNumber> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.views().entries_of_operations(&numbers).await.map_err(view_failure)?;
        Ok(grouped(rows, |row| row.operation.map(EntriesOf)))
    }
}

impl Loader<NamesOf> for Batches {
    type Value = Vec<NameRow>;
    type Error = Error;

    async fn load(&self, keys: &[NamesOf]) -> Result<HashMap<NamesOf, Vec<NameRow>>, Error> {
        let numbers: Vec<ContactNumber> = keys.iter().map(|key| key.0).collect();
        let rows = self.0.views().names_of_contacts(&numbers, MOST_INSIDE).await.map_err(view_failure)?;
        let groups = grouped(rows, |(contact, _)| Some(NamesOf(*contact)));
        let names = |rows: Vec<(ContactNumber, NameRow)>| rows.into_iter().map(|(_, name)| name).collect();
        Ok(groups.into_iter().map(|(key, rows)| (key, names(rows))).collect())
    }
}
