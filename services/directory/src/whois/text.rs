//! Writing answers: one thing a line, `Name: value`, lines end as the protocol has it.

use super::QueryProblem;
use application::directory::{DirectorySettings, Entry, Field, HostEntry, Party, PartyEntry, PartyRole};
use chrono::{DateTime, SecondsFormat, Utc};
use domain_model::domain::Phase;
use domain_model::values::EppStatus;
use std::fmt::Display;
use std::io::Write;

/// What stands for what is not told.
const REDACTED: &str = "REDACTED FOR PRIVACY";

/// The texts that do not change.
pub(super) struct Text {
    settings: DirectorySettings,
    /// The lines of the registrar in the answer to a name.
    registrar: String,
    /// What every answer ends with.
    footer: String,
}

fn line(answer: &mut Vec<u8>, name: impl Display, value: impl Display) {
    // Writing to memory cannot fail.
    let _ = write!(answer, "{name}: {value}\r\n");
}

fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

impl Text {
    pub fn new(settings: &DirectorySettings) -> Self {
        let number = settings.iana_id.map(|id| id.to_string()).unwrap_or_default();
        let registrar = format!(
            "Registrar: {}\r\nRegistrar IANA ID: {number}\r\nRegistrar Abuse Contact Email: {}\r\n\
             Registrar Abuse Contact Phone: {}\r\n",
            settings.registrar, settings.abuse_email, settings.abuse_phone
        );
        let footer = format!(
            "\r\nFor more information on domain status codes, please visit https://icann.org/epp\r\n\r\n\
             The data in the WHOIS database of {} is for finding out about the registration of a\r\n\
             name and for reaching whoever is responsible for it. It may not be used for\r\n\
             advertising that nobody asked for, nor be copied in bulk. Terms: {}\r\n\
             What is redacted may be asked for by whoever has a lawful interest: {}\r\n",
            settings.registrar, settings.terms_url, settings.requests_url
        );
        Self { settings: settings.clone(), registrar, footer }
    }

    /// Whether it is the registrar's own name.
    pub fn names_registrar(&self, name: &str) -> bool {
        self.settings.registrar.eq_ignore_ascii_case(name)
    }

    pub fn help(&self, answer: &mut Vec<u8>) {
        let _ = write!(
            answer,
            "% WHOIS server of {}\r\n%\r\n%   NAME                 a name that is registered here, in A-labels or U-labels\r\n\
             %   nameserver HOST      a name server inside such a name\r\n\
             %   contact HANDLE       a contact of such a name\r\n%   registrar            who answers\r\n",
            self.settings.registrar
        );
    }

    /// What a query says is wrong with it.
    pub fn refuse(&self, problem: &QueryProblem, answer: &mut Vec<u8>) {
        let _ = write!(answer, "% {problem}. \"help\" says what can be asked.\r\n");
    }

    pub fn no_match(&self, asked: &str, answer: &mut Vec<u8>) {
        let _ = write!(answer, "No match for \"{asked}\".\r\n");
    }

    pub fn registrar(&self, answer: &mut Vec<u8>) {
        answer.extend_from_slice(self.registrar.as_bytes());
        line(answer, "Registrar URL", &self.settings.url);
        line(answer, "Registrar WHOIS Server", &self.settings.whois_host);
        line(answer, "Registrar RDAP Server", &self.settings.rdap_base);
    }

    /// A name.
    pub fn name(&self, entry: &Entry, now: DateTime<Utc>, answer: &mut Vec<u8>) {
        line(answer, "Domain Name", &entry.name);
        if entry.name.as_str().contains("xn--") {
            line(answer, "Internationalized Domain Name", entry.name.unicode());
        }
        // The registry's own number of the name: nobody here has asked for it, and one of ours would pass for it.
        line(answer, "Registry Domain ID", "");
        line(answer, "Registrar WHOIS Server", &self.settings.whois_host);
        line(answer, "Registrar URL", &self.settings.url);
        line(answer, "Updated Date", moment(entry.updated));
        line(answer, "Creation Date", moment(entry.created));
        line(answer, "Registrar Registration Expiration Date", moment(entry.paid_until));
        answer.extend_from_slice(self.registrar.as_bytes());
        for status in statuses(entry) {
            line(answer, "Domain Status", format_args!("{status} https://icann.org/epp#{status}"));
        }
        for (role, title) in
            [(PartyRole::Registrant, "Registrant"), (PartyRole::Admin, "Admin"), (PartyRole::Tech, "Tech")]
        {
            if let Some(party) = entry.party(role) {
                person(title, party, answer);
            }
        }
        for server in &entry.servers {
            line(answer, "Name Server", &server.host);
        }
        let signed = entry.secdns.as_ref().is_some_and(|records| !records.is_empty());
        line(answer, "DNSSEC", if signed { "signedDelegation" } else { "unsigned" });
        if let Some(records) = &entry.secdns {
            keys(records, answer);
        }
        line(answer, "URL of the ICANN RDDS Inaccuracy Complaint Form", "https://icann.org/wicf");
        self.end(now, answer);
    }

    /// A host inside one of our names.
    pub fn host(&self, host: &HostEntry, now: DateTime<Utc>, answer: &mut Vec<u8>) {
        line(answer, "Server Name", &host.host);
        for address in &host.addresses {
            line(answer, "IP Address", address);
        }
        line(answer, "Updated Date", moment(host.updated));
        answer.extend_from_slice(self.registrar.as_bytes());
        line(answer, "Registrar WHOIS Server", &self.settings.whois_host);
        line(answer, "Registrar URL", &self.settings.url);
        self.end(now, answer);
    }

    /// A person.
    pub fn person(&self, entry: &PartyEntry, now: DateTime<Utc>, answer: &mut Vec<u8>) {
        line(answer, "Contact ID", entry.handle.as_str());
        line(answer, "Creation Date", moment(entry.created));
        line(answer, "Updated Date", moment(entry.updated));
        texts("Contact", &entry.party, answer);
        self.end(now, answer);
    }

    fn end(&self, now: DateTime<Utc>, answer: &mut Vec<u8>) {
        let _ = write!(answer, ">>> Last update of WHOIS database: {} <<<\r\n", moment(now));
        answer.extend_from_slice(self.footer.as_bytes());
    }
}

fn person(title: &str, party: &Party, answer: &mut Vec<u8>) {
    let handle = match &party.handle {
        Field::Shown(handle) => handle.as_str(),
        Field::Redacted => REDACTED,
        Field::Absent => "",
    };
    line(answer, format_args!("Registry {title} ID"), handle);
    texts(title, party, answer);
}

fn texts(title: &str, party: &Party, answer: &mut Vec<u8>) {
    let mut text = |name: &str, field: &Field<String>| {
        let value = match field {
            Field::Shown(value) => value.as_str(),
            Field::Redacted => REDACTED,
            Field::Absent => "",
        };
        line(answer, format_args!("{title} {name}"), value);
    };
    text("Name", &party.name);
    text("Organization", &party.organisation);
    match &party.street {
        Field::Shown(lines) => lines.iter().for_each(|line| text("Street", &Field::Shown(line.clone()))),
        Field::Redacted => text("Street", &Field::Redacted),
        Field::Absent => text("Street", &Field::Absent),
    }
    text("City", &party.city);
    text("State/Province", &party.region);
    text("Postal Code", &party.postal_code);
    let country = match &party.country {
        Field::Shown(country) => Field::Shown(country.to_string()),
        Field::Redacted => Field::Redacted,
        Field::Absent => Field::Absent,
    };
    text("Country", &country);
    text("Phone", &party.phone);
    // Numbers are kept with their extension inside, as EPP has them apart: there is none here.
    text("Phone Ext", &Field::Absent);
    text("Fax", &party.fax);
    text("Fax Ext", &Field::Absent);
    let email = match &party.email {
        Field::Shown(address) => Field::Shown(address.to_string()),
        Field::Redacted => Field::Redacted,
        Field::Absent => Field::Absent,
    };
    text("Email", &email);
}

fn keys(records: &domain_model::values::SecDns, answer: &mut Vec<u8>) {
    use domain_model::values::SecDns;
    match records {
        SecDns::Ds(records) => records.iter().for_each(|record| {
            let (tag, algorithm) = (record.key_tag(), record.algorithm());
            let (kind, digest) = (record.digest_type(), record.digest());
            line(answer, "DNSSEC DS Data", format_args!("{tag} {algorithm} {kind} {digest}"));
        }),
        SecDns::Keys(records) => records.iter().for_each(|record| {
            let (flags, protocol) = (record.flags(), record.protocol());
            let (algorithm, key) = (record.algorithm(), record.public_key());
            line(answer, "DNSSEC Key Data", format_args!("{flags} {protocol} {algorithm} {key}"));
        }),
    }
}

/// EPP's words; those of RFC 3915 for where a name is in its life. A server's prohibition of trades is no status of EPP.
fn statuses(entry: &Entry) -> Vec<String> {
    let of_epp = entry.statuses.iter().filter(|status| *status != EppStatus::ServerTradeProhibited);
    let mut statuses: Vec<String> = of_epp.map(|status| status.to_string()).collect();
    let mut also = |word: &str| {
        if !statuses.iter().any(|known| known == word) {
            statuses.push(word.to_owned());
        }
    };
    match entry.phase {
        Phase::Active => {}
        Phase::Expired => also("autoRenewPeriod"),
        Phase::Redemption { .. } => {
            also("pendingDelete");
            also("redemptionPeriod");
        }
        Phase::PendingDelete { .. } => also("pendingDelete"),
    }
    if entry.transfer_pending {
        also("pendingTransfer");
    }
    if statuses.is_empty() {
        statuses.push("ok".to_owned());
    }
    statuses
}
