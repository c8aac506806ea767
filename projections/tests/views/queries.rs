//! Questions and answers.

use crate::story::*;
use domain_model::Actor;
use domain_model::domain::Domain;
use domain_model::operation::{self, Operation, Request, Step};
use domain_model::price_list::{Item, PriceListId};
use domain_model::trade::Side;
use domain_model::values::*;
use domain_model::vote::Choice;
use journal::{StreamId, Streams, Unit};
use projections::feed::FeedFilter;
use projections::operations::*;
use projections::prices::{PriceFilter, PriceInForce};
use projections::votes::*;
use projections::whois::*;
use projections::{Paging, Sight, ViewError};

/// Names that are registered for certain.
async fn with_names(seed: u64, names: &[&str]) -> (Story, AccountNumber, ContactNumber) {
    let mut story = Story::new(seed).await;
    let account = story.open_account(100_000).await;
    let contact = story.register_contact(account, "p@exemple.fr").await;
    for name in names {
        let name = DomainName::parse(name).unwrap();
        while story.register(account, contact, &name).await.is_none() {
            let state = story.journal.load::<Domain>(&name).await.unwrap().state;
            let Some(operation) = state.unfinished() else { continue };
            let fact = story.send_all(operation).await;
            let dossier = story.journal.load::<Operation>(&operation).await.unwrap().state;
            let dossier = dossier.dossier().unwrap().clone();
            story.fail(&dossier, fact.map(|fact| fact.cltrid), 2400).await;
        }
        story.pass(24);
    }
    (story, account, contact)
}

#[tokio::test]
async fn names_are_listed_filtered_and_paged() {
    let names = ["alpha.com", "alpha.fr", "beta.co.uk", "gamma.com", "delta.com"];
    let (story, account, contact) = with_names(41, &names).await;
    story.follow().await;
    let list = async |filter: NameFilter, sort, paging: Paging| {
        let page = story.views.names(&filter, sort, &paging).await.unwrap();
        assert_eq!(page.more, story.views.count_names(&filter).await.unwrap() > page.items.len() as u64);
        page.into_rows().into_iter().map(|row| row.name.to_string()).collect::<Vec<_>>()
    };
    let all = NameFilter::default;
    let sorted = list(all(), NameSort::Name, Paging::first(10)).await;
    assert_eq!(sorted, ["alpha.com", "alpha.fr", "beta.co.uk", "delta.com", "gamma.com"]);
    assert_eq!(list(all(), NameSort::Created, Paging::first(10)).await, names);
    let reversed = list(all(), NameSort::Expires, Paging::first(2).descending()).await;
    assert_eq!(reversed, ["delta.com", "gamma.com"]);
    let prefix = NameFilter { prefix: Some("ALPHA.".into()), ..all() };
    assert_eq!(list(prefix, NameSort::Name, Paging::first(10)).await, ["alpha.com", "alpha.fr"]);
    let tld = NameFilter { tld: Some("co.uk".into()), account: Some(account), ..all() };
    assert_eq!(list(tld, NameSort::Name, Paging::first(10)).await, ["beta.co.uk"]);
    let tech = NameFilter { contact: Some(contact), role: Some(ContactRole::Tech), ..all() };
    assert_eq!(list(tech, NameSort::Name, Paging::first(10)).await.len(), 5);
    let nobody = NameFilter { contact: Some(ContactNumber::new(1)), ..all() };
    assert_eq!(list(nobody, NameSort::Name, Paging::first(10)).await.len(), 0);
    assert_eq!(story.views.names_using_contact(contact).await.unwrap(), 5);
    assert_eq!(story.views.contact_usage(contact).await.unwrap().billing, 5);

    let row = story.views.name(&"gamma.com".parse().unwrap(), Sight::Open).await.unwrap().unwrap();
    let code = row.registration().unwrap().auth_code.as_ref().and_then(Sealed::value);
    assert_eq!(code.map(AuthCode::as_str), Some("Zt8-kkLm.2026"));
    assert_eq!((row.standing, row.locks().len(), row.tld.as_str()), (Standing::Active, 1, "com"));
    let expires = row.expires.unwrap();
    let window = NameFilter { expires_from: Some(expires), expires_before: None, ..all() };
    assert_eq!(list(window, NameSort::Expires, Paging::first(10)).await, ["gamma.com", "delta.com"]);
    let by_id = story.views.name_of_registration(row.number.unwrap()).await.unwrap();
    assert_eq!(by_id.map(|found| found.name), Some(row.name));
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap() {
    let (story, ..) = with_names(42, &["a.com", "b.com", "c.com", "d.com", "e.com"]).await;
    story.follow().await;
    for sort in [NameSort::Name, NameSort::Expires, NameSort::Created] {
        for descending in [false, true] {
            let mut paging = Paging { first: 2, after: None, descending };
            let mut seen = vec![];
            loop {
                let page = story.views.names(&NameFilter::default(), sort, &paging).await.unwrap();
                seen.extend(page.items.iter().map(|item| item.row.name.to_string()));
                paging.after = page.items.last().map(|item| item.cursor.clone());
                if !page.more {
                    break;
                }
            }
            let mut all = ["a.com", "b.com", "c.com", "d.com", "e.com"];
            if descending {
                all.reverse();
            }
            assert_eq!(seen, all, "{sort:?}");
        }
    }
    let page = story.views.names(&NameFilter::default(), NameSort::Name, &Paging::first(1)).await.unwrap();
    let foreign = Paging::first(1).after(page.items[0].cursor.clone());
    let refused = story.views.names(&NameFilter::default(), NameSort::Expires, &foreign).await;
    assert!(matches!(refused, Err(ViewError::Cursor)), "{refused:?}");
    let noise = Paging::first(1).after("AAAA");
    let refused = story.views.operations(&OperationFilter::default(), OperationSort::Number, &noise).await;
    assert!(matches!(refused, Err(ViewError::Cursor)), "{refused:?}");
}

#[tokio::test]
async fn the_pending_report_says_who_must_act_and_since_when() {
    let (mut story, account, contact) = with_names(43, &["attente.com"]).await;
    let name = DomainName::parse("attente.com").unwrap();
    let other = story.register_contact(account, "futur@exemple.fr").await;
    let state = story.journal.load::<Domain>(&name).await.unwrap().state;
    let asked = story.at;
    let trade = story.trade(&name, state.registration().unwrap(), other).await.unwrap();
    story.follow().await;
    let item =
        async |story: &Story, number| story.views.operation(number, Sight::Closed).await.unwrap().unwrap();
    let pending = item(&story, trade).await;
    let operation = &pending.operation;
    assert_eq!((operation.soap_status(), operation.etat()), (SoapStatus::Wait, Some(Etat::AttenteVote)));
    assert_eq!((operation.progress, operation.points), (Progress::ActionRequired, Some(500)));
    let voter = |side: &str, contact| Awaited::Voter { side: side.to_owned(), contact: Some(contact) };
    let waits = pending.waits_for();
    assert_eq!(
        waits,
        [
            Waiting { on: voter("owner", contact), since: asked },
            Waiting { on: voter("new-owner", other), since: asked }
        ]
    );
    story.pass(1);
    assert!(story.cast(trade, Side::Owner, Choice::Accept).await);
    story.follow().await;
    let waits = item(&story, trade).await.waits_for();
    assert_eq!(waits, [Waiting { on: voter("new-owner", other), since: asked }]);
    let desk = VoteFilter { open: Some(true), kinds: vec![VoteKind::Trade], ..VoteFilter::default() };
    let desk = story.views.votes(&desk, VoteSort::Deadline, &Paging::first(10), Sight::Open).await.unwrap();
    assert_eq!(desk.items[0].row.sides[0].ballot.vote.as_ref().unwrap().choice, Choice::Accept);
    let address = desk.items[0].row.sides[1].ballot.party.email.value().unwrap();
    assert_eq!(address.as_str(), "futur@exemple.fr");
    assert_eq!(story.views.open_trades(&name).await.unwrap(), [trade]);
    assert_eq!(story.views.open_trades_with(other).await.unwrap(), [trade]);

    let action = Some("Trade".to_owned());
    let report = OperationFilter { account: Some(account), action, ..OperationFilter::pending(4, story.at) };
    assert_eq!(story.views.count_operations(&report).await.unwrap(), 1);
    let stale = OperationFilter::pending(4, story.at + chrono::Days::new(365));
    assert_eq!(story.views.count_operations(&stale).await.unwrap(), 0);

    assert!(story.cast(trade, Side::NewOwner, Choice::Refuse).await);
    story.conclude_trade(trade).await;
    story.follow().await;
    let failed = item(&story, trade).await;
    assert_eq!((failed.operation.soap_status(), failed.operation.code), (SoapStatus::Error, 2306));
    assert_eq!((failed.operation.etat(), failed.waits_for().len()), (None, 0));
    let vote = failed.vote.unwrap();
    assert_eq!((vote.state.as_str(), vote.outcome.unwrap().side), ("Refused", Some(VoteSide::NewOwner)));
}

#[tokio::test]
async fn a_transfer_is_pending_blocked_and_wrong_in_turn() {
    let (mut story, account, _) = with_names(44, &[]).await;
    let name = DomainName::parse("ailleurs.com").unwrap();
    let request = Request::TransferIn { name: name.clone(), auth_code: None, period: None };
    let dossier = story.dossier(account, request, vec![Step::RequestTransfer], 0);
    let number = dossier.number;
    let streams = Streams::new().with::<Operation>(&number);
    let cltrid = ClTrid::parse(&format!("RGR-{number}-1-1")).unwrap();
    let steps = [
        operation::Command::Open { dossier: Box::new(dossier), waits: false },
        operation::Command::SendStep,
        operation::Command::StepAccepted { cltrid: cltrid.clone(), svtrid: "SV".to_owned() },
        operation::Command::Fail {
            cltrid: Some(cltrid),
            code: 2202,
            message: "DomainTransfer ailleurs.com request Invalid authorization information".to_owned(),
        },
        operation::Command::Restart { auth_code: None, waits: false },
        operation::Command::Fail { cltrid: None, code: 2400, message: "given up".to_owned() },
        operation::Command::Close,
    ];
    let registry = Awaited::Registry(RegistryId::parse("sandbox").unwrap());
    let expected = [
        (Progress::Pending, Some(Etat::Pending), Some(Awaited::Registrar)),
        (Progress::InProgress, Some(Etat::Pending), Some(registry)),
        (Progress::Blocked, Some(Etat::Pending), Some(Awaited::OtherRegistrar)),
        (Progress::Failed, Some(Etat::AuthKo), None),
        (Progress::Pending, Some(Etat::Pending), Some(Awaited::Registrar)),
        (Progress::Failed, None, None),
        (Progress::Failed, None, None),
    ];
    let mut moments = vec![];
    for (step, (progress, etat, awaited)) in steps.iter().zip(&expected) {
        story.pass(1);
        moments.push(story.at);
        let work = |unit: &mut Unit| decide::<Operation>(unit, &number, step);
        assert!(story.unit(Actor::Registry("sandbox".into()), streams.clone(), work).await);
        story.follow().await;
        let now = story.views.operation(number, Sight::Closed).await.unwrap().unwrap();
        assert_eq!((now.operation.progress, now.operation.etat()), (*progress, *etat), "{step:?}");
        let waits = now.waits_for();
        assert_eq!(waits.first().map(|waiting| &waiting.on), awaited.as_ref(), "{step:?}");
        assert!(waits.iter().all(|waiting| waiting.since == story.at));
    }
    let pending = OperationFilter { pending: true, ..OperationFilter::default() };
    assert_eq!(story.views.count_operations(&pending).await.unwrap(), 0, "closed ones are left out");
    for (at, (progress, ..)) in moments.iter().zip(&expected) {
        let was = story.views.operation_as_of(number, *at, Sight::Closed).await.unwrap().unwrap();
        assert_eq!(was.operation.progress, *progress);
    }
}

#[tokio::test]
async fn a_history_names_who_when_and_what_changed() {
    let (mut story, account, contact) = with_names(45, &["histoire.com"]).await;
    let name = DomainName::parse("histoire.com").unwrap();
    let before = story.at;
    story.pass(24);
    let other = story.register_contact(account, "futur@exemple.fr").await;
    let state = story.journal.load::<Domain>(&name).await.unwrap().state;
    let trade = story.trade(&name, state.registration().unwrap(), other).await.unwrap();
    for side in [Side::Owner, Side::NewOwner] {
        assert!(story.cast(trade, side, Choice::Accept).await);
    }
    story.conclude_trade(trade).await;
    story.follow().await;
    let stream = StreamId::of::<Domain>(&name);
    let history = story.views.history(&stream, 0, 100, Sight::Open).await.unwrap();
    let last = history.last().unwrap();
    assert_eq!((last.event_type.as_str(), last.actor.as_str()), ("RegistrantChanged", "registry:sandbox"));
    assert_eq!((last.at, last.address.as_deref()), (story.at, Some("192.0.2.77")));
    let owner = last.changes.iter().find(|change| change.path == "Held.contacts.owner").unwrap();
    assert_eq!((owner.before.as_u64(), owner.after.as_u64()), (Some(contact.get()), Some(other.get())));
    for pair in history.windows(2) {
        assert_eq!(pair[0].after, pair[1].before);
    }
    assert!(serde_json::to_string(&history).unwrap().contains("[secret]"), "auth codes are not shown");
    let tail = story.views.history(&stream, last.sequence - 1, 1, Sight::Open).await.unwrap();
    assert_eq!(tail, std::slice::from_ref(last));
    let changes = story.views.difference_between(&stream, before, story.at, Sight::Closed).await.unwrap();
    assert!(changes.iter().any(|change| change.path == "Held.contacts.owner"));
    let was = story.views.whois_as_of(&name, before, Sight::Open).await.unwrap().unwrap();
    assert_eq!(was.name.owner, Some(contact));
    assert_eq!(story.views.whois(&name, Sight::Open).await.unwrap().unwrap().name.owner, Some(other));
    let too_early = story.views.whois_as_of(&name, "2020-01-01T00:00:00Z".parse().unwrap(), Sight::Open);
    assert_eq!(too_early.await.unwrap(), None);
    let unknown = story.views.history(&StreamId::new("mailbox", "x"), 0, 10, Sight::Closed).await;
    assert!(matches!(unknown, Err(ViewError::UnknownStream(_))));

    let filter = FeedFilter { stream: Some(stream), ..FeedFilter::default() };
    let feed = story.views.feed(&filter, &Paging::first(100)).await.unwrap().into_rows();
    let events = |rows: &[projections::feed::FeedRow]| {
        rows.iter().map(|row| row.event_type.clone()).collect::<Vec<_>>()
    };
    assert_eq!(events(&feed), history.iter().map(|entry| entry.event_type.clone()).collect::<Vec<_>>());
    let actor = Some(format!("reseller:{account}"));
    let by_actor = FeedFilter { actor, kinds: vec!["trade".into()], ..FeedFilter::default() };
    assert_eq!(
        events(&story.views.feed(&by_actor, &Paging::first(9)).await.unwrap().into_rows()),
        ["Requested"]
    );
}

#[tokio::test]
async fn the_price_of_a_day_is_the_last_one_set_for_it() {
    let mut story = Story::new(46).await;
    story.unfold(0).await;
    story.follow().await;
    let filter = PriceFilter { tld: Some(Tld::parse("com").unwrap()), ..PriceFilter::default() };
    let on = async |filter: &PriceFilter, day: &str| {
        let prices = story.views.prices(filter, day.parse().unwrap()).await.unwrap();
        let line = |price: PriceInForce| format!("{} {}", price.item, price.applied.cents());
        prices.into_iter().map(line).collect::<Vec<_>>()
    };
    assert!(on(&filter, "2025-12-31").await.is_empty());
    assert_eq!(on(&filter, "2026-05-31").await, ["com create 1200"]);
    assert_eq!(on(&filter, "2026-06-01").await, ["com create 1350", "com create 2Y 2500"]);
    assert_eq!(on(&filter, "2026-07-15").await, ["com create 199", "com create 2Y 398"]);
    assert_eq!(on(&filter, "2026-07-16").await, ["com create 1350", "com create 2Y 2500"]);
    let hosting = PriceFilter { hosting: Some(HostingPlan::Plan720), ..PriceFilter::default() };
    assert_eq!(on(&hosting, "2026-12-31").await, ["hosting.720plan 5988"]);
    assert!(on(&hosting, "2027-01-01").await.is_empty(), "not offered any more");
    let francs = PriceFilter { currency: Some(Currency::XOF), ..PriceFilter::default() };
    assert!(on(&francs, "2026-12-31").await.is_empty());

    let lists = story.views.price_lists(&PriceFilter::default()).await.unwrap();
    let list = PriceListId { class: PriceClass::standard(), currency: Currency::EUR };
    assert_eq!(lists, std::slice::from_ref(&list));
    let item = Item::name(Tld::parse("com").unwrap(), PricedAction::Create);
    let history = story.views.price_history(&list, &item).await.unwrap();
    let said: Vec<_> = history.iter().map(|row| (row.promotion.as_str(), row.cents.unwrap().get())).collect();
    assert_eq!(said, [("", 1200), ("", 1350), ("Sale", 199)]);

    // As they had been set by then: before the first event, and after the last.
    let day = "2026-07-15".parse().unwrap();
    let first = history.iter().map(|row| row.set_at).min().unwrap();
    let before = first - chrono::TimeDelta::seconds(1);
    assert!(story.views.prices_as_of(&filter, day, before).await.unwrap().is_empty());
    let last = history.iter().map(|row| row.set_at).max().unwrap();
    let known = story.views.prices_as_of(&filter, day, last).await.unwrap();
    assert_eq!(known[0], story.views.prices(&filter, day).await.unwrap()[0]);
}
