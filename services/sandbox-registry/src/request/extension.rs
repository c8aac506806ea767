//! Command extensions: secDNS (RFC 5910), RGP (RFC 3915), fees (RFC 8748), launch (RFC 8334),
//! allocation tokens (RFC 8495).

use chrono::{DateTime, Utc};
use data_encoding::{BASE64, HEXUPPER};

use super::Verb;
use super::values;
use crate::code::{Refusal, ResultCode};
use crate::secret::Secret;
use crate::state::{DsRecord, KeyRecord, ObjectKind, SecDns};
use crate::xml::{Element, Sequence, ns};

/// Everything that a command may carry beside its object.
#[derive(Debug, Default)]
pub struct Extensions {
    pub secdns_create: Option<SecDns>,
    pub secdns_update: Option<SecDnsUpdate>,
    pub restore: Option<Restore>,
    pub fee_check: Option<FeeCheck>,
    pub fee_agreed: Option<FeeAgreed>,
    pub claims_check: bool,
    pub claims_notice: Option<ClaimsNotice>,
    /// The code of a reserved name.
    pub allocation_token: Option<Secret>,
    /// The language tag of an internationalised name.
    pub language: Option<String>,
}

#[derive(Debug, Default)]
pub struct SecDnsUpdate {
    pub remove: SecDnsRemoval,
    pub add: SecDns,
    pub max_sig_life: Option<u32>,
}

#[derive(Debug, Default)]
pub enum SecDnsRemoval {
    #[default]
    Nothing,
    All,
    These(SecDns),
}

/// RFC 3915, section 4.2.5.
#[derive(Debug)]
pub enum Restore {
    Request,
    Report { deleted: DateTime<Utc>, restored: DateTime<Utc> },
}

#[derive(Debug)]
pub struct FeeCheck {
    pub currency: Option<String>,
    pub questions: Vec<FeeQuestion>,
}

/// Which price of a name a client asks for.
#[derive(Debug)]
pub struct FeeQuestion {
    pub command: String,
    pub years: Option<u32>,
}

/// The sum that the client agrees to pay.
#[derive(Debug)]
pub struct FeeAgreed {
    pub currency: Option<String>,
    /// In hundredths of the currency's unit.
    pub cents: i64,
}

/// The acknowledged trademark claims notice.
#[derive(Debug)]
pub struct ClaimsNotice {
    pub id: String,
    pub not_after: DateTime<Utc>,
    pub accepted: DateTime<Utc>,
}

impl Extensions {
    /// Reads the extensions of a command; one that does not belong to it is refused with 2103.
    pub(super) fn read(verb: Verb, kind: Option<ObjectKind>, elements: &[Element]) -> Result<Self, Refusal> {
        let mut read = Self::default();
        for element in elements {
            if kind != Some(ObjectKind::Domain) || !read.take(verb, element)? {
                let reason = format!("<{}> does not extend this command", element.name);
                return Err(ResultCode::UnimplementedExtension.because(reason));
            }
        }
        Ok(read)
    }

    fn take(&mut self, verb: Verb, element: &Element) -> Result<bool, Refusal> {
        match (element.ns.as_str(), element.name.as_str(), verb) {
            (ns::SECDNS, "create", Verb::Create) => self.secdns_create = Some(ds_or_key(element)?),
            (ns::SECDNS, "update", Verb::Update) => self.secdns_update = Some(SecDnsUpdate::read(element)?),
            (ns::RGP, "update", Verb::Update) => self.restore = Some(Restore::read(element)?),
            (ns::FEE, "check", Verb::Check) => self.fee_check = Some(FeeCheck::read(element)?),
            (ns::FEE, "create", Verb::Create)
            | (ns::FEE, "renew", Verb::Renew)
            | (ns::FEE, "transfer", Verb::Transfer)
            | (ns::FEE, "update", Verb::Update) => self.fee_agreed = Some(FeeAgreed::read(element)?),
            (ns::LAUNCH, "check", Verb::Check) => self.claims_check = claims_check(element)?,
            (ns::LAUNCH, "create", Verb::Create) => self.claims_notice = Some(ClaimsNotice::read(element)?),
            (ns::ALLOCATION_TOKEN, "allocationToken", Verb::Check | Verb::Create) => {
                self.allocation_token = Some(allocation_token(element)?);
            }
            (ns::IDN_LANG, "tag", Verb::Create) => self.language = Some(language(element)?),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Three capital letters.
fn language(element: &Element) -> Result<String, Refusal> {
    let tag = element.text.trim();
    if tag.len() == 3 && tag.bytes().all(|letter| letter.is_ascii_uppercase()) {
        Ok(tag.to_owned())
    } else {
        Err(ResultCode::ParameterSyntax.because("<tag> is three capital letters"))
    }
}

fn allocation_token(element: &Element) -> Result<Secret, Refusal> {
    match element.token() {
        token if token.is_empty() => Err(ResultCode::ParameterSyntax.because("<allocationToken> is empty")),
        token => Ok(Secret::new(token)),
    }
}

fn ds_or_key(element: &Element) -> Result<SecDns, Refusal> {
    let mut sequence = Sequence::new(element, ns::SECDNS);
    let max_sig_life = sequence.optional("maxSigLife").map(max_sig_life).transpose()?;
    let read = records(&mut sequence)?;
    sequence.end()?;
    if read.is_empty() {
        return Err(ResultCode::RequiredMissing.because("dsData or keyData is required"));
    }
    Ok(SecDns { max_sig_life, ..read })
}

fn records(sequence: &mut Sequence<'_>) -> Result<SecDns, Refusal> {
    let ds = sequence.many("dsData").into_iter().map(ds_data).collect::<Result<Vec<_>, _>>()?;
    let keys = sequence.many("keyData").into_iter().map(key_data).collect::<Result<Vec<_>, _>>()?;
    if !ds.is_empty() && !keys.is_empty() {
        return Err(ResultCode::SyntaxError.because("dsData and keyData exclude each other"));
    }
    Ok(SecDns { max_sig_life: None, ds, keys })
}

fn max_sig_life(element: &Element) -> Result<u32, Refusal> {
    match values::number(element)? {
        0 => Err(ResultCode::ParameterRange.because("maxSigLife is 1 at least")),
        seconds => Ok(seconds),
    }
}

fn ds_data(element: &Element) -> Result<DsRecord, Refusal> {
    let mut sequence = Sequence::new(element, ns::SECDNS);
    let key_tag = values::number(sequence.required("keyTag")?)?;
    let algorithm = values::number(sequence.required("alg")?)?;
    let digest_type = values::number(sequence.required("digestType")?)?;
    let digest: String = sequence.required("digest")?.text.split_ascii_whitespace().collect();
    let key = sequence.optional("keyData").map(key_data).transpose()?;
    sequence.end()?;
    let octets = HEXUPPER.decode(digest.to_ascii_uppercase().as_bytes());
    let octets = octets.map_err(|_| ResultCode::ParameterSyntax.because("<digest> is not hexadecimal"))?;
    // SHA-1, SHA-256, GOST, SHA-384 (RFC 3658, 4509, 5933, 6605).
    let length = match digest_type {
        1 => 20,
        2 | 3 => 32,
        4 => 48,
        _ => return Err(ResultCode::ParameterPolicy.because("unknown digest type")),
    };
    if octets.len() != length {
        return Err(ResultCode::ParameterSyntax.because("<digest> does not have the length of its type"));
    }
    Ok(DsRecord { key_tag, algorithm, digest_type, digest: digest.to_ascii_uppercase(), key })
}

fn key_data(element: &Element) -> Result<KeyRecord, Refusal> {
    let mut sequence = Sequence::new(element, ns::SECDNS);
    let flags = values::number(sequence.required("flags")?)?;
    let protocol = values::number(sequence.required("protocol")?)?;
    let algorithm = values::number(sequence.required("alg")?)?;
    let public_key: String = sequence.required("pubKey")?.text.split_ascii_whitespace().collect();
    sequence.end()?;
    // RFC 4034, section 2.1.2.
    if protocol != 3 {
        return Err(ResultCode::ParameterRange.because("<protocol> is 3"));
    }
    if public_key.is_empty() || BASE64.decode(public_key.as_bytes()).is_err() {
        return Err(ResultCode::ParameterSyntax.because("<pubKey> is not base64"));
    }
    Ok(KeyRecord { flags, protocol, algorithm, public_key })
}

impl SecDnsUpdate {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::SECDNS);
        let mut update = Self::default();
        if let Some(remove) = sequence.optional("rem") {
            update.remove = removal(remove)?;
        }
        if let Some(add) = sequence.optional("add") {
            update.add = ds_or_key(add)?;
        }
        if let Some(change) = sequence.optional("chg") {
            let mut inner = Sequence::new(change, ns::SECDNS);
            update.max_sig_life = inner.optional("maxSigLife").map(max_sig_life).transpose()?;
            inner.end()?;
        }
        sequence.end()?;
        Ok(update)
    }
}

fn removal(element: &Element) -> Result<SecDnsRemoval, Refusal> {
    let mut sequence = Sequence::new(element, ns::SECDNS);
    if let Some(all) = sequence.optional("all") {
        sequence.end()?;
        return match all.token().as_str() {
            "true" | "1" => Ok(SecDnsRemoval::All),
            "false" | "0" => Ok(SecDnsRemoval::Nothing),
            _ => Err(ResultCode::ParameterSyntax.because("<all> is a boolean")),
        };
    }
    let these = records(&mut sequence)?;
    sequence.end()?;
    if these.is_empty() {
        return Err(ResultCode::RequiredMissing.because("<rem> names what to remove"));
    }
    Ok(SecDnsRemoval::These(these))
}

impl Restore {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::RGP);
        let restore = sequence.required("restore")?;
        sequence.end()?;
        let mut inner = Sequence::new(restore, ns::RGP);
        match restore.attribute("op") {
            Some("request") => inner.end().map(|()| Self::Request),
            Some("report") => {
                let report = inner.required("report")?;
                inner.end()?;
                Self::read_report(report)
            }
            _ => Err(ResultCode::SyntaxError.because("restore needs the op request or report")),
        }
    }

    fn read_report(report: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(report, ns::RGP);
        sequence.required("preData")?;
        sequence.required("postData")?;
        let deleted = date_time(sequence.required("delTime")?)?;
        let restored = date_time(sequence.required("resTime")?)?;
        sequence.required("resReason")?;
        sequence.required("statement")?;
        sequence.optional("statement");
        sequence.optional("other");
        sequence.end()?;
        Ok(Self::Report { deleted, restored })
    }
}

impl FeeCheck {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::FEE);
        let currency = sequence.optional("currency").map(Element::token);
        let first = sequence.required("command")?;
        let commands = std::iter::once(first).chain(sequence.many("command"));
        let questions = commands.map(FeeQuestion::read).collect::<Result<_, _>>()?;
        sequence.end()?;
        Ok(Self { currency, questions })
    }
}

impl FeeQuestion {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let command = element.attribute("name").unwrap_or_default().to_owned();
        if !["create", "renew", "transfer", "delete", "restore", "update", "custom"]
            .contains(&command.as_str())
        {
            return Err(ResultCode::SyntaxError.because("<command> names no command"));
        }
        let mut sequence = Sequence::new(element, ns::FEE);
        let years = values::period(sequence.optional("period"))?;
        sequence.end()?;
        Ok(Self { command, years })
    }
}

impl FeeAgreed {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::FEE);
        let currency = sequence.optional("currency").map(Element::token);
        let first = sequence.required("fee")?;
        let fees = std::iter::once(first).chain(sequence.many("fee"));
        let mut cents = 0i64;
        for fee in fees {
            let amount = amount(fee)?;
            cents = cents
                .checked_add(amount)
                .filter(|_| amount >= 0)
                .ok_or_else(|| ResultCode::ParameterRange.because("<fee> is not negative"))?;
        }
        for credit in sequence.many("credit") {
            let amount = amount(credit)?;
            cents = cents
                .checked_add(amount)
                .filter(|_| amount <= 0)
                .ok_or_else(|| ResultCode::ParameterRange.because("<credit> is not positive"))?;
        }
        sequence.end()?;
        Ok(Self { currency, cents })
    }
}

/// A decimal amount with at most two places that count, in hundredths.
fn amount(element: &Element) -> Result<i64, Refusal> {
    let token = element.token();
    let refusal = || ResultCode::ParameterSyntax.because(format!("<{}> is not an amount", element.name));
    let (sign, digits) = match token.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, token.strip_prefix('+').unwrap_or(&token)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let numeric = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || fraction.len() > 2 || !numeric(whole) || !numeric(fraction) {
        return Err(refusal());
    }
    let cents: i64 = format!("{whole}{fraction:0<2}").parse().map_err(|_| refusal())?;
    Ok(sign * cents)
}

fn claims_check(element: &Element) -> Result<bool, Refusal> {
    let mut sequence = Sequence::new(element, ns::LAUNCH);
    sequence.optional("phase");
    sequence.end()?;
    match element.attribute("type") {
        None | Some("claims") => Ok(true),
        Some("avail") => Ok(false),
        Some(_) => Err(ResultCode::UnimplementedOption.because("this launch check is not offered")),
    }
}

impl ClaimsNotice {
    fn read(element: &Element) -> Result<Self, Refusal> {
        let mut sequence = Sequence::new(element, ns::LAUNCH);
        let phase = sequence.required("phase")?.token();
        if phase != "claims" {
            return Err(ResultCode::ParameterPolicy.because("the launch phase is claims"));
        }
        let notice = sequence.required("notice")?;
        sequence.end()?;
        let mut inner = Sequence::new(notice, ns::LAUNCH);
        let id = inner.required("noticeID")?.token();
        let not_after = date_time(inner.required("notAfter")?)?;
        let accepted = date_time(inner.required("acceptedDate")?)?;
        inner.end()?;
        if id.is_empty() {
            return Err(ResultCode::ParameterSyntax.because("<noticeID> is empty"));
        }
        Ok(Self { id, not_after, accepted })
    }
}

fn date_time(element: &Element) -> Result<DateTime<Utc>, Refusal> {
    DateTime::parse_from_rfc3339(&element.token()).map(|date| date.with_timezone(&Utc)).map_err(|_| {
        ResultCode::ParameterSyntax.because(format!("<{}> is not a date with time", element.name))
    })
}
