//! Les fonctions propre à l'API that tell what there is: countries, regions, towns, endings and prices without a login
//! (DOMAIN, "public functions"), and a reseller's own account with one.

use crate::codec::{Encoded, Map, Value};
use crate::codes::{Outcome, codes, done};
use crate::fields::number;
use crate::session::{Caller, Session};
use application::{AccountSheet, TldPrices};
use domain_model::policy::{DnssecForm, TldPolicy, french_postal_codes};
use domain_model::values::PriceClass;
use std::sync::LazyLock;

codes! {
    /// Only the world can fail here.
    TOLD, argument 0;
    otherwise (-1, -1)
}

/// As many entries as `retval` says.
fn counted(entries: Vec<Map>) -> Outcome {
    Ok(done(number(entries.len() as u64)).with(entries))
}

pub(super) async fn countries(caller: &Caller<'_>) -> Outcome {
    let entries = caller.application.catalogue().countries().iter().map(|entry| {
        [
            ("pays_id", Value::from(i64::from(entry.pays_id))),
            ("pays", entry.name.as_str().into()),
            ("code", entry.code.as_str().into()),
        ]
        .into_iter()
        .collect()
    });
    counted(entries.collect())
}

/// `code` is that of ISO 3166-2; `pays_id` is the country's.
pub(super) async fn regions(caller: &Caller<'_>) -> Outcome {
    let catalogue = caller.application.catalogue();
    let entries = catalogue.regions().iter().map(|entry| {
        let country = catalogue.countries().by_code(entry.country);
        [
            ("region_id", Value::from(i64::from(entry.id))),
            ("region", entry.name.as_str().into()),
            ("pays_id", country.map(|country| i64::from(country.pays_id)).into()),
            ("code", entry.code.as_str().into()),
        ]
        .into_iter()
        .collect()
    });
    counted(entries.collect())
}

/// The answer is always the same, and large: it is written once, when somebody asks for the first time.
static TOWNS: LazyLock<(i64, Encoded)> = LazyLock::new(|| {
    let pair = |(code, town)| Value::from([("cp", code), ("ville", town)].into_iter().collect::<Map>());
    let pairs: Vec<Value> = french_postal_codes().map(pair).collect();
    (number(pairs.len() as u64), Encoded::of(&pairs.into()))
});

/// French postal codes with their towns, a pair an entry.
pub(super) async fn towns(_: &Caller<'_>) -> Outcome {
    let (count, pairs) = &*TOWNS;
    Ok(done(*count).with(pairs.clone()))
}

fn endings(caller: &Caller<'_>, wanted: fn(&TldPolicy) -> bool) -> Outcome {
    let today = caller.application.clock().now().date_naive();
    let policies = caller.application.catalogue().tlds(today).filter(|policy| wanted(policy));
    let endings: Vec<Value> = policies.map(|policy| policy.tld.as_str().into()).collect();
    Ok(done(1).with(endings))
}

pub(super) async fn tlds(caller: &Caller<'_>) -> Outcome {
    endings(caller, |_| true)
}

pub(super) async fn dnssec_tlds(caller: &Caller<'_>) -> Outcome {
    endings(caller, |policy| policy.dnssec != DnssecForm::None)
}

/// Euro cents before tax, a year's where years count. Public prices, or with a login those of the reseller's class.
pub(super) async fn prices(caller: &Caller<'_>) -> Outcome {
    let anonymous = (0..2).all(|place| caller.request.argument(place, "").is_blank());
    let class = match anonymous {
        true => PriceClass::standard(),
        false => caller.log_in().await?.profile.price_class,
    };
    let listed = TOLD.check(caller.application.euro_price_list(&class).await)?;
    Ok(done(1).with(listed.iter().map(|prices| price(prices).into()).collect::<Vec<Value>>()))
}

/// What has no price is left out.
fn price(prices: &TldPrices) -> Map {
    let mut fields: Map = [("tld", prices.tld.as_str())].into_iter().collect();
    for (action, cents) in &prices.cents {
        fields.insert(action.as_str(), cents.get());
    }
    fields.insert("period_min", i64::from(prices.periods.min));
    fields.insert("period_max", i64::from(prices.periods.max));
    fields
}

pub(super) async fn account(session: &Session<'_>) -> Outcome {
    let sheet = TOLD.check(session.application.account_sheet(session.account).await)?;
    Ok(done(1).with(sheet_fields(&sheet)))
}

/// `credit` and its sisters are points, 100 to the unit of `devise`; `rib` is where points are paid for.
fn sheet_fields(sheet: &AccountSheet) -> Map {
    let (profile, balance) = (&sheet.profile, &sheet.balance);
    let mut fields: Map = [
        ("dist_id", Value::from(number(sheet.number.get()))),
        ("handle", profile.nichandle.as_str().into()),
        ("status", "Active".into()),
        ("classe_tarif", profile.price_class.as_str().into()),
        ("devise", profile.currency.to_string().into()),
        ("lang", profile.locale.as_str().into()),
        ("credit", balance.available.into()),
        ("credit_reserve", balance.reserved.into()),
        ("credit_depense", balance.spent.into()),
        ("credit_total", balance.granted.into()),
        ("points_par_unite", i64::from(sheet.points_per_unit).into()),
    ]
    .into_iter()
    .collect();
    if let Some(holder) = &sheet.holder {
        let input = holder.to_input();
        for (name, text) in [
            ("formejuridique", holder.legal_form().soap_word().to_owned()),
            ("nom", input.last_name),
            ("prenom", input.first_name),
            ("societe", input.organisation),
            ("adresse1", input.street),
            ("adresse2", input.street_2),
            ("cp", input.postal_code),
            ("ville", input.city),
            ("telephone", input.phone),
            ("email", input.email),
            ("numero_tva", input.vat_number),
            ("siret", input.company_number),
        ] {
            fields.insert(name, text);
        }
    }
    let bank = sheet.bank.as_ref();
    let text = |field: Option<&String>| field.map_or("", String::as_str).to_owned();
    let rib: Map = [
        ("titulaire", text(bank.map(|bank| &bank.holder))),
        ("iban", text(bank.map(|bank| &bank.iban))),
        ("bic", text(bank.map(|bank| &bank.bic))),
    ]
    .into_iter()
    .collect();
    fields.insert("rib", rib);
    fields
}
