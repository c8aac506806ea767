//! The people and servers of the made-up past.

use domain_model::contact;
use domain_model::operation::{Dossier, Subject};
use domain_model::values::*;
use domain_model::vote::Party;

pub fn party(contact: ContactNumber, email: &str) -> anyhow::Result<Party> {
    let email = Sealed::open(contact::seal_owner(contact), EmailAddress::parse(email)?);
    Ok(Party { contact: Some(contact), email, locale: Locale::Fr })
}

pub fn servers(hosts: &[&str]) -> anyhow::Result<NameServers> {
    let parsed: Result<Vec<_>, _> = hosts.iter().map(|host| HostName::parse(host)).collect();
    Ok(NameServers::new(parsed?.into_iter().map(NameServer::new).collect())?)
}

pub fn details(contact: ContactNumber) -> anyhow::Result<contact::SealedDetails> {
    let input = ContactInput {
        legal_form: "individual".to_owned(),
        last_name: "Dupondel".to_owned(),
        first_name: "Philibert".to_owned(),
        street: "8 rue de la Ville-l'Evêque".to_owned(),
        postal_code: "75008".to_owned(),
        city: "Paris".to_owned(),
        country: "FR".to_owned(),
        phone: "+33.123456789".to_owned(),
        email: format!("p{contact}@example.fr"),
        locale: "fr".to_owned(),
        ..ContactInput::default()
    };
    let details = ContactDetails::new(input).map_err(|wrong| anyhow::anyhow!("{wrong:?}"))?;
    Ok(Sealed::open(contact::seal_owner(contact), Box::new(details)))
}

/// The name that an operation is about.
pub(super) fn named(dossier: &Dossier) -> anyhow::Result<DomainName> {
    match dossier.request.subject() {
        Subject::Domain(name) => Ok(name),
        other => anyhow::bail!("{other} is no name"),
    }
}
