//! The desk of requests for data that the directory does not show, and what a person lets the directory show.

use crate::caller::{application, support, visible};
use crate::objects::{DisclosureItem, DisclosureRole, LegalBasis, RefusedBecause, RequesterKind};
use crate::payload::{DonePayload, Obstacle};
use crate::values::{DomainName, field};
use application::{FileDisclosure, GrantDisclosure};
use async_graphql::{Context, InputObject, Object, Result};
use domain_model::disclosure_request::{Fields, Requester, SubjectNotice};
use domain_model::policy::PersonItem;
use domain_model::values::{
    ContactLine, ContactNumber, Country, DisclosureNumber, EmailAddress, FieldError, Locale, Reason,
    Sha256Digest,
};

/// Fields of a person of a name.
#[derive(Clone, Debug, InputObject)]
pub struct DisclosureFieldsInput {
    /// What the person is for the name.
    pub role: DisclosureRole,
    /// Which fields.
    pub items: Vec<DisclosureItem>,
}

/// A request for data of persons, as it came in.
#[derive(Clone, Debug, InputObject)]
pub struct FileDisclosureRequestInput {
    /// About which name.
    pub name: DomainName,
    /// The person who asks.
    pub requester_name: String,
    /// The authority or company.
    pub organisation: Option<String>,
    /// Where the answer goes.
    pub email: String,
    /// Where the requester is: two letters of ISO 3166.
    pub country: String,
    /// As what they ask.
    pub kind: RequesterKind,
    /// The language of the answer: `fr` or `en`.
    pub locale: Option<String>,
    /// What is asked for.
    pub fields: Vec<DisclosureFieldsInput>,
    /// What for.
    pub purpose: String,
    /// On what it rests.
    pub legal_basis: LegalBasis,
    /// The number of the order, the article of the law.
    pub reference: Option<String>,
    /// SHA-256 of the document that came with it.
    pub evidence: Option<String>,
    /// Life, a critical infrastructure or a child is in danger: answered sooner.
    #[graphql(default)]
    pub urgent: bool,
}

/// A question to a requester.
#[derive(Clone, Debug, InputObject)]
pub struct AskDisclosureRequesterInput {
    /// Which request.
    pub number: u64,
    /// What is asked: a proof of identity, the reference of an order.
    pub question: String,
}

/// What a requester answered.
#[derive(Clone, Debug, InputObject)]
pub struct RecordDisclosureAnswerInput {
    /// Which request.
    pub number: u64,
    /// What was answered.
    pub answer: String,
    /// SHA-256 of the document that came with it.
    pub evidence: Option<String>,
}

/// A request that is granted.
#[derive(Clone, Debug, InputObject)]
pub struct GrantDisclosureInput {
    /// Which request.
    pub number: u64,
    /// What is disclosed; everything that was asked for where it is absent.
    pub fields: Option<Vec<DisclosureFieldsInput>>,
    /// How the interests were weighed.
    pub balance: String,
    /// Whether the registrant is told by a letter.
    #[graphql(default = true)]
    pub notify_registrant: bool,
    /// Why the registrant is not told: needed then.
    pub withheld_because: Option<String>,
}

/// A request that is refused.
#[derive(Clone, Debug, InputObject)]
pub struct RefuseDisclosureInput {
    /// Which request.
    pub number: u64,
    /// Why.
    pub because: RefusedBecause,
    /// Why, in words: the requester reads them.
    pub text: String,
}

/// A request that its requester takes back.
#[derive(Clone, Debug, InputObject)]
pub struct WithdrawDisclosureRequestInput {
    /// Which request.
    pub number: u64,
    /// Why.
    pub reason: String,
}

/// What a person says of the public directory.
#[derive(Clone, Debug, InputObject)]
pub struct SetPublicationConsentInput {
    /// The contact.
    pub contact: u64,
    /// Whether the whole data may stand in the public directory.
    pub consent: bool,
    /// How it is known: a letter, a call.
    pub reason: String,
}

/// Commands about what is told of persons.
#[derive(Default)]
pub struct Disclosures;

type Read<T> = std::result::Result<T, Vec<FieldError>>;

fn fields(input: &[DisclosureFieldsInput]) -> Fields {
    let mut fields = Fields::new();
    for part in input {
        fields.entry(part.role.into()).or_default().extend(part.items.iter().copied().map(PersonItem::from));
    }
    fields
}

fn evidence(input: Option<&String>) -> Read<Option<Sha256Digest>> {
    input.map(|digest| field("evidence", Sha256Digest::parse(digest))).transpose()
}

fn filed(input: FileDisclosureRequestInput) -> Read<FileDisclosure> {
    let line = |name: &str, text: &str| field(name, ContactLine::parse(text));
    let requester = Requester {
        name: line("requesterName", &input.requester_name)?,
        organisation: input.organisation.as_deref().map(|text| line("organisation", text)).transpose()?,
        email: field("email", EmailAddress::parse(&input.email))?,
        country: field("country", Country::parse(&input.country))?,
    };
    let locale = input.locale.as_deref().map(|word| field("locale", Locale::parse(word))).transpose()?;
    let reason = |name: &str, text: &str| field(name, Reason::parse(text));
    Ok(FileDisclosure {
        name: input.name.0,
        requester,
        kind: input.kind.into(),
        locale: locale.unwrap_or(Locale::En),
        asked: fields(&input.fields),
        purpose: reason("purpose", &input.purpose)?,
        basis: input.legal_basis.into(),
        reference: input.reference.as_deref().map(|text| reason("reference", text)).transpose()?,
        evidence: evidence(input.evidence.as_ref())?,
        urgent: input.urgent,
    })
}

fn granted(input: &GrantDisclosureInput) -> Read<GrantDisclosure> {
    let notice = match (input.notify_registrant, &input.withheld_because) {
        (true, None) => SubjectNotice::Given,
        (true, Some(_)) => {
            let told = "the registrant is told: there is nothing to give a reason for";
            return Err(vec![FieldError::new("withheldBecause", "invalid", told)]);
        }
        (false, text) => {
            let text = text.as_deref().unwrap_or_default();
            SubjectNotice::Withheld { reason: field("withheldBecause", Reason::parse(text))? }
        }
    };
    Ok(GrantDisclosure {
        request: DisclosureNumber::new(input.number),
        fields: input.fields.as_deref().map(fields),
        balance: field("balance", Reason::parse(&input.balance))?,
        notice,
    })
}

/// The request's number, as the payload names it.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "the payload asks for it by reference")]
fn number(number: &DisclosureNumber) -> Option<String> {
    Some(number.to_string())
}

#[Object(name = "DisclosureCommands")]
impl Disclosures {
    /// Record a request for data that the directory does not show: the requester gets its number and the day of the
    /// answer by mail.
    #[graphql(visible = "visible::support")]
    async fn file_disclosure_request(
        &self,
        ctx: &Context<'_>,
        input: FileDisclosureRequestInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let done = match filed(input) {
            Ok(asked) => application(ctx).file_disclosure(asked, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, number)
    }

    /// Ask the requester for more, by mail; the answer stays due when it was.
    #[graphql(visible = "visible::support")]
    async fn ask_disclosure_requester(
        &self,
        ctx: &Context<'_>,
        input: AskDisclosureRequesterInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let request = DisclosureNumber::new(input.number);
        let done = match field("question", Reason::parse(&input.question)) {
            Ok(question) => {
                let asked = application(ctx).ask_disclosure_requester(request, question, &ask).await;
                asked.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, number)
    }

    /// Record what the requester answered.
    #[graphql(visible = "visible::support")]
    async fn record_disclosure_answer(
        &self,
        ctx: &Context<'_>,
        input: RecordDisclosureAnswerInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let request = DisclosureNumber::new(input.number);
        let read = field("answer", Reason::parse(&input.answer))
            .and_then(|answer| Ok((answer, evidence(input.evidence.as_ref())?)));
        let done = match read {
            Ok((answer, evidence)) => {
                let told = application(ctx).record_disclosure_answer(request, answer, evidence, &ask).await;
                told.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, number)
    }

    /// Disclose fields to the requester, by mail: what of whom is recorded.
    #[graphql(visible = "visible::support")]
    async fn grant_disclosure(&self, ctx: &Context<'_>, input: GrantDisclosureInput) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let done = match granted(&input) {
            Ok(grant) => application(ctx).grant_disclosure(grant, &ask).await.map_err(Obstacle::from),
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, number)
    }

    /// Disclose nothing; the requester is told why, by mail.
    #[graphql(visible = "visible::support")]
    async fn refuse_disclosure(
        &self,
        ctx: &Context<'_>,
        input: RefuseDisclosureInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, None);
        let request = DisclosureNumber::new(input.number);
        let done = match field("text", Reason::parse(&input.text)) {
            Ok(text) => {
                let refused =
                    application(ctx).refuse_disclosure(request, input.because.into(), text, &ask).await;
                refused.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, number)
    }

    /// The requester takes a request back.
    #[graphql(visible = "visible::support")]
    async fn withdraw_disclosure_request(
        &self,
        ctx: &Context<'_>,
        input: WithdrawDisclosureRequestInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let request = DisclosureNumber::new(input.number);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(reason) => {
                let done = application(ctx).withdraw_disclosure(request, reason, &ask).await;
                done.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, number)
    }

    /// Record that a person lets the whole data stand in the public directory, or no longer.
    #[graphql(visible = "visible::support")]
    async fn set_publication_consent(
        &self,
        ctx: &Context<'_>,
        input: SetPublicationConsentInput,
    ) -> Result<DonePayload> {
        let ask = support(ctx)?.ask(ctx, Some(&input.reason));
        let contact = ContactNumber::new(input.contact);
        let done = match field("reason", Reason::parse(&input.reason)) {
            Ok(_) => {
                let decided = application(ctx).decide_publication(contact, input.consent, &ask).await;
                decided.map_err(Obstacle::from)
            }
            Err(errors) => Err(errors.into()),
        };
        DonePayload::answer(done, |number| Some(number.to_string()))
    }
}
