//! What erasing a contact or merging two would do, before it is done: decided by the commands' own checks, with nothing
//! kept.

use crate::application::Application;
use crate::ask::{Ask, AskError};
use crate::boxed;
use crate::notice::Notice;
use crate::refusal::Refusal;
use domain_model::contact::{self, Contact, Person};
use domain_model::values::{ContactNumber, OperationNumber};
use projections::disclosures::{DisclosureFilter, DisclosureRow};
use projections::operations::{OperationFilter, OperationSort, PendingOperation};
use projections::whois::NameRow;
use projections::{MOST_ROWS, Paging, Sight};
use std::collections::BTreeSet;

/// The most names that are told one by one.
const NAMES: u32 = 100;

/// What would come of a decision about a contact. Nothing personal is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Consequences {
    /// Why it cannot be done; nothing: it can.
    pub blocked: Vec<Notice>,
    /// The names that use the contact, by name; the first hundred.
    pub names: Vec<NameRow>,
    /// Operations under way that the contact has to do with.
    pub operations: Vec<PendingOperation>,
    /// Requests for data about these names whose answer is still owed.
    pub requests: Vec<DisclosureRow>,
    /// What happens, one plain sentence each.
    pub words: Vec<Notice>,
}

impl Application {
    /// What erasing a contact would do. Changes nothing.
    ///
    /// # Errors
    /// There is no such contact; or the database failed.
    #[boxed]
    pub async fn consequences_of_erasure(&self, number: ContactNumber) -> Result<Consequences, AskError> {
        let told = self.erasure_consequences(number).await?;
        let blocked = match told.status {
            "Erased" => {
                let message = format!("contact {number} is erased already");
                vec![Notice::new("ERASED_ALREADY", message).with("contact", number)]
            }
            _ => vec![],
        };
        let usage = &told.usage;
        let lost = format!(
            "Name, address, phone and e-mail of contact {number} ({}) are lost for ever, and so is the evidence of its votes.",
            told.handle
        );
        let mut words =
            vec![Notice::new("PERSON_LOST", lost).with("contact", number).with("handle", &told.handle)];
        if let Some(transfer) = told.transfer {
            let message = format!("What was sealed for the person in transfer {transfer} goes with it.");
            words.push(Notice::new("TRANSFER_SEALED", message).with("transfer", transfer));
        }
        let stays = "The history, the ledgers, the numbers and the handle stay, without the person.";
        words.push(Notice::new("HISTORY_STAYS", stays));
        words.push(match usage.is_none() {
            true => Notice::new("NOT_USED", "No name uses the contact."),
            false => Notice::new(
                "NAMES_USE",
                format!(
                    "Names use it: {} as owner, {} as admin, {} as tech, {} as billing. They stay, and show nobody in \
                     its place: give them another contact first.",
                    usage.owner, usage.admin, usage.tech, usage.billing
                ),
            )
            .with("owner", usage.owner)
            .with("admin", usage.admin)
            .with("tech", usage.tech)
            .with("billing", usage.billing),
        });
        for trade in &told.open_trades {
            let message = format!("Nobody can be mailed for its side of trade {trade} any more.");
            words.push(Notice::new("TRADE_UNMAILED", message).with("trade", trade));
        }
        for (registry, id) in &told.placed {
            let message = format!("Registry {registry} keeps the data as {id} until it is replaced there.");
            words.push(
                Notice::new("REGISTRY_KEEPS_UNTIL_REPLACED", message)
                    .with("registry", registry)
                    .with("id", id),
            );
        }
        if number == told.account.own_contact() {
            let message =
                format!("It is the holder of account {}: invoices keep the buyer's name.", told.account);
            words.push(Notice::new("ACCOUNT_HOLDER", message).with("account", told.account));
        }
        self.consequences(number, told.open_trades, blocked, words).await
    }

    /// What merging a contact into another of its account would do: the merge itself, rehearsed. Changes nothing.
    ///
    /// # Errors
    /// There is no such contact; or the database failed.
    #[boxed]
    pub async fn consequences_of_merge(
        &self,
        number: ContactNumber,
        into: ContactNumber,
        ask: &Ask,
    ) -> Result<Consequences, AskError> {
        let person = self.person_behind(number).await?;
        let rehearsal = Ask { rehearsal: true, key: None, ..ask.clone() };
        let blocked = match self.merge_contacts(person.account, number, into, &rehearsal).await {
            Ok(_) => vec![],
            Err(AskError::Refused(refusal)) => vec![Notice::new(refusal.code(), refusal.to_string())],
            Err(error) => return Err(error),
        };
        let mut words = vec![];
        if blocked.is_empty() {
            let other = self.person_behind(into).await?.handle;
            let message = format!(
                "Contact {} ({number}) is the same person as {other} ({into}) from then on.",
                person.handle
            );
            words.push(
                Notice::new("SAME_PERSON", message)
                    .with("contact", number)
                    .with("handle", &person.handle)
                    .with("into", into)
                    .with("intoHandle", other),
            );
            let message = format!("Contact {number} is not in use any more: nothing new can be given to it.");
            words.push(Notice::new("NOT_IN_USE", message).with("contact", number));
            let stays = "The data of both stays as it is; so does the history of both.";
            words.push(Notice::new("DATA_STAYS", stays));
            for (registry, id) in &person.placed {
                let message = format!("Registry {registry} keeps {id}.");
                words.push(Notice::new("REGISTRY_KEEPS", message).with("registry", registry).with("id", id));
            }
        } else {
            words.push(Notice::new("NOTHING_MERGED", "Nothing would be merged."));
        }
        let trades = self.open_trades_with(number).await?;
        for trade in &trades {
            let message = format!("It still votes on trade {trade}.");
            words.push(Notice::new("STILL_VOTES", message).with("trade", trade));
        }
        self.consequences(number, trades, blocked, words).await
    }

    async fn person_behind(&self, number: ContactNumber) -> Result<Person, AskError> {
        let contact = self.journal().load::<Contact>(&number).await?.state;
        let unknown = || Refusal::Contact(contact::Refusal::Unknown).into();
        contact.person().cloned().ok_or_else(unknown)
    }

    /// What the contact has to do with.
    async fn consequences(
        &self,
        number: ContactNumber,
        trades: Vec<OperationNumber>,
        blocked: Vec<Notice>,
        words: Vec<Notice>,
    ) -> Result<Consequences, AskError> {
        let views = self.views();
        let names: Vec<NameRow> =
            views.names_of_contacts(&[number], NAMES).await?.into_iter().map(|(_, row)| row).collect();
        let about = OperationFilter {
            object: Some("Contact".to_owned()),
            subject: Some(number.to_string()),
            ..OperationFilter::unfinished()
        };
        let page = Paging::first(MOST_ROWS);
        let own = views.operations(&about, OperationSort::Number, &page).await?.into_rows();
        let mut numbers: BTreeSet<OperationNumber> = trades.into_iter().collect();
        numbers.extend(names.iter().filter_map(|row| row.busy));
        numbers.extend(own.iter().map(|row| row.operation.number));
        let numbers: Vec<OperationNumber> = numbers.into_iter().collect();
        let mut operations = views.pending_by_number(&numbers).await?;
        operations.sort_by_key(|row| row.operation.number);
        let owed = DisclosureFilter { open: Some(true), ..DisclosureFilter::default() };
        let requests = views.disclosures(&owed, &page, Sight::Closed).await?.into_rows();
        let about = |row: &DisclosureRow| names.iter().any(|name| row.name.as_ref() == Some(&name.name));
        let requests = requests.into_iter().filter(about).collect();
        Ok(Consequences { blocked, names, operations, requests, words })
    }
}
