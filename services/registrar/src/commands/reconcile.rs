//! `registrar registry reconcile`: what registries show of names against what is believed.

use super::pages::rows;
use super::session::Session;
use super::staff::Right;
use crate::cli::Reconcile;
use crate::terminal::{self, state};
use anyhow::Context;
use application::{Application, Ask, AskError, AskKey};
use comfy_table::Cell;
use domain_model::drift::Field;
use domain_model::values::DomainName;
use futures::{StreamExt, stream};
use projections::View;
use projections::drift::DriftFilter;
use projections::whois::{NameFilter, NameSort, Standing};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// How many names are compared at once: registries are asked at their own pace.
const AT_ONCE: usize = 8;

/// A name, and what waits for a decision about it; or why it was not compared.
type Compared = (DomainName, Result<Vec<Field>, AskError>);

/// Compares names.
///
/// # Errors
/// The role may not, or the database failed.
pub async fn run(wanted: &Reconcile, as_json: bool) -> anyhow::Result<ExitCode> {
    Session::with(&wanted.staff.source, async |session| {
        let asked = format!("reconcile {:?} {}", wanted.names, wanted.all);
        let ask = session.commander(&wanted.staff, Right::Support, None, &asked).await?.ask;
        let names = if wanted.all { all(session).await? } else { wanted.names.iter().cloned().collect() };
        let bar = terminal::progress_of(names.len() as u64, "comparing", "names");
        let mut cursors = vec![];
        let mut compared: Vec<Compared> = vec![];
        let mut work = stream::iter(names)
            .map(|name| compare(&session.application, name, &ask))
            .buffer_unordered(AT_ONCE);
        while let Some((name, outcome)) = work.next().await {
            bar.inc(1);
            let fields = outcome.map(|accepted| {
                cursors.extend(accepted.cursors);
                accepted.value
            });
            compared.push((name, fields));
        }
        bar.finish_and_clear();
        compared.sort_by(|one, other| one.0.cmp(&other.0));
        let seen = session.seen(View::Drift, &cursors).await?;
        if as_json {
            terminal::json(
                &json!({ "seen": seen, "names": compared.iter().map(document).collect::<Vec<_>>() }),
            );
        } else {
            explain(&compared);
        }
        // Of all names some are always busy or leaving: who named some wants to hear of it.
        let refused = |error: &AskError| matches!(error, AskError::Refused(_));
        let failed = |error: &AskError| !(wanted.all && refused(error));
        let failed = compared.iter().any(|(_, fields)| fields.as_ref().is_err_and(failed));
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
    .await
}

/// Every name that is ours, not being deleted and free of operations, and those about which something still waits.
async fn all(session: &Session) -> anyhow::Result<BTreeSet<DomainName>> {
    let views = session.application.views();
    let standings = vec![Standing::Active, Standing::Expired];
    let ours = NameFilter { standings, busy: Some(false), ..NameFilter::default() };
    let (held, _) =
        rows(u32::MAX, false, async |paging| views.names(&ours, NameSort::default(), &paging).await)
            .await
            .context("listing the names")?;
    let open = DriftFilter { standing: Some("open".to_owned()), ..DriftFilter::default() };
    let (waiting, _) = rows(u32::MAX, false, async |paging| views.drift(&open, &paging).await)
        .await
        .context("listing what waits")?;
    let waiting = waiting.into_iter().map(|row| row.name);
    Ok(held.into_iter().map(|row| row.name).chain(waiting).collect())
}

async fn compare(
    application: &Application,
    name: DomainName,
    ask: &Ask,
) -> (DomainName, Result<application::Accepted<Vec<Field>>, AskError>) {
    let mut own = ask.clone();
    // A long run compares each name at its own moment, and once under a key of its own.
    own.cause.at = application.clock().now();
    own.key = ask.key.as_ref().map(|key| AskKey { key: format!("{}/{name}", key.key), ..key.clone() });
    let outcome = application.reconcile(&name, &own).await;
    (name, outcome)
}

fn words(fields: &[Field]) -> String {
    fields.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn document((name, fields): &Compared) -> Value {
    match fields {
        Ok(fields) => {
            json!({ "name": name.as_str(), "open": fields.iter().map(|field| field.as_str()).collect::<Vec<_>>() })
        }
        Err(error) => {
            let code = match error {
                AskError::Refused(refusal) => refusal.code(),
                AskError::Registry(_) => "REGISTRY_UNAVAILABLE",
                _ => "FAILED",
            };
            json!({ "name": name.as_str(), "error": { "code": code, "message": error.to_string() } })
        }
    }
}

fn explain(compared: &[Compared]) {
    let noteworthy: Vec<&Compared> =
        compared.iter().filter(|(_, fields)| fields.as_ref().map_or(true, |open| !open.is_empty())).collect();
    let equal = compared.len() - noteworthy.len();
    terminal::say(&format!("{} names compared, {equal} as they are believed", compared.len()));
    if noteworthy.is_empty() {
        return;
    }
    terminal::table(
        ["Name", "It is", "About"],
        noteworthy.into_iter().map(|(name, fields)| match fields {
            Ok(fields) => [Cell::new(name), state("different"), Cell::new(words(fields))],
            Err(error) => [Cell::new(name), state("not compared"), Cell::new(error)],
        }),
    );
    terminal::note(
        "the GraphQL query `drift` lists what differs; acceptDrift, pushDrift and ignoreDrift settle it",
    );
}
