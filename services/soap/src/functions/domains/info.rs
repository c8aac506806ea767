//! `domain_info` and `domain_list`.

use crate::codec::{Map, Value};
use crate::codes::{Outcome, Stop, codes, done};
use crate::fields::{date, number};
use crate::session::{Caller, Session};
use application::{NameSheet, Refusal, Right};
use domain_model::domain;
use domain_model::domain::Phase;
use domain_model::values::{DomainName, Sealed, SecDns};
use projections::whois::{ContactRole, NameFilter, NameSort, Standing};
use projections::{MOST_ROWS, Paging};
use std::collections::BTreeMap;

codes! {
    INFO, argument -3;
    (-1, -2) "$dist_id n'est pas Contact (owner/admin/tech/bill/distrib) (permission denied)":
        Refusal::NotYours { .. },
    (0, 0) "Le nom domaine n'existe pas dans notre base de données":
        Refusal::Domain(domain::Refusal::NotHeld | domain::Refusal::Busy(_)),
    otherwise (-1, -2)
}

codes! {
    LIST, argument -1;
    otherwise (-1, -1)
}

/// "nombre maximum d’année de renew possible (de 0 a 9)".
const MOST_YEARS: u32 = 9;

/// Programs call this one all day: what it shows is read while the login is checked, and shown after.
pub(in super::super) async fn info(caller: &Caller<'_>) -> Outcome {
    let ahead = async {
        let (account, name) = (caller.account().ok()?, caller.name(0, "domain").ok()?);
        Some(caller.application.name_sheet(account, &name).await)
    };
    let (session, sheet) = tokio::try_join!(caller.log_in(), async { Ok(ahead.await) })?;
    let name = session.name(0, "domain", -3)?;
    let sheet = match sheet {
        Some(sheet) => sheet,
        None => session.application.name_sheet(session.account, &name).await,
    };
    let sheet = INFO.check(sheet)?;
    let number = number(sheet.registration.number.get());
    Ok(done(number).with(shown(&session, &name, sheet)?))
}

fn shown(session: &Session<'_>, name: &DomainName, sheet: NameSheet) -> Result<Map, Stop> {
    let NameSheet { registration: held, changed, owner_verified } = sheet;
    let at = session.application.clock().now();
    let policy =
        INFO.check(session.application.catalogue().policy(name, at.date_naive()).map_err(Refusal::from))?;
    let renewable = match held.statuses.renew_prohibited_by() {
        Some(_) => 0,
        None => policy.longest_renewal(held.paid_until(), at).min(MOST_YEARS),
    };
    let restorable = policy.restore && matches!(held.phase, Phase::Redemption { .. });
    // Who may change a name may take it away.
    let code = held.auth_code.as_ref().filter(|_| Right::Manage.of(session.account, &held));
    let code = code.and_then(Sealed::value).map_or("", |code| code.as_str());
    let (since, address) = changed.map_or((held.held_since, None), |changed| (changed.at, changed.address));
    let mut fields: Map = [
        ("id", Value::from(number(held.number.get()))),
        ("lastupdate", date(since)),
        ("lastupdate_ip", address.unwrap_or_default().into()),
        ("domain", name.as_str().into()),
        ("registrar_creation", date(held.held_since)),
        ("registrar_expiration", date(held.paid_until())),
        ("registry_debut", date(held.created)),
        ("registry_fin", date(held.expires)),
        ("authinfo", code.into()),
        ("service", held.service().as_str().into()),
        (
            "ip_dns_master",
            held.service().master().map(|master| master.to_string()).unwrap_or_default().into(),
        ),
        ("status", status(&held.phase).into()),
        ("registry_status", i64::from(held.statuses.bits()).into()),
        ("domain_renew", i64::from(renewable).into()),
        ("domain_restore", i64::from(restorable).into()),
        ("owner_waps", i64::from(owner_verified).into()),
    ]
    .into_iter()
    .collect();
    for (place, host) in held.servers.hosts().enumerate() {
        fields.insert(format!("ns{place}"), host.as_str());
    }
    let contacts = &held.contacts;
    let roles = [
        ("owner_id", contacts.owner),
        ("admin_id", contacts.admin),
        ("tech_id", contacts.tech),
        ("bill_id", contacts.billing),
        ("dist_id", held.account.own_contact()),
    ];
    for (role, contact) in roles {
        fields.insert(role, number(contact.get()));
    }
    let records = held.secdns.as_ref().filter(|records| !records.is_empty());
    fields.insert("dnssec", if records.is_some() { "signed" } else { "unsigned" });
    if let Some(records) = records {
        fields.insert("dsrecords", signed(records));
    }
    Ok(fields)
}

fn status(phase: &Phase) -> &'static str {
    match phase {
        Phase::Active => "Active",
        Phase::Expired => "Expired",
        Phase::Redemption { .. } => "Redemption",
        Phase::PendingDelete { .. } => "PendingDelete",
    }
}

/// DS records by their key tag; keys, which have none here, are counted from 0.
fn signed(records: &SecDns) -> Map {
    let field = |name: &'static str, value: Value| (name, value);
    match records {
        SecDns::Ds(records) => records
            .iter()
            .map(|record| {
                let fields = [
                    field("algds", i64::from(record.algorithm()).into()),
                    field("digesttype", i64::from(record.digest_type()).into()),
                    field("digest", record.digest().into()),
                ];
                (i64::from(record.key_tag()), fields.into_iter().collect::<Map>())
            })
            .collect(),
        SecDns::Keys(records) => (0..)
            .zip(records)
            .map(|(place, record)| {
                let fields = [
                    field("algds", i64::from(record.algorithm()).into()),
                    field("pubkey", record.public_key().into()),
                ];
                (place, fields.into_iter().collect::<Map>())
            })
            .collect(),
    }
}

/// Names with their expiry as seconds since 1970: those of which the reseller stands in a role, or all that it
/// manages or stands on where no role is named.
pub(in super::super) async fn list(session: &Session<'_>) -> Outcome {
    let words = LIST.check(session.argument(0, "role").text())?.unwrap_or_default();
    let own = session.account.own_contact();
    let by = |contact, role| NameFilter { contact, role, standings: HELD.to_vec(), ..NameFilter::default() };
    let mut filters = vec![];
    for word in words.split([' ', ',']).filter(|word| !word.is_empty()) {
        let role = role(word).ok_or_else(|| {
            LIST.stop(session.argument(0, "role").expected("Owner, Admin, Tech and Bill, apart by blanks"))
        })?;
        filters.push(by(Some(own), Some(role)));
    }
    if filters.is_empty() {
        let managed = NameFilter { account: Some(session.account), ..by(None, None) };
        filters.extend([by(Some(own), None), managed]);
    }
    LIST.check(session.views_seen().await)?;
    let mut names = BTreeMap::new();
    for filter in filters {
        let mut after = None;
        loop {
            let paging = Paging { first: MOST_ROWS, after: after.take(), descending: false };
            let page = session.application.views().names(&filter, NameSort::Name, &paging).await;
            let page = LIST.check(page)?;
            let last = page.items.last().filter(|_| page.more).map(|item| item.cursor.clone());
            let rows = page.items.into_iter().map(|item| item.row);
            names.extend(rows.filter_map(|row| Some((row.name.to_string(), row.expires?.timestamp()))));
            match last {
                Some(cursor) => after = Some(cursor),
                None => break,
            }
        }
    }
    Ok(done(names.len() as i64).with(names.into_iter().collect::<Map>()))
}

const HELD: [Standing; 4] =
    [Standing::Active, Standing::Expired, Standing::Redemption, Standing::PendingDelete];

fn role(word: &str) -> Option<ContactRole> {
    match word.to_ascii_lowercase().as_str() {
        "owner" => Some(ContactRole::Owner),
        "admin" => Some(ContactRole::Admin),
        "tech" => Some(ContactRole::Tech),
        "bill" => Some(ContactRole::Billing),
        _ => None,
    }
}
