//! Gestion des contacts.
//!
//! `passwd` of `$array_contact` is taken and forgotten: a contact does not log in anywhere, and what is not kept cannot
//! leak. Fields that we derive (`handle`, `md5_email`, `waps_…`) and those that nobody knows are passed over, so that a
//! program may send back what `contact_info` answered. In `contact_update`, what is absent stays as it is, and what is
//! sent empty is taken away.

mod read;
mod show;

use crate::codec::{Answer, Map, Value};
use crate::codes::{Codes, Outcome, Stop, codes, done};
use crate::fields::number;
use crate::session::Session;
use application::{ContactFile, Refusal};
use domain_model::contact;
use domain_model::values::{ContactHandle, ContactInput, ContactNumber, FieldError, Tld};
use projections::contacts::{ContactFilter, ContactSort};
use projections::{MOST_ROWS, Paging, Sight};

codes! {
    CREATE, argument -3;
    (-1, -2) "Impossible de créer le contact (Handle)": Refusal::Handle(_),
    (-1, -4) "Il manque des éléments dans $array_contact": Refusal::Fields(_),
    otherwise (-1, -2)
}

codes! {
    UPDATE, argument -4;
    (-1, -2) "$dist_id n'a pas les droits nécessaires pour agir sur $id": Refusal::NotYours { .. },
    (-1, -3) "$id a un status != 'Active' (Effacer, Archiver, Conflic, etc.)":
        Refusal::Contact(contact::Refusal::NotActive { .. }),
    (-1, -5) "Il manque des éléments dans $array_contact": Refusal::Fields(_) | Refusal::FieldFixed { .. },
    (0, 0) "l'ID n'existe pas": Refusal::Contact(contact::Refusal::Unknown),
    otherwise (-1, -2)
}

codes! {
    DELETE, argument 0;
    (-1, -2) "$dist_id n'a pas les droits nécessaires pour agir sur $id": Refusal::NotYours { .. },
    (-1, -3) "l'ID est utilisé par un nom de domaine": Refusal::ContactInUse { .. } | Refusal::OwnContact(_),
    (0, 0) "l'ID n'existe pas": Refusal::Contact(_),
    otherwise (-1, -2)
}

codes! {
    INFO, argument 0;
    (0, 0) "$id ou $handle n'existe pas": Refusal::Contact(_) | Refusal::NotYours { .. },
    otherwise (0, 0)
}

codes! {
    LIST, argument 0;
    otherwise (0, 0)
}

codes! {
    CHECK, argument -4;
    otherwise (-1, -4)
}

codes! {
    WAPS, argument 0;
    otherwise (1, 0)
}

fn unknown() -> Refusal {
    Refusal::Contact(contact::Refusal::Unknown)
}

/// The contact that an argument names; what is no number names none.
fn contact(session: &Session<'_>, place: usize, name: &str, codes: &Codes) -> Result<ContactNumber, Stop> {
    let number = session.argument(place, name).int().ok().flatten();
    let number = number.and_then(|number| number.to_string().parse().ok());
    number.ok_or_else(|| codes.stop(unknown()))
}

/// A contact as it is kept now.
async fn file(session: &Session<'_>, number: ContactNumber, codes: &Codes) -> Result<ContactFile, Stop> {
    codes.check(session.application.contact_file(session.account, number).await)
}

/// A contact that was written: its fields, with the country's name.
async fn written(session: &Session<'_>, number: ContactNumber, codes: &Codes) -> Outcome {
    let file = file(session, number, codes).await?;
    let mut fields = codes.check(show::fields(session.application, &file))?;
    fields.insert("pays", show::country_name(session.application, &file));
    show::append_identification(&mut fields, session.application, &file);
    Ok(done(number_of(&file)).with(fields))
}

fn number_of(file: &ContactFile) -> i64 {
    number(file.number.get())
}

pub(super) async fn create(session: &Session<'_>) -> Outcome {
    let array = session.argument(0, "array_contact");
    if !array.is_sent() {
        return Err(CREATE.stop(array.expected("an array with keys")));
    }
    let blank = ContactInput { locale: session.profile.locale.to_string(), ..ContactInput::default() };
    let details = read::details(session.application.catalogue(), blank, &array);
    let details = details.map_err(|wrong| CREATE.stop(wrong))?;
    let created = session.application.register_contact(session.account, details, &session.ask()).await;
    written(session, CREATE.check(created)?.value, &CREATE).await
}

pub(super) async fn update(session: &Session<'_>) -> Outcome {
    let number = contact(session, 0, "id", &UPDATE)?;
    let known = UPDATE.check(session.application.active_contact_of(session.account, number).await)?;
    let array = session.argument(1, "array_contact");
    if !array.is_sent() {
        return Err(UPDATE.stop(array.expected("an array with keys")));
    }
    if array.is_blank() {
        let missing = FieldError::new("array_contact", "field-missing", "nothing is to be changed");
        return Err(UPDATE.stop(Refusal::Fields(vec![missing])));
    }
    let before = known.details.value().map(|details| details.to_input()).unwrap_or_default();
    let details = read::details(session.application.catalogue(), before, &array);
    let details = details.map_err(|wrong| UPDATE.stop(wrong))?;
    let amended = session.application.amend_contact(session.account, number, details, &session.ask()).await;
    written(session, UPDATE.check(amended)?.value, &UPDATE).await
}

pub(super) async fn delete(session: &Session<'_>) -> Outcome {
    let number = contact(session, 0, "id", &DELETE)?;
    let deleted = session.application.delete_contact(session.account, number, &session.ask()).await;
    written(session, DELETE.check(deleted)?.value, &DELETE).await
}

/// By `$handle`, or by `$id` where that is empty. What is deleted or erased is not there any more.
pub(super) async fn info(session: &Session<'_>) -> Outcome {
    let handle = session.argument(0, "handle");
    let number = if handle.is_blank() {
        contact(session, 1, "id", &INFO)?
    } else {
        let text = INFO.check(handle.required_text())?;
        let handle = ContactHandle::parse(text.trim()).map_err(|_| INFO.stop(unknown()))?;
        INFO.check(session.views_seen().await)?;
        INFO.check(session.application.contact_by_handle(session.account, &handle).await)?
    };
    let file = file(session, number, &INFO).await?;
    if file.contact.is_gone() {
        return Err(INFO.stop(unknown()));
    }
    let mut fields = INFO.check(show::fields(session.application, &file))?;
    INFO.check(show::append_verification(&mut fields, session.application, &file).await)?;
    show::append_identification(&mut fields, session.application, &file);
    Ok(done(number_of(&file)).with(fields))
}

/// Those in use, in the order of their numbers: `retval` of them.
pub(super) async fn list(session: &Session<'_>) -> Outcome {
    LIST.check(session.views_seen().await)?;
    let filter = ContactFilter {
        account: Some(session.account),
        status: Some("Active".to_owned()),
        ..ContactFilter::default()
    };
    let (mut listed, mut paging) = (Vec::<Value>::new(), Paging::first(MOST_ROWS));
    loop {
        let views = session.application.views();
        let page = LIST.check(views.contacts(&filter, ContactSort::Number, &paging, Sight::Open).await)?;
        listed.extend(page.items.iter().map(|item| show::entry(session.application, &item.row).into()));
        match page.items.last().filter(|_| page.more) {
            Some(last) => paging = Paging::first(MOST_ROWS).after(last.cursor.clone()),
            None => break,
        }
    }
    match listed.len() {
        0 => Err(LIST.stop(unknown())),
        count => Ok(done(number(count as u64)).with(listed)),
    }
}

/// What stands against a contact as owner below each ending: `retfields` has a list for each, empty where nothing does.
/// Success is 0/0 (DOORS, settled questions). Nothing is recorded.
pub(super) async fn check(session: &Session<'_>) -> Outcome {
    let array = session.argument(0, "newcontact");
    let blank = ContactInput { locale: session.profile.locale.to_string(), ..ContactInput::default() };
    let read = read::details(session.application.catalogue(), blank, &array);
    let at = session.application.clock().now();
    let mut found = vec![];
    for ending in CHECK.check(read::endings(&session.argument(1, "atlds")))? {
        let problems = match (&read, Tld::parse(&ending)) {
            (_, Err(error)) => vec![FieldError::at("tld", &error)],
            (Err(read::Wrong::Fields(wrong)), _) => wrong.clone(),
            (Err(read::Wrong::Argument(error)), _) => {
                vec![FieldError::new(error.path.clone(), "type", error.to_string())]
            }
            (Ok(details), Ok(tld)) => session.application.eligible_below(details, &tld, at),
        };
        found.push((ending, problems));
    }
    // Without endings nobody says what the data is for; wrong data is wrong all the same.
    let whole = read.is_ok() && found.iter().all(|(_, problems)| problems.is_empty());
    let fields: Map = found.iter().map(|(ending, wrong)| (ending.as_str(), show::problems(wrong))).collect();
    let (retcode, retval) = if whole { (0, 0) } else { (-1, -4) };
    Ok(Answer { retcode, retval, retfields: Some(fields.into()) })
}

pub(super) async fn mail_waps(session: &Session<'_>) -> Outcome {
    let number = contact(session, 0, "owner_id", &WAPS)?;
    WAPS.check(session.views_seen().await)?;
    let mailed = session.application.mail_verification(session.account, number, &session.ask()).await;
    Ok(done(i64::from(WAPS.check(mailed)?.value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain_model::values::AccountNumber;

    /// An account that is suspended between its login and its request: no program can make that happen at will.
    #[test]
    fn an_account_that_may_not_creates_nothing() {
        let refused = Refusal::AccountNotOpen(AccountNumber::new(13_490));
        assert_eq!((CREATE.refusal)(&refused), (-1, -2));
        assert_eq!((UPDATE.refusal)(&refused), (-1, -2));
        assert_eq!((WAPS.refusal)(&unknown()), (1, 0));
    }
}
