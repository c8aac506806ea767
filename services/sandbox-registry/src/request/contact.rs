//! Contact commands (RFC 5733, section 3).

use super::{Command, values};
use crate::code::{Refusal, ResultCode};
use crate::secret::Secret;
use crate::state::{Address, Disclose, ObjectKind, Phone, PostalForm, PostalInfo, Status};
use crate::xml::{Element, Sequence, ns};

#[derive(Debug)]
pub struct ContactCreate {
    pub id: String,
    pub postal: Vec<PostalInfo>,
    pub voice: Option<Phone>,
    pub fax: Option<Phone>,
    pub email: String,
    pub auth: Secret,
    pub disclose: Option<Disclose>,
}

/// In `voice` and `fax` the inner `None` removes the number.
#[derive(Debug, Default)]
pub struct ContactUpdate {
    pub id: String,
    pub add: Vec<Status>,
    pub remove: Vec<Status>,
    pub postal: Vec<PostalChange>,
    pub voice: Option<Option<Phone>>,
    pub fax: Option<Option<Phone>>,
    pub email: Option<String>,
    pub auth: Option<Secret>,
    pub disclose: Option<Disclose>,
}

/// A change of one postal form: absent parts stay, an empty organisation is removed.
#[derive(Debug)]
pub struct PostalChange {
    pub form: PostalForm,
    pub name: Option<String>,
    pub org: Option<Option<String>>,
    pub address: Option<Address>,
}

/// Reads `<contact:info>`.
pub fn info(body: &Element) -> Result<Command, Refusal> {
    let mut sequence = Sequence::new(body, ns::CONTACT);
    let id = values::client_id(sequence.required("id")?)?;
    let auth = values::auth_info(sequence.optional("authInfo"), ns::CONTACT)?;
    sequence.end()?;
    Ok(Command::ContactInfo { id, auth })
}

impl ContactCreate {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::CONTACT);
        let id = values::client_id(sequence.required("id")?)?;
        let first = sequence.required("postalInfo")?;
        let forms = std::iter::once(first).chain(sequence.many("postalInfo"));
        let postal = forms.map(postal_info).collect::<Result<Vec<_>, _>>()?;
        let voice = sequence.optional("voice").map(phone).transpose()?.flatten();
        let fax = sequence.optional("fax").map(phone).transpose()?.flatten();
        let email = email(sequence.required("email")?)?;
        let auth = values::new_auth(sequence.required("authInfo")?, ns::CONTACT)?;
        let disclose = sequence.optional("disclose").map(disclose).transpose()?;
        sequence.end()?;
        distinct_forms(postal.iter().map(|info| info.form))?;
        Ok(Self { id, postal, voice, fax, email, auth, disclose })
    }
}

impl ContactUpdate {
    pub(super) fn read(body: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(body, ns::CONTACT);
        let id = values::client_id(sequence.required("id")?)?;
        let (add, remove) = (sequence.optional("add"), sequence.optional("rem"));
        let change = sequence.optional("chg");
        sequence.end()?;
        if add.is_none() && remove.is_none() && change.is_none() {
            return Err(ResultCode::RequiredMissing.because("an update has add, rem or chg"));
        }
        let statuses = |delta: Option<&Element>| match delta {
            None => Ok(Vec::new()),
            Some(delta) => {
                let mut inner = Sequence::new(delta, ns::CONTACT);
                let read = values::statuses(&inner.many("status"), ObjectKind::Contact)?;
                inner.end()?;
                Ok(read)
            }
        };
        let mut update =
            Self { id, add: statuses(add)?, remove: statuses(remove)?, ..ContactUpdate::default() };
        if let Some(change) = change {
            update.read_change(change)?;
        }
        Ok(update)
    }

    fn read_change(&mut self, change: &Element) -> Result<(), Refusal> {
        let mut sequence = Sequence::new(change, ns::CONTACT);
        self.postal = sequence.many("postalInfo").into_iter().map(postal_change).collect::<Result<_, _>>()?;
        self.voice = sequence.optional("voice").map(phone).transpose()?;
        self.fax = sequence.optional("fax").map(phone).transpose()?;
        self.email = sequence.optional("email").map(email).transpose()?;
        self.auth =
            sequence.optional("authInfo").map(|auth| values::new_auth(auth, ns::CONTACT)).transpose()?;
        self.disclose = sequence.optional("disclose").map(disclose).transpose()?;
        sequence.end()?;
        distinct_forms(self.postal.iter().map(|info| info.form))
    }
}

fn postal_form(element: &Element) -> Result<PostalForm, Refusal> {
    PostalForm::read(element.attribute("type").unwrap_or_default())
        .ok_or_else(|| ResultCode::SyntaxError.because("<postalInfo> has the type int or loc"))
}

fn distinct_forms(forms: impl Iterator<Item = PostalForm>) -> Result<(), Refusal> {
    let forms: Vec<_> = forms.collect();
    match forms.as_slice() {
        [] | [_] => Ok(()),
        [one, two] if one != two => Ok(()),
        _ => Err(ResultCode::ParameterPolicy.because("at most one postalInfo of each type")),
    }
}

fn postal_info(element: &Element) -> Result<PostalInfo, Refusal> {
    let form = postal_form(element)?;
    let mut sequence = Sequence::new(element, ns::CONTACT);
    let name = values::token(sequence.required("name")?, 1..=255)?;
    let org = sequence.optional("org").map(|org| values::token(org, 0..=255)).transpose()?;
    let address = address(sequence.required("addr")?)?;
    sequence.end()?;
    ascii_where_international(form, &name, org.as_deref(), Some(&address))?;
    Ok(PostalInfo { form, name, org: org.filter(|org| !org.is_empty()), address })
}

fn postal_change(element: &Element) -> Result<PostalChange, Refusal> {
    let form = postal_form(element)?;
    let mut sequence = Sequence::new(element, ns::CONTACT);
    let name = sequence.optional("name").map(|name| values::token(name, 1..=255)).transpose()?;
    let org = sequence.optional("org").map(|org| values::token(org, 0..=255)).transpose()?;
    let address = sequence.optional("addr").map(address).transpose()?;
    sequence.end()?;
    ascii_where_international(form, name.as_deref().unwrap_or_default(), org.as_deref(), address.as_ref())?;
    Ok(PostalChange { form, name, org: org.map(|org| Some(org).filter(|org| !org.is_empty())), address })
}

/// The international form is "a subset of UTF-8 that can be represented in 7-bit ASCII" (RFC 5733, 2.3).
fn ascii_where_international(
    form: PostalForm,
    name: &str,
    org: Option<&str>,
    address: Option<&Address>,
) -> Result<(), Refusal> {
    let address_ascii = address.is_none_or(|address| {
        address.street.iter().all(|line| line.is_ascii())
            && address.city.is_ascii()
            && address.province.as_deref().is_none_or(str::is_ascii)
            && address.postal_code.as_deref().is_none_or(str::is_ascii)
    });
    let ascii = name.is_ascii() && org.is_none_or(str::is_ascii) && address_ascii;
    if form == PostalForm::Local || ascii {
        return Ok(());
    }
    Err(ResultCode::ParameterSyntax.because("postalInfo of type int is ASCII"))
}

fn address(element: &Element) -> Result<Address, Refusal> {
    let mut sequence = Sequence::new(element, ns::CONTACT);
    let street = sequence.many("street");
    if street.len() > 3 {
        return Err(ResultCode::SyntaxError.because("at most three <street> lines"));
    }
    let street = street.into_iter().map(|line| values::token(line, 0..=255)).collect::<Result<_, _>>()?;
    let city = values::token(sequence.required("city")?, 1..=255)?;
    let province = sequence.optional("sp").map(|sp| values::token(sp, 0..=255)).transpose()?;
    let postal_code = sequence.optional("pc").map(|pc| values::token(pc, 0..=16)).transpose()?;
    let country = values::token(sequence.required("cc")?, 2..=2)?.to_ascii_uppercase();
    sequence.end()?;
    if !country.bytes().all(|octet| octet.is_ascii_uppercase()) {
        return Err(ResultCode::ParameterSyntax.because("<cc> is a country code of two letters"));
    }
    Ok(Address { street, city, province, postal_code, country })
}

/// An empty element means no number.
fn phone(element: &Element) -> Result<Option<Phone>, Refusal> {
    let number = element.token();
    if number.is_empty() {
        return Ok(None);
    }
    let valid = number.strip_prefix('+').and_then(|rest| rest.split_once('.')).is_some_and(|(cc, rest)| {
        let digits = |text: &str, most| {
            (1..=most).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_digit())
        };
        digits(cc, 3) && digits(rest, 14) && number.len() <= 17
    });
    if !valid {
        return Err(ResultCode::ParameterSyntax.because("a number has the form +CC.NUMBER"));
    }
    Ok(Some(Phone { number, extension: element.attribute("x").map(str::to_owned) }))
}

/// The schema asks for a token only; the registry for one `@` between non-empty parts.
fn email(element: &Element) -> Result<String, Refusal> {
    let email = values::token(element, 1..=254)?;
    let parts: Vec<&str> = email.split('@').collect();
    let valid = parts.len() == 2 && parts.iter().all(|part| !part.is_empty()) && !email.contains(' ');
    if valid { Ok(email) } else { Err(ResultCode::ParameterSyntax.because("<email> is not an address")) }
}

fn disclose(element: &Element) -> Result<Disclose, Refusal> {
    let show = match element.attribute("flag") {
        Some("1" | "true") => true,
        Some("0" | "false") => false,
        _ => return Err(ResultCode::SyntaxError.because("<disclose> needs the flag 0 or 1")),
    };
    let mut sequence = Sequence::new(element, ns::CONTACT);
    let mut elements = Vec::new();
    for name in ["name", "org", "addr"] {
        for child in sequence.many(name) {
            elements.push((name.to_owned(), Some(postal_form(child)?)));
        }
    }
    for name in ["voice", "fax", "email"] {
        if sequence.optional(name).is_some() {
            elements.push((name.to_owned(), None));
        }
    }
    sequence.end()?;
    Ok(Disclose { show, elements })
}
