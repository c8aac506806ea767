//! Drift, drawn by chance; and the list that people read.

use crate::story::{Story, decide, reason};
use domain_model::Actor;
use domain_model::drift::{Command, Difference, Drift, Field, Subject};
use domain_model::values::{AccountNumber, DomainName, HostName, OperationNumber, RegistrationNumber};
use journal::Streams;
use projections::Paging;
use projections::drift::DriftFilter;

fn subject() -> Subject {
    Subject { registration: RegistrationNumber::new(1), account: AccountNumber::new(13_490) }
}

fn servers(host: &str) -> Difference {
    let one = |host: &str| [HostName::parse(host).unwrap()].into();
    Difference::NameServers { believed: one("ns1.example.net"), shown: one(host) }
}

fn sponsor() -> Difference {
    Difference::Sponsor { believed: "ours".to_owned(), shown: Some("other".to_owned()) }
}

impl Story {
    pub async fn drift(&mut self, name: &DomainName, command: &Command) -> bool {
        let streams = Streams::new().with::<Drift>(name);
        self.unit(Actor::Clock, streams, |unit| decide::<Drift>(unit, name, command)).await
    }

    pub async fn something_drifts(&mut self) {
        let name = DomainName::parse(&format!("drifts{}.com", self.chance.below(3))).unwrap();
        let known = self.journal.load::<Drift>(&name).await.unwrap().state.chosen(&[]).unwrap_or_default();
        let why = reason("asked on the phone");
        let command = match (self.chance.below(6), known.is_empty()) {
            (3, false) => Command::Accept { differences: known, reason: why },
            (4, false) => Command::Ignore { differences: known, reason: why },
            (5, false) => {
                let operation = OperationNumber::new(self.number());
                Command::Push { differences: known, operation, reason: why }
            }
            (chance, _) => {
                let all = [servers(&format!("ns{}.elsewhere.net", self.chance.below(3))), sponsor()];
                Command::Compare { subject: subject(), differences: all[..chance % 3].to_vec() }
            }
        };
        self.drift(&name, &command).await;
    }
}

#[tokio::test]
async fn what_drifts_is_listed_until_somebody_decides() {
    let mut story = Story::new(5).await;
    let name = DomainName::parse("drifts.com").unwrap();
    let moved = servers("ns1.elsewhere.net");
    let (operation, why) = (OperationNumber::new(7), reason("nobody asked for it"));
    let push = Command::Push { differences: vec![moved.clone()], operation, reason: why };
    for command in [Command::Compare { subject: subject(), differences: vec![moved, sponsor()] }, push] {
        assert!(story.drift(&name, &command).await);
    }
    story.follow().await;
    let list = async |filter: DriftFilter| {
        let page = Paging { first: 10, after: None, descending: false };
        let rows = story.views.drift(&filter, &page).await.unwrap().into_rows();
        rows.into_iter().map(|row| (row.field, row.standing, row.operation)).collect::<Vec<_>>()
    };
    let pushed = ("name-servers".to_owned(), "pushed".to_owned(), Some(operation));
    let open = ("sponsor".to_owned(), "open".to_owned(), None);
    let all = DriftFilter { name: Some(name.clone()), ..DriftFilter::default() };
    assert_eq!(list(all.clone()).await, [pushed.clone(), open.clone()]);
    let filter = DriftFilter { standing: Some("open".to_owned()), ..all.clone() };
    assert_eq!(list(filter).await, [open]);
    let filter = DriftFilter { field: Some(Field::NameServers), ..all.clone() };
    assert_eq!(list(filter).await, [pushed]);
    let filter = DriftFilter { account: Some(AccountNumber::new(1)), ..all };
    assert_eq!(list(filter).await, []);
    // What is found no more is no difference any more.
    assert!(story.drift(&name, &Command::Compare { subject: subject(), differences: vec![] }).await);
    story.follow().await;
    let open = DriftFilter { standing: Some("open".to_owned()), ..DriftFilter::default() };
    assert_eq!(story.views.count_drift(&open).await.unwrap(), 0);
}
