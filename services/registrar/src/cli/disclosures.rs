//! The words of the desk that answers requests for data of persons.

use super::{Reader, Staff, values};
use clap::{Args, Subcommand};
use domain_model::disclosure_request::{LegalBasis, RefusalReason, RequesterKind};
use domain_model::policy::{PersonItem, PersonRole};
use domain_model::values::{
    ContactLine, Country, DisclosureNumber, DomainName, EmailAddress, Locale, Reason, Sha256Digest,
};

/// What to do with requests for data that the directory does not show.
#[derive(Debug, Subcommand)]
pub enum DisclosureCommand {
    /// Record one: the requester gets its number and the day of the answer by mail.
    File(Box<FileRequest>),
    /// Requests, by the moment at which the answer is due.
    List(DisclosureList),
    /// One request; --reveal shows who asked, and what was sent.
    Show {
        /// Which.
        #[arg(value_name = "N", value_parser = request)]
        number: DisclosureNumber,
        /// Who reads.
        #[command(flatten)]
        reader: Reader,
    },
    /// Ask the requester for more, by mail; the answer stays due when it was.
    Ask {
        /// Which.
        #[arg(value_name = "N", value_parser = request)]
        number: DisclosureNumber,
        /// What is asked.
        #[arg(long, value_parser = values::reason)]
        question: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Record what the requester answered.
    Answer {
        /// Which.
        #[arg(value_name = "N", value_parser = request)]
        number: DisclosureNumber,
        /// What was answered.
        #[arg(long, value_parser = values::reason)]
        text: Reason,
        /// SHA-256 of the document that came with it.
        #[arg(long, value_name = "DIGEST", value_parser = digest)]
        evidence: Option<Sha256Digest>,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// Disclose fields to the requester, by mail.
    Grant(GrantRequest),
    /// Disclose nothing; the requester is told why, by mail.
    Refuse {
        /// Which.
        #[arg(value_name = "N", value_parser = request)]
        number: DisclosureNumber,
        /// Why: no-such-registration, data-not-held, already-public, legal-basis-missing, identity-not-proven,
        /// interest-overridden, disproportionate, no-answer.
        #[arg(long, value_name = "WORD", value_parser = because)]
        because: RefusalReason,
        /// Why, in words: the requester reads them.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
    /// The requester takes a request back.
    Withdraw {
        /// Which.
        #[arg(value_name = "N", value_parser = request)]
        number: DisclosureNumber,
        /// Why.
        #[arg(long, value_parser = values::reason)]
        reason: Reason,
        /// Who commands.
        #[command(flatten)]
        staff: Staff,
    },
}

/// A request as it came in.
#[derive(Debug, Args)]
pub struct FileRequest {
    /// About which name.
    #[arg(value_name = "NAME", value_parser = values::name)]
    pub name: DomainName,
    /// The person who asks.
    #[arg(long, value_name = "NAME", value_parser = line)]
    pub requester: ContactLine,
    /// The authority or company.
    #[arg(long, value_name = "NAME", value_parser = line)]
    pub organisation: Option<ContactLine>,
    /// Where the answer goes.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub email: EmailAddress,
    /// Where the requester is: two letters of ISO 3166.
    #[arg(long, value_name = "CC", value_parser = country)]
    pub country: Country,
    /// As what they ask: law-enforcement, judicial, cybersecurity, intellectual-property, consumer-protection, other.
    #[arg(long, value_name = "WORD", value_parser = kind)]
    pub kind: RequesterKind,
    /// The language of the answer.
    #[arg(long, value_name = "fr|en", value_parser = locale, default_value = "en")]
    pub locale: Locale,
    /// What is asked for, as ROLE:FIELD (registrant:email); may be said several times.
    #[arg(long = "field", value_name = "ROLE:FIELD", value_parser = field, required = true)]
    pub fields: Vec<(PersonRole, PersonItem)>,
    /// What for.
    #[arg(long, value_parser = values::reason)]
    pub purpose: Reason,
    /// On what it rests: court-order, law-enforcement-request, gdpr-6-1-c, gdpr-6-1-e, gdpr-6-1-f, nis2-28-5, consent.
    #[arg(long, value_name = "WORD", value_parser = basis)]
    pub basis: LegalBasis,
    /// The number of the order, the article of the law.
    #[arg(long, value_parser = values::reason)]
    pub reference: Option<Reason>,
    /// SHA-256 of the document that came with it.
    #[arg(long, value_name = "DIGEST", value_parser = digest)]
    pub evidence: Option<Sha256Digest>,
    /// Life, a critical infrastructure or a child is in danger: answered sooner.
    #[arg(long)]
    pub urgent: bool,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}

/// Which requests.
#[derive(Debug, Args)]
pub struct DisclosureList {
    /// Only those that an answer is still owed to.
    #[arg(long)]
    pub open: bool,
    /// Only those whose day passed before they were answered.
    #[arg(long)]
    pub missed: bool,
    /// About this name.
    #[arg(long, value_name = "NAME", value_parser = values::name)]
    pub name: Option<DomainName>,
    /// Of this kind of requester.
    #[arg(long, value_name = "WORD", value_parser = kind)]
    pub kind: Option<RequesterKind>,
    /// The most rows.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Who reads.
    #[command(flatten)]
    pub reader: Reader,
}

/// A request that is granted.
#[derive(Debug, Args)]
pub struct GrantRequest {
    /// Which.
    #[arg(value_name = "N", value_parser = request)]
    pub number: DisclosureNumber,
    /// What is disclosed, as ROLE:FIELD; everything that was asked for where nothing is named.
    #[arg(long = "field", value_name = "ROLE:FIELD", value_parser = field)]
    pub fields: Vec<(PersonRole, PersonItem)>,
    /// How the interests were weighed.
    #[arg(long, value_parser = values::reason)]
    pub balance: Reason,
    /// Do not tell the registrant, for this reason.
    #[arg(long, value_name = "REASON", value_parser = values::reason)]
    pub withhold_notice: Option<Reason>,
    /// Who commands.
    #[command(flatten)]
    pub staff: Staff,
}

fn request(text: &str) -> Result<DisclosureNumber, String> {
    text.parse().map_err(|_| "a number is expected".to_owned())
}

fn line(text: &str) -> Result<ContactLine, String> {
    ContactLine::parse(text).map_err(|error| error.to_string())
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}

fn country(text: &str) -> Result<Country, String> {
    Country::parse(text).map_err(|error| error.to_string())
}

fn locale(text: &str) -> Result<Locale, String> {
    Locale::parse(text).map_err(|error| error.to_string())
}

fn digest(text: &str) -> Result<Sha256Digest, String> {
    Sha256Digest::parse(text).map_err(|error| error.to_string())
}

fn one_of<'w>(words: impl Iterator<Item = &'w str>) -> String {
    format!("one of these is expected: {}", words.collect::<Vec<_>>().join(", "))
}

fn kind(text: &str) -> Result<RequesterKind, String> {
    RequesterKind::parse(text).ok_or_else(|| one_of(RequesterKind::ALL.iter().map(|kind| kind.as_str())))
}

fn basis(text: &str) -> Result<LegalBasis, String> {
    LegalBasis::parse(text).ok_or_else(|| one_of(LegalBasis::ALL.iter().map(|basis| basis.as_str())))
}

fn because(text: &str) -> Result<RefusalReason, String> {
    RefusalReason::parse(text).ok_or_else(|| one_of(RefusalReason::ALL.iter().map(|why| why.as_str())))
}

fn field(text: &str) -> Result<(PersonRole, PersonItem), String> {
    let (role, item) =
        text.split_once(':').ok_or_else(|| "ROLE:FIELD is expected: registrant:email".to_owned())?;
    let role = PersonRole::ALL.into_iter().find(|known| known.as_str() == role);
    let role = role.ok_or_else(|| one_of(PersonRole::ALL.iter().map(|role| role.as_str())))?;
    let item = PersonItem::ALL.into_iter().find(|known| known.as_str() == item);
    let item = item.ok_or_else(|| one_of(PersonItem::ALL.iter().map(|item| item.as_str())))?;
    Ok((role, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_a_role_and_an_item() {
        assert_eq!(field("registrant:postal_code"), Ok((PersonRole::Registrant, PersonItem::PostalCode)));
        assert!(field("email").unwrap_err().contains("ROLE:FIELD"));
        assert!(field("owner:email").unwrap_err().contains("registrant, admin"));
        assert!(field("tech:shoes").unwrap_err().contains("handle, name"));
        assert!(kind("court").unwrap_err().contains("judicial"));
        assert!(basis("because").is_err() && because("").is_err());
    }
}
