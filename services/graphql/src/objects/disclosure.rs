//! Requests for data that the directory does not show.

use crate::looks;
use async_graphql::{ComplexObject, Context, Enum, SimpleObject};
use chrono::{DateTime, Utc};
use domain_model::disclosure_request as model;
use domain_model::policy;
use projections::disclosures::DisclosureRow;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident of $model:literal { $($(#[$of:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
        #[graphql(remote = $model)]
        pub enum $name {
            $($(#[$of])* $variant),+
        }
    };
}

words!(
    /// What a person is for a name.
    DisclosureRole of "policy::PersonRole" {
        /// Whose it is.
        Registrant,
        /// Who decides on it.
        Admin,
        /// Who runs it.
        Tech,
        /// Who pays for it.
        Billing,
    }
);

words!(
    /// Something that may be known of a person.
    DisclosureItem of "policy::PersonItem" {
        /// The contact's handle.
        Handle,
        /// Given and family name.
        Name,
        /// The organisation.
        Organisation,
        /// The lines of the street.
        Street,
        /// The city.
        City,
        /// State, province or region.
        Region,
        /// The postal code.
        PostalCode,
        /// The country.
        Country,
        /// Telephone.
        Phone,
        /// Fax.
        Fax,
        /// The person's own e-mail address.
        Email,
    }
);

words!(
    /// Who asks for data of persons.
    RequesterKind of "model::RequesterKind" {
        /// Police, customs, tax authorities.
        LawEnforcement,
        /// Courts, and who executes their orders.
        Judicial,
        /// A CERT or CSIRT, a security researcher.
        Cybersecurity,
        /// A holder of rights, or who acts for one.
        IntellectualProperty,
        /// An authority for consumers.
        ConsumerProtection,
        /// Anybody else.
        Other,
    }
);

words!(
    /// What a disclosure would rest on.
    LegalBasis of "model::LegalBasis" {
        /// An order of a court that binds the registrar.
        CourtOrder,
        /// A request under the law of criminal or administrative procedure.
        LawEnforcementRequest,
        /// GDPR, article 6(1)(c): a legal obligation of the registrar.
        LegalObligation,
        /// GDPR, article 6(1)(e): a task in the public interest.
        PublicTask,
        /// GDPR, article 6(1)(f): a legitimate interest, weighed against the person's.
        LegitimateInterest,
        /// NIS2, article 28(5): a legitimate access seeker's duly substantiated request.
        Nis2,
        /// The person agreed.
        Consent,
    }
);

words!(
    /// Why nothing is disclosed.
    RefusedBecause of "model::RefusalReason" {
        /// The name is not registered here.
        NoSuchRegistration,
        /// The registrar does not have the data.
        DataNotHeld,
        /// The directory shows it already.
        AlreadyPublic,
        /// The request rests on nothing, or not on what it says.
        LegalBasisMissing,
        /// Who asks is not proven.
        IdentityNotProven,
        /// The person's interests and rights weigh more.
        InterestOverridden,
        /// More is asked for than the purpose needs.
        Disproportionate,
        /// The requester did not answer.
        NoAnswer,
    }
);

/// Fields of a person of a name.
#[derive(Clone, SimpleObject)]
pub struct DisclosureFields {
    /// What the person is for the name.
    role: DisclosureRole,
    /// Which fields.
    items: Vec<DisclosureItem>,
}

/// A value that was sent.
#[derive(Clone, SimpleObject)]
pub struct DisclosedValue {
    /// Which field.
    item: DisclosureItem,
    /// What was sent.
    value: String,
}

/// What of a person went to the requester.
#[derive(Clone, SimpleObject)]
#[graphql(complex)]
pub struct DisclosedPart {
    /// What the person is for the name.
    role: DisclosureRole,
    /// The contact.
    contact: u64,
    /// The number of the last event of the contact's history then.
    version: u64,
    /// Which fields.
    items: Vec<DisclosureItem>,
    #[graphql(skip)]
    copy: Option<Vec<DisclosedValue>>,
}

#[ComplexObject]
impl DisclosedPart {
    /// What was sent, as long as the person is not erased; absent where the role does not see personal data. Every look
    /// is recorded.
    async fn copy(&self, ctx: &Context<'_>) -> Option<Vec<DisclosedValue>> {
        let copy = self.copy.clone()?;
        looks::at(ctx, format!("contact/{}", self.contact));
        Some(copy)
    }
}

/// Who asked.
#[derive(Clone, SimpleObject)]
pub struct DisclosureRequester {
    /// The person.
    name: String,
    /// The authority or company.
    organisation: Option<String>,
    /// Where the answer goes.
    email: String,
    /// Where the requester is.
    country: String,
}

/// A question to the requester.
#[derive(Clone, SimpleObject)]
pub struct DisclosureExchange {
    /// What was asked; absent where the role does not see personal data, or it is not kept any more.
    question: Option<String>,
    /// When.
    asked_at: DateTime<Utc>,
    /// What was answered.
    answer: Option<String>,
    /// SHA-256 of the document that came with the answer.
    evidence: Option<String>,
}

/// A request for data that the directory does not show.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct DisclosureRequest {
    /// Its number.
    number: u64,
    /// The name that it is about.
    name: Option<String>,
    /// The registration of the name when it came in.
    registration: Option<u64>,
    /// received, more-asked, granted, refused or withdrawn.
    status: String,
    /// As what the requester asks.
    kind: Option<RequesterKind>,
    /// On what it rests.
    legal_basis: Option<LegalBasis>,
    /// Life, a critical infrastructure or a child is in danger.
    urgent: bool,
    /// SHA-256 of the document that came with it.
    evidence: Option<String>,
    /// What is asked for.
    asked: Vec<DisclosureFields>,
    /// When it came in.
    received_at: DateTime<Utc>,
    /// After this it is missed.
    due: DateTime<Utc>,
    /// The rule that was applied.
    rule: Option<String>,
    /// The desk was reminded.
    reminded: bool,
    /// Its day passed before it was answered.
    missed: bool,
    /// When it was answered or withdrawn.
    ended_at: Option<DateTime<Utc>>,
    /// Who decided.
    decided_by: Option<String>,
    /// What went to the requester.
    disclosed: Vec<DisclosedPart>,
    /// Whether the registrant is told of the disclosure.
    registrant_notified: Option<bool>,
    /// Why the registrant is not told.
    withheld_because: Option<String>,
    /// Why nothing was disclosed.
    refused_because: Option<RefusedBecause>,
    /// Who changed it last.
    changed_by: String,
    #[graphql(skip)]
    sealed: Readable,
}

/// What is read only by those who see personal data, while its key exists.
#[derive(Default)]
struct Readable {
    requester: Option<DisclosureRequester>,
    purpose: Option<String>,
    reference: Option<String>,
    weighed: Option<String>,
    exchanges: Vec<DisclosureExchange>,
}

impl DisclosureRequest {
    fn look<T>(&self, ctx: &Context<'_>, value: Option<T>) -> Option<T> {
        if value.is_some() {
            looks::at(ctx, format!("disclosure-request/{}", self.number));
        }
        value
    }
}

#[ComplexObject]
impl DisclosureRequest {
    /// Who asked; absent where the role does not see personal data, or it is not kept any more. Every look is recorded.
    async fn requester(&self, ctx: &Context<'_>) -> Option<DisclosureRequester> {
        self.look(ctx, self.sealed.requester.clone())
    }

    /// What for; as `requester`.
    async fn purpose(&self, ctx: &Context<'_>) -> Option<String> {
        self.look(ctx, self.sealed.purpose.clone())
    }

    /// The number of the order, the article of the law; as `requester`.
    async fn reference(&self, ctx: &Context<'_>) -> Option<String> {
        self.look(ctx, self.sealed.reference.clone())
    }

    /// How the interests were weighed, or why it was refused, in words; as `requester`.
    async fn weighed(&self, ctx: &Context<'_>) -> Option<String> {
        self.look(ctx, self.sealed.weighed.clone())
    }

    /// Questions to the requester, in order.
    async fn exchanges(&self, ctx: &Context<'_>) -> Vec<DisclosureExchange> {
        let exchanges = self.sealed.exchanges.clone();
        let readable = exchanges.iter().any(|exchange| exchange.question.is_some());
        self.look(ctx, readable.then_some(()));
        exchanges
    }
}

fn fields(asked: &model::Fields) -> Vec<DisclosureFields> {
    let part = |(role, items): (&policy::PersonRole, &std::collections::BTreeSet<policy::PersonItem>)| {
        DisclosureFields { role: (*role).into(), items: items.iter().map(|item| (*item).into()).collect() }
    };
    asked.iter().map(part).collect()
}

fn disclosed(part: &model::Disclosed) -> DisclosedPart {
    let copy = part.copy.value().map(|copy| {
        let value = |(item, value): (&policy::PersonItem, &String)| DisclosedValue {
            item: (*item).into(),
            value: value.clone(),
        };
        copy.iter().map(value).collect()
    });
    DisclosedPart {
        role: part.role.into(),
        contact: part.contact.get(),
        version: part.version,
        items: part.items.iter().map(|item| (*item).into()).collect(),
        copy,
    }
}

fn readable(dossier: &model::Dossier, decision: Option<&model::Decision>) -> Readable {
    let filing = &dossier.filing;
    let requester = filing.requester.value().map(|requester| DisclosureRequester {
        name: requester.name.to_string(),
        organisation: requester.organisation.as_ref().map(ToString::to_string),
        email: requester.email.to_string(),
        country: requester.country.to_string(),
    });
    let weighed = decision.and_then(|decision| match &decision.verdict {
        model::Verdict::Disclosed { balance, .. } => balance.value(),
        model::Verdict::Refused { text, .. } => text.value(),
    });
    let exchange = |exchange: &model::Exchange| DisclosureExchange {
        question: exchange.question.value().map(ToString::to_string),
        asked_at: exchange.asked_at,
        answer: exchange.answer.as_ref().and_then(|answer| answer.value()).map(ToString::to_string),
        evidence: exchange.evidence.as_ref().map(ToString::to_string),
    };
    Readable {
        requester,
        purpose: filing.purpose.value().map(ToString::to_string),
        reference: filing.reference.as_ref().and_then(|text| text.value()).map(ToString::to_string),
        weighed: weighed.map(ToString::to_string),
        exchanges: dossier.exchanges.iter().map(exchange).collect(),
    }
}

impl From<DisclosureRow> for DisclosureRequest {
    fn from(row: DisclosureRow) -> Self {
        let (dossier, decision) = (row.state.dossier(), row.state.decision());
        let filing = dossier.map(|dossier| &dossier.filing);
        let (mut parts, mut notified, mut withheld, mut refused) = (vec![], None, None, None);
        match decision.map(|decision| &decision.verdict) {
            Some(model::Verdict::Disclosed { disclosed: given, notice, .. }) => {
                parts = given.iter().map(disclosed).collect();
                notified = Some(*notice == model::SubjectNotice::Given);
                if let model::SubjectNotice::Withheld { reason } = notice {
                    withheld = Some(reason.to_string());
                }
            }
            Some(model::Verdict::Refused { because, .. }) => refused = Some((*because).into()),
            None => {}
        }
        Self {
            number: row.number.get(),
            name: row.name.as_ref().map(ToString::to_string),
            registration: filing.and_then(|filing| filing.held).map(|held| held.registration.get()),
            status: row.status.clone(),
            kind: filing.map(|filing| filing.kind.into()),
            legal_basis: filing.map(|filing| filing.basis.into()),
            urgent: row.urgent,
            evidence: filing.and_then(|filing| filing.evidence.as_ref()).map(ToString::to_string),
            asked: filing.map(|filing| fields(&filing.asked)).unwrap_or_default(),
            received_at: row.received_at,
            due: row.due,
            rule: filing.map(|filing| filing.terms.rule.clone()),
            reminded: dossier.is_some_and(|dossier| dossier.reminded),
            missed: row.missed,
            ended_at: row.ended_at,
            decided_by: decision.map(|decision| decision.by.to_string()),
            disclosed: parts,
            registrant_notified: notified,
            withheld_because: withheld,
            refused_because: refused,
            changed_by: row.changed_by.clone(),
            sealed: dossier.map(|dossier| readable(dossier, decision)).unwrap_or_default(),
        }
    }
}
