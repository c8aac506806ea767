use super::*;
use crate::policy::{DnssecForm, TradeProcedure};
use crate::values::{Country, Currency, PriceClass};

fn name(text: &str) -> DomainName {
    DomainName::parse(text).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn source(file: &str) -> &'static str {
    EMBEDDED.iter().find(|(name, _)| *name == file).unwrap().1
}

/// The embedded catalogue with one file changed.
fn with(file: &str, from: &str, to: &str) -> Result<Catalogue, CatalogueError> {
    let changed = source(file).replacen(from, to, 1);
    assert_ne!(changed, source(file), "{from} stands in {file}");
    Catalogue::from_sources(EMBEDDED.iter().map(|(f, text)| (*f, if *f == file { &*changed } else { *text })))
}

/// The TLDs for which domain_trade of the SOAP paper works, beside the generic ones.
const TRADED: &str = "fr eu be re wf tf pm yt ch lu it me tw us tv cc la pw de";

#[test]
fn every_action_that_is_offered_has_a_price_in_every_list() {
    let catalogue = Catalogue::embedded();
    let seeds = catalogue.price_seeds();
    for class in ["standard", "reseller"] {
        for currency in [Currency::EUR, Currency::XOF] {
            for policy in catalogue.tlds(day("2026-11-24")) {
                for action in Catalogue::offered(policy) {
                    let priced = seeds.iter().any(|seed| {
                        seed.class == PriceClass::parse(class).unwrap()
                            && (seed.currency, seed.item.tld(), seed.item.action())
                                == (currency, Some(&policy.tld), Some(action))
                    });
                    assert!(priced, "{class} {currency} {} {action}", policy.tld);
                }
            }
        }
    }
}

#[test]
fn the_rules_of_a_name_are_those_of_the_longest_suffix_and_of_the_day() {
    let catalogue = Catalogue::embedded();
    let rule = |n: &str, on: &str| catalogue.policy(&name(n), day(on)).unwrap().rule.to_string();
    assert_eq!(rule("example.com", "2016-11-30"), "com@2012-06-01");
    assert_eq!(rule("example.com", "2016-12-01"), "com@2016-12-01");
    assert_eq!(rule("www.example.co.uk", "2026-11-24"), "co.uk@2012-05-01");
    assert_eq!(rule("example.com.hr", "2026-11-24"), "com.hr@2016-09-01");
    assert_eq!(rule("example.hr", "2026-11-24"), "hr@2016-09-01");
    let rule_id = &catalogue.policy(&name("example.fr"), day("2026-11-24")).unwrap().rule;
    let written = serde_json::to_string(rule_id).unwrap();
    assert_eq!(written, r#""fr@2016-12-01""#);
    assert_eq!(&serde_json::from_str::<crate::policy::RuleId>(&written).unwrap(), rule_id);
}

#[test]
fn a_later_rule_set_changes_only_what_it_says() {
    let catalogue = Catalogue::embedded();
    let com = |on: &str| catalogue.policy(&name("example.com"), day(on)).unwrap();
    let (before, now, reform) = (com("2014-01-01"), com("2026-11-24"), com("2030-01-01"));
    assert_eq!((before.trade.lock_days, now.trade.lock_days, reform.trade.lock_days), (0, 60, 0));
    assert_eq!((now.transfer.after_creation_days, reform.transfer.after_creation_days), (60, 30));
    assert_eq!((now.transfer.code_days, reform.transfer.code_days), (None, Some(14)));
    assert_eq!(before.grace, reform.grace);
    assert_eq!(reform.trade.procedure, TradeProcedure::Votes);
}

#[test]
fn tlds_differ_as_the_papers_say() {
    let catalogue = Catalogue::embedded();
    let policy = |n: &str| catalogue.policy(&name(n), day("2026-11-24")).unwrap();
    let restorable: Vec<&str> = catalogue
        .tlds(day("2026-11-24"))
        .filter(|policy| policy.restore)
        .map(|policy| policy.tld.as_str())
        .collect();
    let mut traded: Vec<&str> = TRADED.split_whitespace().collect();
    traded.sort_unstable();
    let countries_traded: Vec<&str> = catalogue
        .tlds(day("2026-11-24"))
        .filter(|policy| !policy.group.is_generic() && policy.trade.procedure != TradeProcedure::None)
        .map(|policy| policy.tld.as_str())
        .collect();
    assert_eq!(countries_traded, traded, "domain_trade");
    let all_generic = catalogue.tlds(day("2026-11-24")).filter(|policy| policy.group.is_generic());
    assert!(all_generic.into_iter().all(|policy| policy.trade.procedure == TradeProcedure::Votes));
    let tagged: Vec<&str> = catalogue
        .tlds(day("2026-11-24"))
        .filter(|policy| policy.idn.default_tag.is_some())
        .map(|policy| policy.tld.as_str())
        .collect();
    assert_eq!(tagged, ["cc", "com", "net", "tv"], "Verisign's tags");
    let private: Vec<&str> = catalogue
        .tlds(day("2026-11-24"))
        .filter(|policy| policy.privacy)
        .map(|policy| policy.tld.as_str())
        .collect();
    assert_eq!(private, ["biz", "com", "info", "net", "org"], "option.owo");
    assert_eq!(restorable, ["be", "com", "eu", "fr", "net", "org"], "domain_restore");
    assert_eq!(policy("a1.eu").trade.procedure, TradeProcedure::RegistryForm { days: 14 });
    assert_eq!(policy("a1.co.uk").trade.procedure, TradeProcedure::None);
    assert!(matches!(policy("a1.be").dnssec, DnssecForm::Key { .. }));
    assert_eq!(
        policy("a1.org").dnssec,
        DnssecForm::Ds { algorithms: [1, 2, 3, 5, 6, 7, 8, 10, 12, 13, 14].into(), digests: [1, 2].into() }
    );
    assert!(policy("a1.com").transfer.votes && !policy("a1.fr").transfer.votes);
    assert!(policy("a1.com").thick && !policy("a1.net").thick);
    assert_eq!(policy("a1.fr").obligations.consent_proof_days, 3);
    assert_eq!(policy("a1.com").idn.default_tag.as_deref(), Some("FRE"));
}

#[test]
fn what_is_not_registrable_is_refused_with_its_rule() {
    let catalogue = Catalogue::embedded();
    let refusal = |n: &str| catalogue.registrable(&name(n), day("2026-11-24")).unwrap_err().rule();
    assert_eq!(refusal("example.invalid"), "tld-unknown");
    assert_eq!(refusal("example.uk"), "tld-unknown");
    assert_eq!(refusal("www.example.com"), "name-depth");
    assert_eq!(refusal("a.b.co.uk"), "name-depth");
    assert_eq!(refusal("a.eu"), "label-length");
    assert_eq!(refusal("nic.com"), "name-reserved");
    assert_eq!(refusal("com.hr"), "name-reserved", "itself a suffix");
    assert_eq!(refusal("café.co.uk"), "name-idn");
    assert_eq!(refusal("жук.fr"), "name-idn");
    assert_eq!(refusal("ñandú-ж.eu"), "name-idn");
    assert_eq!(refusal("日本.eu"), "name-idn");
    let early = catalogue.policy(&name("example.fr"), day("2010-01-01")).unwrap_err();
    assert_eq!(early.rule(), "tld-not-yet");
    for good in ["a.com", "café.fr", "жук.eu", "日本.com", "example.co.uk", "étoile.be"] {
        assert!(catalogue.registrable(&name(good), day("2026-11-24")).is_ok(), "{good}");
    }
}

#[test]
fn countries_have_the_numbers_of_the_paper() {
    let catalogue = Catalogue::embedded();
    let countries = catalogue.countries();
    for (pays_id, code, french) in [
        (1, "FR", "FRANCE"),
        (12, "DE", "ALLEMAGNE"),
        (73, "CZ", "TCHEQUE, REPUBLIQUE"),
        (91, "TF", "FRANCE - TERRES AUSTRALES FRANCAISES"),
        (238, "GB", "ROYAUME-UNI"),
        (247, "WF", "FRANCE - WALLIS ET FUTUNA"),
    ] {
        let entry = countries.by_pays_id(pays_id).unwrap();
        assert_eq!((entry.code.as_str(), entry.name.as_str()), (code, french));
        assert_eq!(countries.by_code(Country::parse(code).unwrap()), Some(entry));
    }
    assert_eq!(countries.group("afnic").unwrap().len(), 41, "the paper's list");
    assert_eq!(countries.iter().len(), 249, "all of ISO 3166");
}

#[test]
fn language_tags_are_those_of_the_paper_and_fit_their_scripts() {
    let catalogue = Catalogue::embedded();
    let tags = catalogue.language_tags();
    let com = catalogue.policy(&name("a1.com"), day("2026-11-24")).unwrap();
    let fr = catalogue.policy(&name("a1.fr"), day("2026-11-24")).unwrap();
    let tag = |policy, n: &str, asked| {
        tags.for_name(policy, &name(n), asked).map(|tag| tag.map(|tag| tag.tag.clone()))
    };
    assert_eq!(tag(com, "café.com", None), Ok(Some("FRE".to_owned())));
    assert_eq!(tag(com, "café.com", Some("spa")), Ok(Some("SPA".to_owned())));
    assert_eq!(tag(com, "cafe.com", Some("SPA")), Ok(None), "not internationalised");
    assert_eq!(tag(fr, "café.fr", Some("FRE")), Ok(None), "Afnic takes no tag");
    assert!(tag(com, "café.com", Some("XXX")).is_err());
    assert!(tag(com, "café.com", Some("CHI")).is_err());
    assert_eq!(tag(com, "日本.com", Some("JPN")), Ok(Some("JPN".to_owned())));
}

#[test]
fn a_mistake_names_file_entry_and_rule() {
    let mistake = |file: &str, from: &str, to: &str| {
        let error = with(file, from, to).unwrap_err();
        // The line itself, or the head of the table that it stands in.
        let changed = 1 + source(file)[..source(file).find(from).unwrap()].matches('\n').count();
        let lines: Vec<&str> = source(file).lines().collect();
        let head = (1..=changed).rev().find(|line| lines[line - 1].starts_with('[')).unwrap_or(1);
        let named = error.line.unwrap_or_default();
        assert!((head..=changed).contains(&named), "line {changed} of {file}: {error}");
        assert!(error.to_string().starts_with(&format!("catalogue file {file}, line {named}, ")), "{error}");
        error
    };
    let error = mistake("gtld.toml", "restore = true", "restore = maybe");
    assert_eq!((error.file.as_str(), error.entry.as_str()), ("gtld.toml", "the file"));
    let error = mistake("gtld.toml", "max_ahead = 10", "max_ahead = 11");
    assert_eq!(error.entry, "asia@2012-06-01", "the first of the family");
    assert!(error.problem.contains("max_ahead ≤ 10"), "{error}");
    let exact =
        |text: &str| source("gtld.toml").lines().position(|line| line.starts_with(text)).map(|at| at + 1);
    let error = mistake("gtld.toml", "thick = true", "thikc = true");
    assert_eq!(error.line, exact("thick = true"), "a wrong key: {error}");
    let value = mistake("gtld.toml", "max_create = 4", "max_create = \"four\"");
    assert_eq!(value.line, exact("max_create = 4"), "a wrong value: {value}");
    let section = mistake("gtld.toml", "[tld.com]", "[tdl.com]");
    assert!(section.problem.contains("[tld.NAME]"), "{section}");
    assert!(error.entry.contains("rules[0] of asia") && error.problem.contains("thikc"), "{error}");
    let error = mistake("gtld.toml", "2016-12-01", "2012-06-01");
    assert!(error.problem.contains("order"), "{error}");
    let error = mistake("eurid.toml", "eu-2013", "eu-1957");
    assert!(error.problem.contains("eu-1957"), "{error}");
    let error = mistake("dnsbe.toml", "[tld.be]", "[tld.fr]");
    assert!(error.problem.contains("another file"), "{error}");
    let error = mistake("gtld.toml", "default_tag = \"FRE\"", "default_tag = \"FRX\"");
    assert!(error.problem.contains("FRX"), "{error}");
    for (from, to, says) in [
        ("procedure = \"registry_form\"", "procedure = \"fax\"", "fax"),
        ("form_days = 14", "form_days = 0", "form_days"),
        ("form = \"key\"", "form = \"rr\"", "dnssec.form"),
        ("form = \"key\"", "form = \"ds\"", "digests"),
        ("reminders = [3, 10]", "reminders = [3, 14]", "reminders"),
        ("redemption_days = 40", "redemption_days = 0", "redemption_days"),
    ] {
        let error = mistake("dnsbe.toml", from, to);
        assert!(error.problem.contains(says), "{error}");
    }
    let error = mistake("prices/standard-eur.toml", "com = ", "cmo = ");
    assert!(error.entry.contains("cmo"), "{error}");
    let error = mistake("prices/standard-xof.toml", "00 }", "01 }");
    assert!(error.problem.contains("coin"), "{error}");
    let error = mistake("prices/standard-eur.toml", "999", "-999");
    assert!(error.problem.contains("below zero"), "{error}");
    let error = mistake("prices/reseller-eur.toml", "720plan = ", "721plan = ");
    assert!(error.problem.contains("720plan"), "{error}");
    let error = mistake("countries.toml", "pays_id = 12,", "pays_id = 11,");
    assert!(error.problem.contains("stands twice"), "{error}");
    let error = mistake("language-tags.toml", "\"ALB\"", "\"AFR\"");
    assert!(error.problem.contains("stands twice"), "{error}");
}

#[test]
fn regions_are_of_their_countries() {
    let catalogue = Catalogue::embedded();
    let regions = catalogue.regions();
    let country = |code| Country::parse(code).unwrap();
    let paris = regions.by_id(8).unwrap();
    assert_eq!(
        (paris.code.as_str(), paris.name.as_str(), paris.country),
        ("FR-IDF", "Île-de-France", Country::FR)
    );
    assert_eq!(regions.by_name(Country::FR, "île-de-france"), Some(paris));
    assert_eq!(regions.by_name(country("BE"), "Île-de-France"), None);
    let guadeloupe = regions.by_id(14).unwrap();
    assert!(
        guadeloupe.is_in(country("GP")) && guadeloupe.is_in(Country::FR) && !guadeloupe.is_in(country("RE"))
    );
    assert!(regions.iter().len() > 150 && regions.by_id(9999).is_none());
    for (from, to, problem) in [
        ("FR-IDF", "FR-XXX", "FR-XXX is no code of ISO 3166-2"),
        ("{ id = 8,", "{ id = 7,", "region_id 7 or FR-IDF stands twice"),
        ("country = \"GP\"", "country = \"ZZ\"", "ISO 3166"),
    ] {
        let error = with("regions.toml", from, to).unwrap_err();
        assert!(error.problem.contains(problem), "{error}");
    }
}
