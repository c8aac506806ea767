//! Letters about requests for data of persons: what is asked of whom, in words.

use super::letters::Signature;
use super::{moment, shown, words_of_strangers};
use application::ports::{DisclosureLetter, DisclosureSays};
use askama::Template;
use domain_model::disclosure_request::{LegalBasis, RefusalReason, RequesterKind};
use domain_model::policy::{PersonItem, PersonRole};

/// Characters of a question or a reason: all of one.
const SENTENCE: usize = 500;

#[derive(Template)]
#[template(
    source = r#"{% if french %}{% include "fr/disclosure.txt" %}{% else %}{% include "en/disclosure.txt" %}{% endif %}"#,
    ext = "txt"
)]
struct Disclosure<'a> {
    french: bool,
    name: String,
    number: u64,
    due: Option<String>,
    question: Option<String>,
    data: Vec<(&'static str, &'static str, String)>,
    refusal: Option<Refusal>,
    subject: Option<Subject>,
    signature: Signature<'a>,
}

struct Refusal {
    because: &'static str,
    text: Option<String>,
}

struct Subject {
    fields: Vec<(&'static str, String)>,
    kind: &'static str,
    basis: &'static str,
}

pub(super) fn render(
    letter: &DisclosureLetter,
    french: bool,
    signature: Signature<'_>,
) -> Result<String, askama::Error> {
    let sentence = |text: &str| words_of_strangers(text, SENTENCE);
    let mut page = Disclosure {
        french,
        name: shown(&letter.name),
        number: letter.request.get(),
        due: None,
        question: None,
        data: vec![],
        refusal: None,
        subject: None,
        signature,
    };
    match &letter.says {
        DisclosureSays::Received { due } => page.due = Some(moment(*due, french)),
        DisclosureSays::Question { text } => page.question = Some(sentence(text)),
        DisclosureSays::Granted { persons } => {
            let lines =
                persons.iter().flat_map(|(role, values)| values.iter().map(move |value| (role, value)));
            page.data = lines
                .map(|(role, (item, value))| {
                    (role_word(*role, french), item_word(*item, french), sentence(value))
                })
                .collect();
        }
        DisclosureSays::Refused { because, text } => {
            let text = text.as_deref().map(sentence);
            page.refusal = Some(Refusal { because: because_words(*because, french), text });
        }
        DisclosureSays::Subject { fields, kind, basis } => {
            let words = |items: &[PersonItem]| {
                items.iter().map(|item| item_word(*item, french)).collect::<Vec<_>>().join(", ")
            };
            let fields =
                fields.iter().map(|(role, items)| (role_word(*role, french), words(items))).collect();
            let (kind, basis) = (kind_words(*kind, french), basis_words(*basis, french));
            page.subject = Some(Subject { fields, kind, basis });
        }
    }
    page.render()
}

const fn chosen(french: bool, (fr, en): (&'static str, &'static str)) -> &'static str {
    if french { fr } else { en }
}

const fn role_word(role: PersonRole, french: bool) -> &'static str {
    let words = match role {
        PersonRole::Registrant => ("Titulaire", "Registrant"),
        PersonRole::Admin => ("Contact administratif", "Administrative contact"),
        PersonRole::Tech => ("Contact technique", "Technical contact"),
        PersonRole::Billing => ("Contact de facturation", "Billing contact"),
    };
    chosen(french, words)
}

const fn item_word(item: PersonItem, french: bool) -> &'static str {
    let words = match item {
        PersonItem::Handle => ("identifiant", "handle"),
        PersonItem::Name => ("nom", "name"),
        PersonItem::Organisation => ("organisation", "organisation"),
        PersonItem::Street => ("adresse", "street"),
        PersonItem::City => ("ville", "city"),
        PersonItem::Region => ("région", "region"),
        PersonItem::PostalCode => ("code postal", "postal code"),
        PersonItem::Country => ("pays", "country"),
        PersonItem::Phone => ("téléphone", "phone"),
        PersonItem::Fax => ("télécopie", "fax"),
        PersonItem::Email => ("adresse électronique", "e-mail"),
    };
    chosen(french, words)
}

const fn because_words(because: RefusalReason, french: bool) -> &'static str {
    let words = match because {
        RefusalReason::NoSuchRegistration => {
            ("le nom n'est pas enregistré chez nous", "the name is not registered with us")
        }
        RefusalReason::DataNotHeld => ("nous ne détenons pas ces données", "we do not hold this data"),
        RefusalReason::AlreadyPublic => {
            ("l'annuaire public montre déjà ces données", "the public directory shows this data already")
        }
        RefusalReason::LegalBasisMissing => (
            "la demande ne repose sur aucun fondement suffisant",
            "the request lacks a sufficient legal basis",
        ),
        RefusalReason::IdentityNotProven => {
            ("l'identité du demandeur n'est pas établie", "the identity of the requester is not proven")
        }
        RefusalReason::InterestOverridden => (
            "les intérêts et droits de la personne concernée prévalent",
            "the interests and rights of the person concerned prevail",
        ),
        RefusalReason::Disproportionate => {
            ("la demande excède ce que sa finalité exige", "the request exceeds what its purpose needs")
        }
        RefusalReason::NoAnswer => {
            ("notre question est restée sans réponse", "our question has not been answered")
        }
    };
    chosen(french, words)
}

const fn kind_words(kind: RequesterKind, french: bool) -> &'static str {
    let words = match kind {
        RequesterKind::LawEnforcement => ("une autorité répressive", "a law enforcement authority"),
        RequesterKind::Judicial => ("une autorité judiciaire", "a judicial authority"),
        RequesterKind::Cybersecurity => ("un acteur de la cybersécurité", "a cybersecurity body"),
        RequesterKind::IntellectualProperty => {
            ("un titulaire de droits de propriété intellectuelle", "a holder of intellectual property rights")
        }
        RequesterKind::ConsumerProtection => {
            ("une autorité de protection des consommateurs", "a consumer protection authority")
        }
        RequesterKind::Other => ("un demandeur légitime", "a legitimate access seeker"),
    };
    chosen(french, words)
}

const fn basis_words(basis: LegalBasis, french: bool) -> &'static str {
    let words = match basis {
        LegalBasis::CourtOrder => ("une décision de justice", "an order of a court"),
        LegalBasis::LawEnforcementRequest => ("une réquisition", "a request of law enforcement"),
        LegalBasis::LegalObligation => ("article 6(1)(c) du RGPD", "article 6(1)(c) of the GDPR"),
        LegalBasis::PublicTask => ("article 6(1)(e) du RGPD", "article 6(1)(e) of the GDPR"),
        LegalBasis::LegitimateInterest => ("article 6(1)(f) du RGPD", "article 6(1)(f) of the GDPR"),
        LegalBasis::Nis2 => ("article 28(5) de la directive NIS2", "article 28(5) of the NIS2 directive"),
        LegalBasis::Consent => ("votre consentement", "your consent"),
    };
    chosen(french, words)
}
