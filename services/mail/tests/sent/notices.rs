//! Notices that are owed to registrants, as they read them.

use crate::{at, letter};
use application::ports::{Content, Mailer, RegistrationData};
use domain_model::values::{ContactDetails, ContactInput, DomainName, HostName, Locale, Nichandle, Points};
use mail::OutboxMailer;
use mail_parser::MessageParser;

/// Subject, and the text on one line.
async fn read(locale: Locale, content: Content) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    let mailer = OutboxMailer::open(dir.path().to_owned(), crate::sender()).unwrap();
    mailer.send(&letter(locale, content)).await.unwrap();
    let file = std::fs::read_dir(dir.path()).unwrap().next().unwrap().unwrap().path();
    let bytes = std::fs::read(file).unwrap();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let subject = message.subject().unwrap().replace('\u{a0}', " ");
    let text = message.body_text(0).unwrap().replace('\u{a0}', " ");
    (subject, text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn name() -> DomainName {
    DomainName::parse("café-crème.fr").unwrap()
}

fn expiry(expired: bool, days: Option<(u32, u32)>) -> Content {
    Content::Expiry {
        name: name(),
        expires: at(1),
        expired,
        interruption: days.map(|(day, _)| at(day)),
        deletion: days.map(|(_, day)| at(day)),
    }
}

#[tokio::test]
async fn a_notice_of_expiry_says_when_what_happens() {
    let (subject, text) = read(Locale::En, expiry(false, Some((10, 18)))).await;
    assert_eq!(subject, "café-crème.fr (xn--caf-crme-60ag.fr) expires on 1 August 2026 at 12:13 (UTC)");
    for said in [
        "of which you are the registrant, expires on 1 August 2026",
        "interrupted on 10 August 2026 at 12:13 (UTC); the name is deleted on 18 August 2026",
    ] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    let (subject, text) = read(Locale::Fr, expiry(true, Some((10, 18)))).await;
    assert_eq!(subject, "café-crème.fr (xn--caf-crme-60ag.fr) a expiré");
    for said in [
        "a expiré le 1er août 2026 à 12 h 13 (UTC) et n'a pas été renouvelé.",
        "sont interrompus le 10 août 2026 à 12 h 13 (UTC) ; le nom est supprimé le 18 août 2026",
    ] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    let (_, text) = read(Locale::Fr, expiry(false, None)).await;
    assert!(text.contains("- Si vous ne faites rien : le nom est perdu à son expiration"), "{text}");
}

#[tokio::test]
async fn the_yearly_reminder_shows_the_data() {
    let input = ContactInput {
        legal_form: "individual".into(),
        last_name: "DUPOND".into(),
        first_name: "Pierre".into(),
        street: "8 rue de la Ville l'Évêque".into(),
        street_2: "Appt #4".into(),
        postal_code: "75008".into(),
        city: "PARIS".into(),
        country: "FR".into(),
        phone: "+33.147010203".into(),
        email: "dupond@free.fr".into(),
        locale: "fr".into(),
        ..ContactInput::default()
    };
    let data = RegistrationData {
        registrant: ContactDetails::new(input).unwrap(),
        created: at(1),
        expires: at(31),
        servers: vec![HostName::parse("ns0.online.net").unwrap()],
    };
    let content = |locale| {
        let data = Box::new(data.clone());
        read(locale, Content::DataReminder { name: name(), data })
    };
    let (subject, text) = content(Locale::Fr).await;
    assert_eq!(
        subject,
        "café-crème.fr (xn--caf-crme-60ag.fr) : vérifiez les données de votre nom de domaine"
    );
    for said in [
        "- Titulaire : Pierre DUPOND",
        "- Adresse : 8 rue de la Ville l'Évêque, Appt #4",
        "- Ville : 75008 PARIS",
        "- Pays : FR",
        "- Téléphone : +33.147010203",
        "- Adresse électronique : dupond@free.fr",
        "- Expire le : 31 août 2026 à 12 h 13 (UTC)",
        "- Serveur de noms : ns0.online.net",
    ] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    assert!(!text.contains("Organisation"), "what is empty is left out: {text}");
    let (_, text) = content(Locale::En).await;
    assert!(text.contains("- Registrant: Pierre DUPOND") && text.contains("cancellation of the name"));
}

#[tokio::test]
async fn a_registrant_is_asked_to_confirm_and_told_of_another_address() {
    let input = ContactInput {
        legal_form: "company".into(),
        organisation: "Fabrique SAS".into(),
        street: "8 rue de la Paix".into(),
        postal_code: "75008".into(),
        city: "PARIS".into(),
        country: "FR".into(),
        phone: "+33.147010203".into(),
        email: "nic@fabrique.test".into(),
        locale: "fr".into(),
        ..ContactInput::default()
    };
    let registrant = ContactDetails::new(input).unwrap();
    let handle = domain_model::values::ContactHandle::parse("F86-FREE").unwrap();
    let link = "https://www.bookmyname.test/verify/v86-1-abcdefghijklmnopqrstuvwxyz";
    let ask = |locale, by| {
        let (handle, registrant) = (handle.clone(), Box::new(registrant.clone()));
        read(locale, Content::Verification { handle, registrant, link: link.to_owned(), by })
    };
    let (subject, text) = ask(Locale::Fr, Some(at(15))).await;
    assert_eq!(subject, "Confirmez vos coordonnées (F86-FREE)");
    for said in ["avant le 15 août 2026 à 12 h 13 (UTC) :", "- Organisation : Fabrique SAS", link] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    let (subject, text) = ask(Locale::En, None).await;
    assert_eq!(subject, "Please confirm your data (F86-FREE)");
    assert!(text.contains("registration data is right: - Registrant: Fabrique SAS"), "{text}");
    let tell = |locale, former| read(locale, Content::AddressChanged { handle: handle.clone(), former });
    let (subject, text) = tell(Locale::En, true).await;
    assert_eq!(subject, "Your e-mail address was changed (F86-FREE)");
    assert!(text.contains("had this e-mail address until now") && !text.contains("fabrique.test"), "{text}");
    let (_, text) = tell(Locale::Fr, false).await;
    assert!(text.contains("a désormais cette adresse électronique"), "{text}");
}

#[tokio::test]
async fn whoever_runs_low_on_points_reads_how_many_are_left() {
    let low = || Content::LowPoints {
        nichandle: Nichandle::parse("ve174-ovh").unwrap(),
        available: Points::new(1_499).unwrap(),
        worth: "14.99 EUR".to_owned(),
        level: Points::new(1_500).unwrap(),
    };
    let (subject, text) = read(Locale::En, low()).await;
    assert_eq!(subject, "Your account ve174-ovh is down to 1,499 points");
    for said in ["1,499 points, which is 14.99 EUR before tax", "Level: 1,500 points", "sent once"] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
    let (subject, text) = read(Locale::Fr, low()).await;
    assert_eq!(subject, "Votre compte ve174-ovh n'a plus que 1 499 points");
    for said in ["1 499 points, soit 14,99 EUR hors taxe", "Seuil : 1 500 points", "envoyé qu'une fois"] {
        assert!(text.contains(said), "{said:?} is not in {text}");
    }
}
