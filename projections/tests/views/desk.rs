//! What the desk looks at first says what the lists say.

use crate::books::{invoice_of, numbered};
use crate::story::{Story, decide, reason};
use chrono::{Datelike, NaiveDate, TimeDelta};
use domain_model::Actor;
use domain_model::invoice::{self, Invoice};
use domain_model::operation::{Command, Operation, Phase, Request, Step};
use domain_model::values::{Currency, DomainName, InvoiceKind, Money};
use journal::{Streams, Unit};
use projections::billing::{AdjustmentFilter, InvoiceFilter};
use projections::contact_changes::ContactChangeFilter;
use projections::disclosures::DisclosureFilter;
use projections::drift::DriftFilter;
use projections::obligations::ObligationFilter;
use projections::operations::{OperationFilter, OperationSort, PendingOperation, Progress};
use projections::orders::OrderFilter;
use projections::overview::Blocking;
use projections::volumes::Grain;
use projections::votes::VoteFilter;
use projections::whois::{NameFilter, Standing};
use projections::{Page, Paging, Sight, ViewError};
use std::collections::BTreeMap;

/// Every page of a list.
async fn every<T>(mut page: impl AsyncFnMut(&Paging) -> Result<Page<T>, ViewError>) -> Vec<T> {
    let (mut rows, mut paging) = (vec![], Paging::first(500));
    loop {
        let next = page(&paging).await.unwrap();
        paging.after = next.items.last().map(|item| item.cursor.clone());
        let more = next.more;
        rows.extend(next.into_rows());
        if !more {
            return rows;
        }
    }
}

async fn operations(story: &Story) -> Vec<PendingOperation> {
    every(async |paging| {
        story.views.operations(&OperationFilter::default(), OperationSort::Number, paging).await
    })
    .await
}

async fn told(seed: u64) -> Story {
    let mut story = Story::new(seed).await;
    story.unfold(260).await;
    story.follow().await;
    story
}

#[tokio::test]
async fn every_number_of_the_desk_is_that_of_the_list_behind_it() {
    let story = told(7).await;
    let (views, now) = (&story.views, story.at);
    let shown = views.overview(now).await.unwrap();
    let open = VoteFilter { open: Some(true), ..VoteFilter::default() };
    assert_eq!(shown.votes_waiting as u64, views.count_votes(&open).await.unwrap());
    let open = ContactChangeFilter { open: Some(true), ..ContactChangeFilter::default() };
    assert_eq!(shown.contact_changes_open as u64, views.count_contact_changes(&open).await.unwrap());
    let count = async |progress: &[Progress]| {
        let filter = OperationFilter {
            progress: progress.to_vec(),
            closed: Some(false),
            ..OperationFilter::default()
        };
        views.count_operations(&filter).await.unwrap() as i64
    };
    assert_eq!(shown.action_required, count(&[Progress::ActionRequired]).await);
    assert_eq!(shown.blocked, count(&[Progress::Blocked]).await);
    assert_eq!(shown.failed_operations, count(&[Progress::Failed]).await);
    assert_eq!(shown.pending_operations, count(&[Progress::Pending, Progress::InProgress]).await);
    let open = DriftFilter { standing: Some("open".to_owned()), ..DriftFilter::default() };
    assert_eq!(shown.drift_open as u64, views.count_drift(&open).await.unwrap());
    let owed = every(async |paging| views.obligations(&ObligationFilter::default(), paging).await).await;
    let soon = now + TimeDelta::hours(24);
    let at_risk = owed.iter().filter(|row| row.standing == "open" && row.due < soon).count();
    let missed = owed.iter().filter(|row| row.standing == "missed").count();
    assert_eq!((shown.obligations_at_risk, shown.obligations_missed), (at_risk as i64, missed as i64));
    let asked = DisclosureFilter { open: Some(true), ..DisclosureFilter::default() };
    let asked = every(async |paging| views.disclosures(&asked, paging, Sight::Closed).await).await;
    assert_eq!(shown.disclosure_requests_open, asked.len() as i64);
    let due = asked.iter().filter(|row| row.due < soon).count();
    assert_eq!(shown.disclosure_requests_due_soon, due as i64);
    let orders = every(async |paging| views.orders(&OrderFilter::default(), paging).await).await;
    let unpaid = orders.iter().filter(|row| row.status.is_some_and(|status| status.as_str() == "not-paid"));
    assert_eq!(shown.orders_not_paid, unpaid.count() as i64);
    let waiting = AdjustmentFilter { waiting: Some(true), ..AdjustmentFilter::default() };
    let waiting = every(async |paging| views.adjustments(&waiting, paging).await).await;
    assert_eq!(shown.adjustments_waiting, waiting.len() as i64);
    let overdue = InvoiceFilter { overdue_on: Some(now.date_naive()), ..InvoiceFilter::default() };
    let overdue = every(async |paging| views.invoices(&overdue, paging).await).await;
    assert_eq!(shown.overdue_invoices, overdue.len() as i64);
    let held = [Standing::Active, Standing::Expired, Standing::Redemption, Standing::PendingDelete];
    let ours = NameFilter { standings: held.to_vec(), ..NameFilter::default() };
    assert_eq!(shown.domains as u64, views.count_names(&ours).await.unwrap());
    assert_eq!(shown.accounts, story.accounts.len() as i64);
    // A story without any of these would prove nothing.
    let busy =
        [shown.failed_operations, shown.domains, shown.accounts, shown.drift_open, shown.orders_not_paid];
    assert!(busy.iter().all(|number| *number > 0) && !owed.is_empty(), "{shown:?}");
    // Seen from a month before their expiry, names expire soon.
    let active = NameFilter { standings: vec![Standing::Active], ..NameFilter::default() };
    let active = every(async |paging| views.names(&active, Default::default(), paging).await).await;
    let last = active.iter().filter_map(|row| row.expires).max().unwrap();
    let later = views.overview(last - TimeDelta::days(30)).await.unwrap();
    let soon = active.iter().filter(|row| row.expires.is_some_and(|expires| expires < last)).count();
    assert_eq!((later.domains_expiring_soon, shown.domains_expiring_soon), (soon as i64, 0));
}

/// An operation at the registry: it has taken the command, or has said that it answers later.
async fn at_the_registry(story: &mut Story, name: &str, step: Step, later: bool) {
    let account = story.accounts[0];
    let request = Request::Delete { name: DomainName::parse(name).unwrap() };
    let dossier = story.dossier(account, request, vec![step], 0);
    let number = dossier.number;
    let open = Command::Open { dossier: Box::new(dossier), waits: false };
    let streams = Streams::new().with::<Operation>(&number);
    for command in [open, Command::SendStep] {
        let work = |unit: &mut Unit| decide::<Operation>(unit, &number, &command);
        assert!(story.unit(Actor::System, streams.clone(), work).await);
    }
    let state = story.journal.load::<Operation>(&number).await.unwrap().state;
    let Operation::Processing(_, position) = state else { panic!("not at the registry") };
    let Phase::Sent { cltrid } = position.phase else { panic!("not sent") };
    if later {
        let accepted = Command::StepAccepted { cltrid, svtrid: "SV".to_owned() };
        let work = |unit: &mut Unit| decide::<Operation>(unit, &number, &accepted);
        assert!(story.unit(Actor::System, streams, work).await);
    }
}

#[tokio::test]
async fn whom_operations_wait_for_is_counted_by_the_rule_of_each_operation() {
    let mut kinds = BTreeMap::new();
    for seed in [7, 23] {
        let mut story = told(seed).await;
        at_the_registry(&mut story, "sent.com", Step::DeleteDomain, false).await;
        at_the_registry(&mut story, "later.com", Step::DeleteDomain, true).await;
        at_the_registry(&mut story, "elsewhere.com", Step::RequestTransfer, true).await;
        story.follow().await;
        let mut waiting = BTreeMap::<String, i64>::new();
        for operation in operations(&story).await {
            for awaited in operation.waits_for() {
                *waiting.entry(awaited.on.to_string()).or_default() += 1;
            }
        }
        let counted = story.views.blocking().await.unwrap();
        assert!(counted.is_sorted_by_key(|line| std::cmp::Reverse(line.operations)), "{counted:?}");
        let counted: BTreeMap<String, i64> =
            counted.into_iter().map(|Blocking { who, operations }| (who, operations)).collect();
        assert_eq!(counted, waiting, "seed {seed}");
        kinds.extend(counted);
    }
    let everybody = [
        "registrar",
        "registry sandbox",
        "other registrar",
        "customer",
        "vote of owner",
        "vote of new-owner",
        "vote of admin",
    ];
    for who in everybody {
        assert!(kinds.contains_key(who), "nobody waits for {who}: {kinds:?}");
    }
}

#[tokio::test]
async fn volumes_and_revenue_add_up_to_what_happened() {
    let mut story = told(7).await;
    let note = numbered(InvoiceKind::CreditNote, 900);
    let of = numbered(InvoiceKind::Invoice, 1);
    let document = Box::new(invoice_of(story.accounts[0], note, story.at.date_naive()));
    let issue = invoice::Command::IssueCreditNote { document, of, reason: reason("paid twice") };
    let streams = Streams::new().with::<Invoice>(&note);
    assert!(story.unit(Actor::System, streams, |unit| decide::<Invoice>(unit, &note, &issue)).await);
    story.follow().await;
    let views = &story.views;
    let first: NaiveDate = "2026-01-01".parse().unwrap();
    let last = story.at.date_naive().succ_opt().unwrap();
    let days = views.volumes(first, last, Grain::Day).await.unwrap();
    let mut expected = BTreeMap::<(NaiveDate, String), (i64, i64)>::new();
    for PendingOperation { operation, .. } in operations(&story).await {
        if operation.progress != Progress::Succeeded {
            continue;
        }
        let settled = views.entries_of_operations(&[operation.number]).await.unwrap();
        let settled = settled.iter().filter(|entry| entry.event_type == "Settled");
        let day = expected.entry((operation.since.date_naive(), operation.action)).or_default();
        day.0 += 1;
        day.1 += settled.map(|entry| entry.points).sum::<i64>();
    }
    let shown: BTreeMap<_, _> =
        days.iter().map(|line| ((line.day, line.action.clone()), (line.operations, line.points))).collect();
    assert_eq!((shown.len(), &shown), (days.len(), &expected));
    assert!(expected.len() > 1 && expected.values().any(|(_, points)| *points > 0), "{expected:?}");
    let months = views.volumes(first, last, Grain::Month).await.unwrap();
    assert!(months.iter().all(|line| line.day.day() == 1));
    let sum = |lines: &[projections::volumes::Volume]| lines.iter().map(|line| line.operations).sum::<i64>();
    assert_eq!(sum(&months), sum(&days));
    let none = views.volumes(first, first.succ_opt().unwrap(), Grain::Day).await.unwrap();
    assert_eq!(none, vec![], "nothing had ended on the first day");

    let invoices = every(async |paging| views.invoices(&InvoiceFilter::default(), paging).await).await;
    let mut earned = BTreeMap::<(NaiveDate, Currency), Money>::new();
    for row in &invoices {
        let document = row.state.document().unwrap();
        let net = document.amounts.net;
        let net = if row.status == "credit-note" { -net.amount() } else { net.amount() };
        let key = (document.issued, document.amounts.net.currency());
        let before = earned.get(&key).map_or_else(Default::default, Money::amount);
        earned.insert(key, Money::new(before + net, key.1).unwrap());
    }
    assert!(invoices.iter().any(|row| row.status == "credit-note"), "no credit note, nothing proven");
    let revenue = views.revenue(first, last, Grain::Day).await.unwrap();
    for ((day, currency), net) in &earned {
        let line = revenue.iter().find(|line| line.day == *day && line.currency == *currency);
        assert_eq!(line.map(|line| line.invoiced), Some(*net), "{day}");
    }
    let sum = |lines: &[projections::volumes::Revenue]| lines.iter().map(|line| line.spent).sum::<i64>();
    let trial = views.trial_balance(None).await.unwrap();
    let spent: i128 = trial
        .lines
        .iter()
        .filter(|line| line.book == projections::ledger::Book::Spent)
        .map(|line| line.credit - line.debit)
        .sum();
    assert_eq!(i128::from(sum(&revenue)), spent, "settled less refunded is what lies in the book");
    let months = views.revenue(first, last, Grain::Month).await.unwrap();
    assert_eq!(sum(&months), sum(&revenue));
}
