use super::*;

const HEADER: &str = "class,currency,item,action,years,price,from,until,promotion\n";

fn read(lines: &str) -> PriceSheet {
    PriceSheet::read(&format!("{HEADER}{lines}"))
}

/// The mistakes of these lines, below the header.
fn mistakes(lines: &str) -> Vec<String> {
    read(lines).mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_file_is_read_and_written_again() {
    let text = format!(
        "{HEADER}reseller,EUR,com,create,,7.49,2026-01-01,,\n\
         reseller,EUR,com,create,,0.99,2026-11-20,2026-11-30,Black Friday\n\
         reseller,EUR,com,create,5,35.00,2026-01-01,,\n\
         reseller,EUR,co.uk,transfer,,none,2027-01-01,,\n\
         reseller,EUR,hosting.720plan,,2,44.88,2026-01-01,,\n\
         registry,XOF,com,renew,,5450,2026-01-01,,\n"
    );
    let sheet = PriceSheet::read(&text);
    assert_eq!(sheet.mistakes, []);
    let prices: Vec<_> = sheet.rows.iter().map(|row| row.price.cents.map(Cents::get)).collect();
    assert_eq!(prices, [Some(749), Some(99), Some(3500), None, Some(4488), Some(545_000)]);
    assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
    assert_eq!(sheet.rows[5].list.to_string(), "registry-XOF");
    let rows: Vec<_> = sheet.rows.into_iter().map(|row| (row.list, row.price)).collect();
    assert_eq!(written(&rows), text);
}

#[test]
fn spreadsheets_write_files_of_their_own() {
    // Excel in French: a byte order mark, semicolons, decimal commas, carriage returns, columns in another order.
    let text = "\u{feff}Item;Action;Price;From;Class;Currency\r\ncom;create;7,49;2026-01-01;reseller;eur\r\n\r\n\
                \"fr\" ; renew;5;2026-01-01;reseller;EUR;;\r\n";
    let sheet = PriceSheet::read(text);
    assert_eq!(sheet.mistakes, []);
    let said: Vec<_> = sheet
        .rows
        .iter()
        .map(|row| (row.line, row.price.item.to_string(), row.price.cents.unwrap().get()))
        .collect();
    assert_eq!(said, [(2, "com create".to_owned(), 749), (4, "fr renew".to_owned(), 500)]);
}

#[test]
fn every_mistake_is_named_by_line_and_column() {
    for (line, expected) in [
        (
            "Reseller,EUR,com,create,,7.49,2026-01-01,,",
            "class: expected a price class, as in reseller, found \"Reseller\"",
        ),
        (
            "reseller,EURO,com,create,,7.49,2026-01-01,,",
            "currency: expected a currency of ISO 4217, as in EUR, found \"EURO\"",
        ),
        (
            "reseller,EUR,,create,,7.49,2026-01-01,,",
            "item: expected an ending, as in com, or a product, as in hosting.720plan, found nothing",
        ),
        ("reseller,EUR,a b,create,,7.49,2026-01-01,,", "item: expected an ending"),
        (
            "reseller,EUR,com,fly,,7.49,2026-01-01,,",
            "action: expected one of create, renew, transfer, restore, trade, found \"fly\"",
        ),
        (
            "reseller,EUR,com,,,7.49,2026-01-01,,",
            "action: expected one of create, renew, transfer, restore, trade, found nothing",
        ),
        (
            "reseller,EUR,hosting.90plan,create,,7.49,2026-01-01,,",
            "action: expected nothing, for a product, found \"create\"",
        ),
        (
            "reseller,EUR,com,create,11,7.49,2026-01-01,,",
            "years: expected nothing, or a number of years from 1 to 10, found \"11\"",
        ),
        (
            "reseller,EUR,com,create,,7.499,2026-01-01,,",
            "price: expected a price in EUR before tax with at most 2 decimals, or none, found \"7.499\"",
        ),
        (
            "reseller,EUR,com,create,,,2026-01-01,,",
            "price: expected a price in EUR before tax with at most 2 decimals, or none, found nothing",
        ),
        ("reseller,EUR,com,create,,-1,2026-01-01,,", "price: expected a price"),
        ("reseller,EUR,com,create,,1e2,2026-01-01,,", "price: expected a price"),
        (
            "reseller,XOF,com,create,,0.50,2026-01-01,,",
            "price: expected a price in XOF before tax with no decimals, or none",
        ),
        (
            "reseller,EUR,com,create,,7.49,01/01/2026,,",
            "from: expected a day, as in 2026-01-01, found \"01/01/2026\"",
        ),
        ("reseller,EUR,com,create,,7.49,,,", "from: expected a day, as in 2026-01-01, found nothing"),
        ("reseller,EUR,com,create,,7.49,2026-02-30,,", "from: expected a day"),
        (
            "reseller,EUR,com,create,,7.49,2026-01-01,2026-01-31,",
            "promotion: expected the name of the promotion that ends on that day, found nothing",
        ),
        (
            "reseller,EUR,com,create,,7.49,2026-01-01,,Sale",
            "until: expected a promotion's last day, as in 2026-01-31, found nothing",
        ),
        (
            "reseller,EUR,com,create,,7.49,2026-01-01,2026-01-31,=1+1",
            "promotion: expected a promotion's name is 1 to 64",
        ),
        ("reseller,EUR,com,create,,7.49,2026-01-01,,,x", "line: expected 9 cells, as in the header"),
    ] {
        let said = mistakes(&format!("standard,EUR,com,create,,7.49,2026-01-01,,\n{line}\n"));
        assert_eq!(said.len(), 1, "{line}: {said:?}");
        assert!(said[0].starts_with(&format!("line 3, {expected}")), "{line}: {said:?}");
    }
    // All that is wrong is said at once.
    assert_eq!(
        mistakes("Reseller,EURO,com,fly,,x,y,,\nreseller,EUR,com,create,0,7.49,2026-01-01,,\n").len(),
        5
    );
}

#[test]
fn a_header_is_needed_and_names_known_columns() {
    let said =
        |text: &str| PriceSheet::read(text).mistakes.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert!(said("")[0].starts_with("line 1, class: expected a header with this column"), "{:?}", said(""));
    assert_eq!(
        said("class,currency,item,action,price,from\n"),
        ["line 2, line: expected at least one price below the header"]
    );
    let odd = said("class,currency,item,action,price,from,tax,from\n");
    assert!(odd[0].starts_with("line 1, tax: expected one of the columns class, currency"), "{odd:?}");
    assert_eq!(odd[1], "line 1, from: expected every column once");
    let prices = said("com,create,7.49\n");
    assert!(prices.iter().any(|mistake| mistake.contains("line 1, price: expected a header")), "{prices:?}");
}

#[test]
fn more_than_anybody_sells_is_not_read() {
    let line = "reseller,EUR,com,create,,7.49,2026-01-01,,\n";
    let sheet = read(&line.repeat(MOST_ROWS + 1));
    assert_eq!(sheet.mistakes.len(), 1);
    assert!(sheet.mistakes[0].to_string().contains("at most 50000 prices"), "{:?}", sheet.mistakes);
    let wrong = mistakes(&"x\n".repeat(10_000));
    assert!(wrong.len() < MOST_MISTAKES + 10, "{}", wrong.len());
}
