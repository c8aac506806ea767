use super::*;

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Rule, rate and basis of a sale by a French seller.
fn sold(to: &str, number: &str, on: &str) -> (VatRule, String, String) {
    let number = (!number.is_empty()).then(|| CompanyNumber::parse(number).unwrap());
    let found = VatTable::embedded().treatment(Country::FR, country(to), number.as_ref(), day(on)).unwrap();
    (found.rule, found.percent.to_string(), found.basis)
}

#[test]
fn every_member_state_has_a_rate_today() {
    let union = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE";
    let codes: Vec<&str> = union.split(' ').collect();
    assert_eq!(codes.len(), 27);
    for code in codes {
        let (_, percent, _) = sold(code, "", "2026-11-27");
        let percent: Decimal = percent.parse().unwrap();
        assert!(
            percent >= Decimal::from(15) && percent <= Decimal::from(27),
            "article 97: at least 15: {code} {percent}"
        );
    }
}

#[test]
fn a_buyer_at_home_pays_the_tax_at_home_whoever_it_is() {
    let expected = (VatRule::Domestic, "20".to_owned(), "FR@2014-01-01".to_owned());
    assert_eq!(sold("FR", "", "2026-11-27"), expected);
    assert_eq!(sold("FR", "FR40303265045", "2026-11-27"), expected);
    assert_eq!(sold("MC", "", "2026-11-27").0, VatRule::Domestic, "Monaco is inside the French territory");
    assert_eq!(sold("RE", "", "2026-11-27"), (VatRule::Domestic, "8.5".into(), "RE@1995-08-01".into()));
}

#[test]
fn a_business_elsewhere_in_the_union_accounts_for_it_itself() {
    let nothing = |country: &str, number: &str| {
        assert_eq!(
            sold(country, number, "2026-11-27"),
            (VatRule::ReverseCharge, "0".into(), "reverse-charge".into())
        );
    };
    nothing("BE", "BE 0403.170.701");
    nothing("GR", "EL094259216");
    nothing("IE", "IE6388047V");
}

#[test]
fn without_a_number_of_its_state_the_buyer_is_a_consumer() {
    for number in ["", "FR40303265045", "0403170701", "BE", "BEABCDEF"] {
        let expected = (VatRule::Destination, "21".to_owned(), "BE@1996-01-01".to_owned());
        assert_eq!(sold("BE", number, "2026-11-27"), expected, "{number}");
    }
    assert_eq!(
        sold("GR", "GR094259216", "2026-11-27").0,
        VatRule::Destination,
        "Greek numbers begin with EL"
    );
}

#[test]
fn outside_the_union_there_is_no_tax() {
    for code in ["SN", "GB", "CH", "US", "NC", "GF"] {
        assert_eq!(
            sold(code, "", "2026-11-27"),
            (VatRule::OutsideUnion, "0".into(), "outside-union".into()),
            "{code}"
        );
    }
}

#[test]
fn the_rate_is_the_one_of_the_day() {
    let estonia = |on| sold("EE", "", on).1;
    assert_eq!((estonia("2023-12-31"), estonia("2024-01-01")), ("20".into(), "22".into()));
    assert_eq!((estonia("2025-06-30"), estonia("2025-07-01")), ("22".into(), "24".into()));
    assert_eq!(sold("FI", "", "2026-01-01").1, "25.5");
}

#[test]
fn what_the_table_does_not_know_is_refused() {
    let table = VatTable::embedded();
    let refused = table.treatment(country("SN"), Country::FR, None, day("2026-11-27"));
    assert_eq!(refused, Err(VatRefusal::SellerUnknown(country("SN"))));
    let refused = table.treatment(Country::FR, Country::FR, None, day("2013-12-31"));
    assert_eq!(refused, Err(VatRefusal::NotYet { country: Country::FR, on: day("2013-12-31") }));
    assert!(!table.knows(country("SN")) && table.knows(country("MC")));
}

#[test]
fn a_mistake_in_the_table_names_its_line() {
    let wrong = |text: &str| {
        VatTable::read(text).map(|_| ()).map_err(|mistake| (mistake.line, mistake.problem)).unwrap_err()
    };
    let state = |code: &str, rates: &str| format!("[[state]]\ncode = \"{code}\"\nrates = [{rates}]\n");
    let twenty = "{ from = \"2014-01-01\", percent = \"20\" }";
    let twice = format!("{}{}", state("FR", twenty), state("FR", twenty));
    assert!(wrong(&twice).1.contains("twice"));
    assert!(wrong(&state("FR", "")).1.contains("at least one"));
    assert!(wrong(&state("FR", &format!("{twenty}, {twenty}"))).1.contains("ascending"));
    assert!(wrong(&state("FR", "{ from = \"2014-01-01\", percent = \"120\" }")).1.contains("per cent"));
    assert!(wrong("[[state]]\ncode = \"XX\"\nrates = []").1.contains("ISO 3166"));
}
