//! What `$array_domain` holds.

use crate::codec::{Argument, ArgumentError, Key};
use crate::codes::{Codes, Stop};
use domain_model::operation::Contacts;
use domain_model::values::{
    AccountNumber, ContactNumber, DnsService, DsRecord, EppStatus, HostName, KeyRecord, NameServer,
    NameServers, SecDns, SecDnsError, StatusSet,
};
use std::net::IpAddr;

/// ns0 … ns12.
const MOST_SERVERS: usize = 13;
/// "DNS invalide ou Zone invalide", "pas d'adresse IP pour cree une glue", "problème de configuration DNSSEC".
const SERVER: i64 = -7;
const GLUE: i64 = -9;
const DNSSEC: i64 = -10;

/// `$array_domain`.
pub(super) struct ArrayDomain<'a> {
    array: Argument<'a>,
    codes: &'a Codes,
}

impl<'a> ArrayDomain<'a> {
    /// Something must be in it.
    pub fn read(array: Argument<'a>, codes: &'a Codes) -> Result<Self, Stop> {
        if array.is_blank() {
            return Err(codes.stop(array.expected("an array with keys")));
        }
        codes.check(array.field("domain"))?;
        Ok(Self { array, codes })
    }

    pub fn field(&self, key: &str) -> Result<Argument<'a>, Stop> {
        self.codes.check(self.array.field(key))
    }

    /// Text, where there is any.
    pub fn text(&self, key: &str) -> Result<Option<String>, Stop> {
        Ok(self.codes.check(self.field(key)?.text())?.map(std::borrow::Cow::into_owned))
    }

    pub fn int(&self, key: &str) -> Result<Option<i64>, Stop> {
        self.codes.check(self.field(key)?.int())
    }

    /// The four contacts, all of which must be there.
    pub fn contacts(&self) -> Result<Contacts, Stop> {
        let contact = |key: &str| -> Result<ContactNumber, Stop> {
            let field = self.field(key)?;
            if field.is_blank() {
                return Err(self.codes.stop(field.expected("a contact's id")));
            }
            let id = field.int().ok().flatten().and_then(|id| u64::try_from(id).ok());
            let why = || Stop::refused(-1, -4, field.expected("a contact's id").to_string());
            id.map(ContactNumber::new).ok_or_else(why)
        };
        Ok(Contacts {
            owner: contact("owner_id")?,
            admin: contact("admin_id")?,
            tech: contact("tech_id")?,
            billing: contact("bill_id")?,
        })
    }

    /// `dist_id`, the reseller that manages the name or is to: none where it is absent, empty or 0.
    pub fn reseller(&self) -> Result<Option<AccountNumber>, Stop> {
        let field = self.field("dist_id")?;
        if field.is_blank() {
            return Ok(None);
        }
        let id = field.int().ok().flatten().and_then(|id| u64::try_from(id).ok());
        let wrong = || Stop::refused(-1, -4, field.expected("a reseller's id").to_string());
        let id = id.ok_or_else(wrong)?;
        Ok((id != 0).then(|| AccountNumber::new(id)))
    }

    /// `service` with `ip_dns_master`; none where no service is named.
    pub fn service(&self) -> Result<Option<DnsService>, Stop> {
        let Some(word) = self.text("service")?.filter(|word| !word.trim().is_empty()) else {
            return Ok(None);
        };
        let master = self.text("ip_dns_master")?.unwrap_or_default();
        let service = DnsService::parse(&word, &master);
        service.map(Some).map_err(|error| Stop::refused(-1, self.codes.argument, format!("service: {error}")))
    }

    /// `nsN` with `ipnsN`; none where no server is named. Several addresses of one host stand apart by blanks or commas.
    pub fn servers(&self) -> Result<Option<NameServers>, Stop> {
        let mut servers = vec![];
        for place in 0..MOST_SERVERS {
            let Some(host) = self.text(&format!("ns{place}"))?.filter(|text| !text.trim().is_empty()) else {
                continue;
            };
            let host: HostName = host
                .trim()
                .trim_end_matches('.')
                .parse()
                .map_err(|error| Stop::refused(-1, SERVER, format!("ns{place}: {error}")))?;
            let addresses = self.text(&format!("ipns{place}"))?.unwrap_or_default();
            let addresses = addresses.split([' ', ',', ';']).filter(|text| !text.is_empty());
            let addresses: Vec<IpAddr> =
                addresses.map(str::parse).collect::<Result<_, _>>().map_err(|_| {
                    Stop::refused(-1, GLUE, format!("ipns{place}: an IPv4 or IPv6 address is expected"))
                })?;
            servers.push(NameServer::with_addresses(host, addresses));
        }
        if servers.is_empty() {
            return Ok(None);
        }
        let servers = NameServers::new(servers);
        servers.map(Some).map_err(|error| Stop::refused(-1, SERVER, error.to_string()))
    }

    /// 0, 4 and 64 of `registry_status`: the statuses that may be set here. What a program sends back from `domain_info`
    /// and cannot be set stays as it is.
    pub fn statuses(&self, present: StatusSet) -> Result<Option<StatusSet>, Stop> {
        let Some(bits) = self.int("registry_status")? else { return Ok(None) };
        let settable = StatusSet::of(&[EppStatus::ClientHold, EppStatus::ClientTransferProhibited]);
        let sent = u32::try_from(bits).ok().and_then(|bits| StatusSet::from_bits(bits).ok());
        let sent =
            sent.filter(|sent| sent.difference(settable.union(present)).is_empty()).ok_or_else(|| {
                let why = "registry_status: 0, 4 (clientHold) or 64 (clientTransferProhibited) is expected";
                Stop::refused(-1, self.codes.argument, why)
            })?;
        let kept = present.client_part().difference(settable);
        Ok(Some(kept.union(sent.intersection(settable))))
    }

    /// `dsrecords`: absent keeps them, empty removes them. DS records by key tag, or keys for registries that make the
    /// DS themselves.
    pub fn secdns(&self) -> Result<Option<SecDns>, Stop> {
        let field = self.field("dsrecords")?;
        if !field.is_sent() {
            return Ok(None);
        }
        let wrong = |why: String| Stop::refused(-1, DNSSEC, why);
        let (mut signers, mut keys) = (vec![], vec![]);
        for (tag, record) in field.entries().map_err(|error| wrong(error.to_string()))? {
            match signed(&tag, &record).map_err(wrong)? {
                Signed::Ds(record) => signers.push(record),
                Signed::Key(record) => keys.push(record),
            }
        }
        signers.sort_unstable();
        keys.sort_unstable();
        let records = match (signers.is_empty(), keys.is_empty()) {
            (false, false) => return Err(wrong("dsrecords: digests and keys do not go together".to_owned())),
            (_, true) => SecDns::ds(signers),
            (true, false) => SecDns::keys(keys),
        };
        records.map(Some).map_err(|error| wrong(format!("dsrecords: {error}")))
    }
}

enum Signed {
    Ds(DsRecord),
    Key(KeyRecord),
}

/// One entry of `dsrecords`, or why not.
fn signed(tag: &Key, record: &Argument<'_>) -> Result<Signed, String> {
    let text = |error: ArgumentError| error.to_string();
    let part = |key: &str| record.field(key).map_err(text);
    let small = |field: Argument<'_>| {
        let number = field.required_int().map_err(text)?;
        u8::try_from(number).map_err(|_| field.expected("a number up to 255").to_string())
    };
    let algorithm = small(part("algds")?)?;
    let refused = |error: SecDnsError| format!("{}: {error}", record.path());
    if let Some(key) = part("pubkey")?.text().map_err(text)? {
        return KeyRecord::new(ZONE_KEY, DNSSEC_PROTOCOL, algorithm, &key).map(Signed::Key).map_err(refused);
    }
    let tag = tag.to_string().parse().map_err(|_| format!("{}: a key tag is expected", record.path()))?;
    let (kind, digest) = (small(part("digesttype")?)?, part("digest")?.required_text().map_err(text)?);
    DsRecord::new(tag, algorithm, kind, &digest).map(Signed::Ds).map_err(refused)
}

/// Zone key and secure entry point (RFC 4034), and the only protocol there is.
const ZONE_KEY: u16 = 257;
const DNSSEC_PROTOCOL: u8 = 3;
