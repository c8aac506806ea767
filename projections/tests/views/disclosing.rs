//! Requests for data of persons, drawn by chance; and the desk's list.

use crate::story::{Story, decide, reason};
use chrono::{DateTime, Days, Utc};
use domain_model::Actor;
use domain_model::disclosure_request::{
    Command, Decision, Disclosed, DisclosureRequest, Filing, Held, LegalBasis, RefusalReason, Requester,
    RequesterKind, SubjectNotice, Terms, Verdict, copy_owner, seal_owner,
};
use domain_model::policy::{PersonItem, PersonRole};
use domain_model::values::*;
use journal::Streams;
use projections::disclosures::{DisclosureFilter, DisclosureRow};
use projections::obligations::ObligationFilter;
use projections::{Paging, Sight};

const REQUESTER: &str = "Claire DURAND";

fn filing(number: DisclosureNumber, at: DateTime<Utc>, ours: bool) -> Box<Filing> {
    let requester = Requester {
        name: ContactLine::parse(REQUESTER).unwrap(),
        organisation: None,
        email: EmailAddress::parse("greffe@court.example").unwrap(),
        country: Country::FR,
    };
    let held = Held { registration: RegistrationNumber::new(1), account: AccountNumber::new(13_490) };
    Box::new(Filing {
        name: DomainName::parse(&format!("asked{number}.com")).unwrap(),
        held: ours.then_some(held),
        requester: Sealed::open(seal_owner(number), Box::new(requester)),
        kind: RequesterKind::Judicial,
        locale: Locale::Fr,
        asked: [(PersonRole::Registrant, [PersonItem::Email].into())].into(),
        purpose: Sealed::open(seal_owner(number), reason("a case of fraud")),
        basis: LegalBasis::CourtOrder,
        reference: None,
        evidence: None,
        urgent: false,
        terms: Terms {
            received_at: at,
            remind_at: at + Days::new(2),
            due: at + Days::new(3),
            keep_days: 1095,
            rule: "nis2-28-5@2024-10-18".to_owned(),
        },
    })
}

fn decision(number: DisclosureNumber, at: DateTime<Utc>, granted: bool) -> Command {
    let sealed = |text| Sealed::open(seal_owner(number), reason(text));
    let contact = ContactNumber::new(151_049);
    let copy = [(PersonItem::Email, "pierre@holders.example".to_owned())].into();
    let verdict = if granted {
        let part = Disclosed {
            role: PersonRole::Registrant,
            contact,
            version: 1,
            items: [PersonItem::Email].into(),
            copy: Sealed::open(copy_owner(contact), copy),
        };
        Verdict::Disclosed {
            disclosed: vec![part],
            balance: sealed("an order binds us"),
            notice: SubjectNotice::Given,
        }
    } else {
        Verdict::Refused { because: RefusalReason::NoAnswer, text: sealed("nothing came") }
    };
    Command::Decide { decision: Box::new(Decision { by: "support".parse().unwrap(), at, verdict }) }
}

impl Story {
    async fn on_disclosure(&mut self, number: DisclosureNumber, command: &Command) {
        let streams = Streams::new().with::<DisclosureRequest>(&number);
        let actor = Actor::Operator("support".to_owned());
        let work = |unit: &mut journal::Unit| decide::<DisclosureRequest>(unit, &number, command);
        assert!(self.unit(actor, streams, work).await);
    }

    /// A request comes in, and is asked about, missed, answered or left.
    pub async fn disclose(&mut self) {
        let number = DisclosureNumber::new(self.number());
        let (at, ours) = (self.at, !self.chance.one_in(4));
        self.on_disclosure(number, &Command::File { filing: filing(number, at, ours) }).await;
        let question = Sealed::open(seal_owner(number), reason("whom do you act for?"));
        let withdraw = Command::Withdraw { reason: reason("settled"), at };
        let next = match self.chance.below(5) {
            0 => vec![Command::Ask { question, at }],
            1 => vec![Command::Miss { at: at + Days::new(4) }, decision(number, at, false)],
            2 => vec![withdraw],
            3 => vec![decision(number, at, true), Command::EraseRequester],
            _ => vec![],
        };
        for command in next {
            self.on_disclosure(number, &command).await;
        }
    }
}

#[tokio::test]
async fn the_desk_sees_what_is_due_and_who_asked_only_where_it_may() {
    let mut story = Story::new(11).await;
    let at = story.at;
    let numbers = [1, 2, 3].map(DisclosureNumber::new);
    for (number, ours) in numbers.into_iter().zip([true, true, false]) {
        story.on_disclosure(number, &Command::File { filing: filing(number, at, ours) }).await;
    }
    story.on_disclosure(numbers[0], &decision(numbers[0], at, true)).await;
    story.on_disclosure(numbers[1], &Command::Miss { at: at + Days::new(4) }).await;
    story.follow().await;
    let paging = Paging { first: 10, after: None, descending: false };
    let list = async |filter: DisclosureFilter| -> Vec<u64> {
        let page = story.views.disclosures(&filter, &paging, Sight::Closed).await.unwrap();
        page.into_rows().into_iter().map(|row: DisclosureRow| row.number.get()).collect()
    };
    let all = DisclosureFilter::default();
    assert_eq!(list(all.clone()).await, [1, 2, 3]);
    assert_eq!(list(DisclosureFilter { open: Some(true), ..all.clone() }).await, [2, 3]);
    assert_eq!(list(DisclosureFilter { open: Some(false), ..all.clone() }).await, [1]);
    assert_eq!(list(DisclosureFilter { missed: Some(true), ..all.clone() }).await, [2]);
    assert_eq!(list(DisclosureFilter { status: Some("granted".to_owned()), ..all.clone() }).await, [1]);
    assert_eq!(list(DisclosureFilter { due: Some(at), ..all.clone() }).await, [0; 0]);
    let other = Some(RequesterKind::Other);
    assert_eq!(list(DisclosureFilter { kind: other, ..all.clone() }).await, [0; 0]);
    let name = Some(DomainName::parse("asked3.com").unwrap());
    assert_eq!(list(DisclosureFilter { name, ..all }).await, [3]);
    let who = async |sight| {
        let row = story.views.disclosure(numbers[0], sight).await.unwrap().unwrap();
        let requester = row.state.dossier().unwrap().filing.requester.value().cloned();
        requester.map(|requester| requester.name.to_string())
    };
    assert_eq!(who(Sight::Open).await.as_deref(), Some(REQUESTER));
    assert_eq!(who(Sight::Closed).await, None);
    // What is owed about names of ours: answered, missed; nobody's list has a name that is not ours.
    let owed = story.views.obligations(&ObligationFilter::default(), &paging).await.unwrap();
    let mut owed: Vec<_> = owed
        .into_rows()
        .into_iter()
        .map(|row| (row.kind, row.standing, row.missed, row.name.to_string()))
        .collect();
    owed.sort();
    let row = |number: u64, standing: &str, missed| {
        let name = format!("asked{number}.com");
        (format!("disclosure-answer-{number}"), standing.to_owned(), missed, name)
    };
    assert_eq!(owed, [row(1, "discharged", false), row(2, "missed", true)]);
}
