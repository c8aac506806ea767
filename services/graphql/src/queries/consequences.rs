//! What a decision about a contact would do, before it is made.

use crate::caller::{application, support, visible};
use crate::objects::{DisclosureRequest, Domain, Operation};
use crate::payload::coded_failure;
use application::{Consequences as Told, Notice as TellableNotice};
use async_graphql::{Context, Object, Result, SimpleObject};
use domain_model::values::ContactNumber;

/// A value in a sentence.
#[derive(SimpleObject)]
pub struct NoticeValue {
    name: String,
    value: String,
}

/// Something that a person should know, to be said in any language.
#[derive(SimpleObject)]
pub struct Notice {
    /// A stable word for what is said.
    code: String,
    /// The sentence, in English.
    message: String,
    /// What varies in it.
    values: Vec<NoticeValue>,
}

impl From<TellableNotice> for Notice {
    fn from(notice: TellableNotice) -> Self {
        let value = |(name, value): (&str, String)| NoticeValue { name: name.to_owned(), value };
        Self {
            code: notice.code.to_owned(),
            message: notice.message,
            values: notice.values.into_iter().map(value).collect(),
        }
    }
}

/// What would come of a decision about a contact. Nothing is changed.
#[derive(SimpleObject)]
pub struct Consequences {
    /// Why it cannot be done; empty: it can.
    blocked: Vec<String>,
    /// The same, for pages in another language.
    blocked_by: Vec<Notice>,
    /// The names that use the contact, by name; the first hundred.
    domains: Vec<Domain>,
    /// Operations under way that the contact has to do with.
    operations: Vec<Operation>,
    /// Requests for data about these names whose answer is still owed.
    disclosure_requests: Vec<DisclosureRequest>,
    /// What happens, one plain sentence each.
    words: Vec<String>,
    /// The same, for pages in another language.
    happens: Vec<Notice>,
}

impl From<Told> for Consequences {
    fn from(told: Told) -> Self {
        let messages =
            |notices: &[TellableNotice]| notices.iter().map(|notice| notice.message.clone()).collect();
        Self {
            blocked: messages(&told.blocked),
            blocked_by: told.blocked.into_iter().map(Notice::from).collect(),
            domains: told.names.iter().map(|row| Domain::of(row, None)).collect(),
            operations: told.operations.into_iter().map(|row| Operation::of(row, None)).collect(),
            disclosure_requests: told.requests.into_iter().map(DisclosureRequest::from).collect(),
            words: messages(&told.words),
            happens: told.words.into_iter().map(Notice::from).collect(),
        }
    }
}

/// Consequences.
#[derive(Default)]
pub struct Consequential;

#[Object(name = "ConsequencesQueries")]
impl Consequential {
    /// What `eraseContact` would do.
    #[graphql(visible = "visible::support", complexity = "100 * child_complexity")]
    async fn erasure_consequences(&self, ctx: &Context<'_>, contact: u64) -> Result<Consequences> {
        support(ctx)?;
        let told = application(ctx).consequences_of_erasure(ContactNumber::new(contact)).await;
        told.map(Consequences::from).map_err(|error| coded_failure(&error))
    }

    /// What `mergeContacts` would do.
    #[graphql(visible = "visible::support", complexity = "100 * child_complexity")]
    async fn merge_consequences(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The one that goes.")] from: u64,
        #[graphql(desc = "The one that stays.")] into: u64,
    ) -> Result<Consequences> {
        let ask = support(ctx)?.ask(ctx, None);
        let (from, into) = (ContactNumber::new(from), ContactNumber::new(into));
        let told = application(ctx).consequences_of_merge(from, into, &ask).await;
        told.map(Consequences::from).map_err(|error| coded_failure(&error))
    }
}
