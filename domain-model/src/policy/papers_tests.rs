//! The embedded catalogue against the lists as the papers print them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::*;
use crate::values::{Country, Currency, DomainName, Identification, PriceClass, PricedAction, Tld};

/// The list at the end of the mail paper.
const MAIL: &str = "
    ac ac.uk af ag am asia at be biz bz cat cc ch cm cn co co.uk com com.hr com.pt com.sb cx cz de dk es eu fi fm
    fr gov.uk gs gy hk hn hr ht ie im in info io it jobs ki la lc li lt lu lv me me.uk mg mn mobi ms mu name net nf
    nl nu org org.uk pl pm pro pt re ro sc se sh sn so tel tf tl travel tv tw us vc wf xxx yt";

/// What the SOAP paper names beside: groups, examples, owner changes, restores, identification.
const SOAP: &str = "
    com net org info biz name mobi us eu be fr cn tw asia tel xxx pro tv fm it de boutique photos es re wf tf pm yt
    ch lu me cc la pw uk nu link audio";

/// "'gtld' : tld générique historique".
const GTLD: &str = "com net org info biz mobi name asia tel xxx";
/// "le .fr et ses TLDs ultra-marin".
const AFNIC: &str = "fr re wf tf pm yt";
/// "La fonction domain_trade() est utilisable pour les TLDs", beside all generic ones.
const TRADED: &str = "fr eu be re wf tf pm yt ch lu it me tw us tv cc la pw de";
/// "Cette fonction n'est utilisable qu'avec les TLD .COM .NET .ORG .EU .BE et .FR".
const RESTORED: &str = "com net org eu be fr";

/// "Liste des pays ou il est possible d'enregistrer un nom de domaine en .FR .RE .WF .TF .PM .YT".
const COUNTRIES: &str = "
    ALLEMAGNE 12; AUTRICHE 31; BELGIQUE 11; BULGARIE 49; CHYPRE 72; DANEMARK 74; ESPAGNE 213; ESTONIE 83;
    FINLANDE 88; FRANCE 1; FRANCE - GUADELOUPE 100; FRANCE - GUYANE FRANCAISE 89; FRANCE - MARTINIQUE 149;
    FRANCE - MAYOTTE 152; FRANCE - NOUVELLE-CALEDONIE 166; FRANCE - POLYNESIE FRANCAISE 90; FRANCE - REUNION 189;
    FRANCE - SAINT-PIERRE-ET-MIQUELON 196; FRANCE - TERRES AUSTRALES FRANCAISES 91; FRANCE - WALLIS ET FUTUNA 247;
    GRECE 97; HONGRIE 111; IRLANDE 117; ISLANDE 112; ITALIE 13; LETTONIE 132; LIECHTENSTEIN 137; LITUANIE 138;
    LUXEMBOURG 139; MALTE 147; NORVEGE 174; PAYS-BAS 15; POLOGNE 185; PORTUGAL 186; ROUMANIE 190; ROYAUME-UNI 238;
    SLOVAQUIE 207; SLOVENIE 208; SUEDE 219; SUISSE 14; TCHEQUE, REPUBLIQUE 73";

/// "Liste des TAG IDN de Verisign"; SCR stands there twice.
const TAGS: &str = "
    AFR Afrikaans; ALB Albanian; ARA Arabic; ARG Aragonese; ARM Armenian; ASM Assamese; AST Asturian; AVE Avestan;
    AWA Awadhi; AZE Azerbaijani; BAN Balinese; BAL Baluchi; BAS Basa; BAK Bashkir; BAQ Basque; BEL Belarusian;
    BEN Bengali; BHO Bhojpuri; BOS Bosnian; BUL Bulgarian; BUR Burmese; CAR Carib; CAT Catalan; CHE Chechen;
    CHI Chinese; CHV Chuvash; COP Coptic; COS Corsican; SCR Croatian; CZE Czech; DAN Danish; DIV Divehi; DOI Dogri;
    DUT Dutch; ENG English; EST Estonian; FAO Faroese; FIJ Fijian; FIN Finnish; FRE French; FRY Frisian; GLA Gaelic;
    GEO Georgian; GER German; GON Gondi; GRE Greek; GUJ Gujarati; HEB Hebrew; HIN Hindi; HUN Hungarian;
    ICE Icelandic; INC Indic; IND Indonesian; INH Ingush; GLE Irish; ITA Italian; JPN Japanese; JAV Javanese;
    KAS Kashmiri; KAZ Kazakh; KHM Khmer; KIR Kirghiz; KOR Korean; KUR Kurdish; LAO Lao; LAV Latvian; LIT Lithuanian;
    LTZ Luxembourgish; MAC Macedonian; MAL Malayalam; MAY Malay; MLT Maltese; MAO Maori; MOL Moldavian;
    MON Mongolian; NEP Nepali; NOR Norwegian; ORI Oriya; OSS Ossetian; PAN Panjabi; PER Persian; POL Polish;
    POR Portuguese; PUS Pushto; RAJ Rajasthani; RUM Romanian; RUS Russian; SMO Samoan; SAN Sanskrit; SRD Sardinian;
    SCC Serbian; SCR Croatian; SND Sindhi; SIN Sinhalese; SLO Slovak; SLV Slovenian; SOM Somali; SPA Spanish;
    SWA Swahili; SWE Swedish; SYR Syriac; TGK Tajik; TAM Tamil; TEL Telugu; THA Thai; TIB Tibetan; TUR Turkish;
    UKR Ukrainian; URD Urdu; UZB Uzbek; VIE Vietnamese; WEL Welsh; YID Yiddish";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn words(list: &str) -> BTreeSet<&str> {
    list.split_whitespace().collect()
}

fn policy<'a>(catalogue: &'a Catalogue, tld: &str) -> &'a TldPolicy {
    let found = catalogue.tld_policy(&Tld::parse(tld).unwrap(), today());
    found.unwrap_or_else(|| panic!("there are no rules of .{tld}"))
}

/// The endings in force that fulfil something.
fn those(catalogue: &Catalogue, fulfil: impl Fn(&TldPolicy) -> bool) -> BTreeSet<&str> {
    catalogue.tlds(today()).filter(|policy| fulfil(policy)).map(|policy| policy.tld.as_str()).collect()
}

#[test]
fn every_ending_of_the_papers_can_be_registered_at_a_price() {
    let catalogue = Catalogue::embedded();
    let seeds = catalogue.price_seeds();
    assert_eq!(words(MAIL).len(), 87);
    // Names below .uk are registered at its second levels.
    for tld in words(MAIL).union(&words(SOAP)).filter(|tld| **tld != "uk") {
        let rules = policy(&catalogue, tld);
        assert!(catalogue.registrable(&DomainName::parse(&format!("ab.{tld}")).unwrap(), today()).is_ok());
        assert!(rules.periods.min == 1 && rules.periods.max >= 1, "{tld}");
        for class in ["standard", "reseller"] {
            for currency in [Currency::EUR, Currency::XOF] {
                let priced = |action| {
                    seeds.iter().any(|seed| {
                        (seed.item.to_string(), seed.currency) == (format!("{tld} {action}"), currency)
                            && seed.class == PriceClass::parse(class).unwrap()
                            && seed.cents.get() > 0
                    })
                };
                let wanted = Catalogue::offered(rules).filter(|action| *action != PricedAction::Trade);
                for action in wanted {
                    assert!(priced(action), "{class} {currency} {action} of .{tld}");
                }
            }
        }
    }
    assert!(words("co.uk org.uk me.uk ac.uk gov.uk com.hr com.pt com.sb").is_subset(&words(MAIL)));
}

#[test]
fn the_price_that_the_paper_prints_is_that_of_the_list() {
    let printed = [
        (PricedAction::Create, 10_519),
        (PricedAction::Transfer, 10_519),
        (PricedAction::Renew, 10_519),
        (PricedAction::Restore, 13_669),
    ];
    let seeds = Catalogue::embedded().price_seeds();
    for (action, cents) in printed {
        let of = seeds.iter().find(|seed| {
            (seed.item.to_string(), seed.currency) == (format!("audio {action}"), Currency::EUR)
                && seed.class == PriceClass::parse("standard").unwrap()
        });
        assert_eq!(of.map(|seed| seed.cents.get()), Some(cents), "{action} of dubruit.audio");
    }
}

#[test]
fn groups_owner_changes_and_restores_are_those_of_the_paper() {
    let catalogue = Catalogue::embedded();
    for tld in words(GTLD) {
        assert_eq!(policy(&catalogue, tld).group, TldGroup::Gtld, "{tld}");
    }
    for tld in ["boutique", "photos", "audio", "link"] {
        assert_eq!(policy(&catalogue, tld).group, TldGroup::Ntld, "{tld}");
    }
    assert_eq!(those(&catalogue, |policy| policy.group == TldGroup::CctldFr), words(AFNIC));
    for tld in words("eu be de it es ch lu co.uk org.uk me.uk com.hr com.pt") {
        assert_eq!(policy(&catalogue, tld).group, TldGroup::CctldEu, "{tld}");
    }
    let traded = those(&catalogue, |policy| policy.trade.procedure != TradeProcedure::None);
    let generic = those(&catalogue, |policy| policy.group.is_generic());
    assert_eq!(traded, words(TRADED).union(&generic).copied().collect());
    let on_paper =
        those(&catalogue, |policy| policy.trade.procedure == TradeProcedure::RegistryForm { days: 14 });
    assert_eq!(on_paper, words("be eu"), "the PDF of 14 days");
    assert_eq!(those(&catalogue, |policy| policy.restore), words(RESTORED));
    assert_eq!(those(&catalogue, |policy| policy.idn.default_tag.is_some()), words("com net cc tv"));
    for tld in words("com net cc tv") {
        assert_eq!(policy(&catalogue, tld).idn.default_tag.as_deref(), Some("FRE"), "{tld}");
    }
    assert!(those(&catalogue, |policy| policy.transfer.owner_contact_required).is_superset(&words(AFNIC)));
    assert!(catalogue.tlds(today()).all(|policy| policy.name_servers.max_create <= 4));
    assert_eq!(policy(&catalogue, "com").name_servers.max_update, 13);
}

#[test]
fn dnssec_takes_the_algorithms_and_digests_of_the_paper() {
    let catalogue = Catalogue::embedded();
    let verisign: BTreeSet<u8> = [1, 2, 3, 5, 6, 7, 8, 10, 12, 13, 14].into();
    for tld in words("com net tv cc").union(&words(AFNIC)) {
        let form = DnssecForm::Ds { algorithms: verisign.clone(), digests: [1, 2, 3, 4].into() };
        assert_eq!(policy(&catalogue, tld).dnssec, form, "{tld}");
    }
    let org = DnssecForm::Ds { algorithms: verisign, digests: [1, 2].into() };
    assert_eq!(policy(&catalogue, "org").dnssec, org);
    for tld in ["eu", "be"] {
        let form = DnssecForm::Key { algorithms: [3, 5, 6, 7, 8, 10, 13, 14].into() };
        assert_eq!(policy(&catalogue, tld).dnssec, form, "{tld}");
    }
    let own = words("com net tv cc org eu be fr re wf tf pm yt");
    let others = DnssecForm::Ds { algorithms: [8].into(), digests: [2].into() };
    for policy in catalogue.tlds(today()).filter(|policy| !own.contains(policy.tld.as_str())) {
        assert!([others.clone(), DnssecForm::None].contains(&policy.dnssec), "{}", policy.tld);
    }
}

#[test]
fn afnic_takes_the_countries_of_the_paper() {
    let catalogue = Catalogue::embedded();
    let mut admitted = BTreeSet::<Country>::new();
    for line in COUNTRIES.split(';') {
        let (name, pays_id) = line.trim().rsplit_once(' ').unwrap();
        let entry = catalogue.countries().by_pays_id(pays_id.parse().unwrap());
        let entry = entry.unwrap_or_else(|| panic!("{line}"));
        assert_eq!(entry.name, name, "pays_id {pays_id}");
        admitted.insert(entry.code);
    }
    assert_eq!(admitted.len(), 41);
    for tld in words(AFNIC) {
        assert_eq!(policy(&catalogue, tld).eligibility.countries.as_ref(), Some(&admitted), "{tld}");
    }
}

#[test]
fn language_tags_are_those_of_the_paper() {
    let printed: BTreeMap<&str, &str> =
        TAGS.split(';').map(|entry| entry.trim().split_once(' ').unwrap()).collect();
    assert_eq!((TAGS.split(';').count(), printed.len()), (113, 112), "SCR twice");
    let catalogue = Catalogue::embedded();
    let known = catalogue.language_tags().iter().map(|tag| (tag.tag.as_str(), tag.name.as_str()));
    assert_eq!(known.collect::<BTreeMap<_, _>>(), printed);
}

#[test]
fn identification_is_asked_for_as_the_paper_says() {
    let catalogue = Catalogue::embedded();
    let needs = |tld: &str| -> Vec<String> {
        let rules = policy(&catalogue, tld).identification.clone();
        rules.unwrap_or_else(|| panic!("{tld}")).modes.into_iter().flat_map(|mode| mode.needs).collect()
    };
    assert_eq!(needs("us"), ["dotus_nexus_purpose", "dotus_nexus_category"]);
    assert_eq!(needs("it"), ["dotit_pin"]);
    assert_eq!(needs("es"), ["dotes_pin"]);
    assert_eq!(needs("nu"), ["dotnu_idno"]);
    assert_eq!(needs("asia"), ["asia_locality", "asia_typeofentity", "asia_formofident", "asia_identnumber"]);
    let questions: Vec<String> =
        (1..=3).flat_map(|n| [format!("dotu_question{n}"), format!("dotu_answer{n}")]).collect();
    for tld in those(&catalogue, |policy| policy.registry.as_str() == "uniregistry") {
        assert_eq!(needs(tld), questions, "obligatoire, three of five: {tld}");
    }
    let modes = |tld: &str| -> BTreeSet<String> {
        let rules = policy(&catalogue, tld).identification.as_ref().unwrap();
        rules.modes.iter().map(|mode| mode.word.clone()).collect()
    };
    let set = |list: &str| words(list).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    for tld in words(AFNIC) {
        // IDENT is the mail paper's afnicIdent.
        assert_eq!(modes(tld), set("MARQUE SIRET PARTICULIER ASSOCIATION DUNS LOCAL IDENT"), "{tld}");
    }
    let uk = "LTD PLC IND FIND RCHAR SCH LLP STRA PTNR GOV CRC STAT FCORP IP OTHER FOTHER";
    assert_eq!(modes("co.uk"), set(uk));
    for (field, printed) in [
        ("dotus_nexus_purpose", "P1 P2 P3 P4 P5"),
        ("dotus_nexus_category", "C11 C12 C21 C31 C32"),
        (
            "asia_typeofentity",
            "naturalPerson corporation cooperative partnership government politicalParty society institution",
        ),
        ("asia_formofident", "passport certificate legislation societyRegistry politicalPartyRegistry"),
        ("dotuk_mode", uk),
        ("dotfr_restricted_publication", "yes no"),
    ] {
        let taken: BTreeSet<&str> = Identification::words(field).unwrap().iter().copied().collect();
        assert_eq!(taken, words(printed), "{field}");
    }
    assert!(policy(&catalogue, "xxx").identification.is_none(), "the membership is optional");
    for field in ["dotxxx_membership", "dotu_emailalt", "dotu_mobile", "dotuk_trad_name", "dotuk_locality"] {
        assert!(Identification::field_names().any(|known| known == field), "{field}");
    }
}
