//! Hosted services of a name.

use super::Moment;
use crate::caller::{application, sight};
use crate::looks;
use crate::payload::view_failure;
use async_graphql::{Context, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::redirections::Redirection as Kept;
use domain_model::values::{DomainName, RegistrationNumber};

/// A redirection of web or mail.
#[derive(Clone, SimpleObject)]
pub struct Redirection {
    /// web302, web301, rweb or mail.
    kind: String,
    /// What is redirected: `http://` and a host, or an address. Absent where it is erased, or the role does not see
    /// personal data.
    source: Option<String>,
    /// Where to; absent as the source is.
    destination: Option<String>,
}

/// A record of a zone of its owner's own.
#[derive(Clone, SimpleObject)]
pub struct ZoneRecord {
    /// Its owner, relative to the zone; @ is the name itself.
    name: String,
    /// Seconds that it may be kept.
    ttl: u32,
    /// Its type.
    r#type: String,
    /// Its data as a zone file has it.
    value: String,
}

/// A mailbox.
#[derive(Clone, SimpleObject)]
pub struct Mailbox {
    /// What stands before the @. Absent where it is erased, or the role does not see personal data.
    name: Option<String>,
    /// Its room, in megabytes.
    quota: u32,
    /// When it was made.
    created: DateTime<Utc>,
}

impl Redirection {
    fn of(kept: &Kept) -> Self {
        match kept {
            Kept::Web { kind, source, destination } => Self {
                kind: kind.as_str().to_owned(),
                source: Some(format!("http://{source}")),
                destination: Some(destination.to_string()),
            },
            Kept::Mail(route) => Self {
                kind: "mail".to_owned(),
                source: route.value().map(|route| route.source.to_string()),
                destination: route.value().map(|route| route.destination.to_string()),
            },
        }
    }
}

/// The redirections of a registration, in the order of their making.
pub async fn redirections(
    ctx: &Context<'_>,
    name: &DomainName,
    number: RegistrationNumber,
    as_of: Moment,
) -> Result<Vec<Redirection>> {
    let all = application(ctx).views().redirections(name, as_of, sight(ctx)?).await.map_err(view_failure)?;
    let all: Vec<&Kept> = all.with_closed(number).map(|(_, kept)| kept).collect();
    if all.iter().any(|kept| matches!(kept, Kept::Mail(route) if route.value().is_some())) {
        looks::at(ctx, format!("redirections/{name}"));
    }
    Ok(all.into_iter().map(Redirection::of).collect())
}

/// The records of a registration's own zone.
pub async fn zone(
    ctx: &Context<'_>,
    name: &DomainName,
    number: RegistrationNumber,
    as_of: Moment,
) -> Result<Vec<ZoneRecord>> {
    let zone = application(ctx).views().zone(name, as_of).await.map_err(view_failure)?;
    let shown = |record: &domain_model::values::ZoneRecord| ZoneRecord {
        name: record.name.clone(),
        ttl: record.ttl,
        r#type: record.kind.to_string(),
        value: record.value.clone(),
    };
    Ok(zone.of(number).map(|records| records.iter().map(shown).collect()).unwrap_or_default())
}

/// The mailboxes of a registration, in the order of their making.
pub async fn mailboxes(
    ctx: &Context<'_>,
    name: &DomainName,
    number: RegistrationNumber,
    as_of: Moment,
) -> Result<Vec<Mailbox>> {
    let all = application(ctx).views().mailboxes(name, as_of, sight(ctx)?).await.map_err(view_failure)?;
    if all.of(number).next().is_some() {
        looks::at(ctx, format!("mailboxes/{name}"));
    }
    let shown = |mailbox: &domain_model::mailboxes::Mailbox| Mailbox {
        name: mailbox.name.value().map(ToString::to_string),
        quota: mailbox.quota,
        created: mailbox.created,
    };
    Ok(all.with_closed(number).map(|(_, mailbox)| shown(mailbox)).collect())
}
