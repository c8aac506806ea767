//! Prices as a file of comma-separated values, one price a line.
//!
//! ```csv
//! class,currency,item,action,years,price,from,until,promotion
//! reseller,EUR,com,create,,7.49,2026-01-01,,
//! reseller,EUR,com,create,5,35.00,2026-01-01,,
//! reseller,EUR,com,create,,0.99,2026-11-20,2026-11-30,Black Friday
//! reseller,EUR,hosting.720plan,,,44.88,2026-01-01,,
//! reseller,EUR,hosting.90plan,,,none,2027-01-01,,
//! registry,EUR,com,create,,6.80,2026-01-01,,
//! ```
//!
//! `price` is before tax, in units of the currency; `none`: not offered from that day on, or a promotion that does not
//! take place. `years`: for exactly so many years at once. `until` and `promotion` stand together. The class `registry`
//! is what registries charge us. Columns may stand in any order; years, until and promotion may be left out. A file with
//! semicolons, as spreadsheets write it where the decimal sign is a comma, is read as well.

use super::actions;
use chrono::NaiveDate;
use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use domain_model::price_list::{Item, Price, PriceListId, Promotion};
use domain_model::values::{Cents, Currency, Money, Period, PriceClass, PricedAction, PromotionName, Tld};
use rust_decimal::Decimal;
use std::fmt::{self, Display};

/// The columns, in the order in which they are written.
const COLUMNS: [&str; 9] =
    ["class", "currency", "item", "action", "years", "price", "from", "until", "promotion"];
/// Those that a file may do without.
const OPTIONAL: [&str; 3] = ["years", "until", "promotion"];
/// The price of what is not offered.
const NONE: &str = "none";
/// More than every price of every ending in every list: whoever sends more sends something else.
const MOST_ROWS: usize = 50_000;
/// Nobody reads more mistakes at once.
const MOST_MISTAKES: usize = 200;

/// What is wrong with a line, in which column, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceMistake {
    /// From 1; in a file the header is line 1.
    pub line: u64,
    /// The column, or `line` where it is about the whole.
    pub column: String,
    /// In words, with what was found.
    pub expected: String,
}

impl PriceMistake {
    pub(super) fn new(line: u64, column: &str, expected: impl Display) -> Self {
        Self { line, column: column.to_owned(), expected: expected.to_string() }
    }
}

impl Display for PriceMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}: expected {}", self.line, self.column, self.expected)
    }
}

/// A price of a list, with its place where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its line, or its place among those that were given, from 1.
    pub line: u64,
    /// In which list.
    pub list: PriceListId,
    /// The price.
    pub price: Price,
}

/// Prices of any lists, to be previewed and imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PriceSheet {
    /// Those that could be read.
    pub rows: Vec<SheetRow>,
    /// What could not.
    pub mistakes: Vec<PriceMistake>,
}

impl PriceSheet {
    /// Prices that were given one by one.
    pub fn of(prices: impl IntoIterator<Item = (PriceListId, Price)>) -> Self {
        let numbered = (1..).zip(prices);
        let rows = numbered.map(|(line, (list, price))| SheetRow { line, list, price }).collect();
        Self { rows, mistakes: vec![] }
    }

    /// Reads a file. Every line is read to its end, so that all that is wrong is said at once.
    pub fn read(text: &str) -> Self {
        // A byte order mark, as spreadsheets write it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let header = text.lines().next().unwrap_or_default();
        let semicolons = header.contains(';') && !header.contains(',');
        let delimiter = if semicolons { b';' } else { b',' };
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut sheet = Self::default();
        let columns = match reader.headers() {
            Ok(header) => match Columns::of(header) {
                Ok(columns) => columns,
                Err(mistakes) => return Self { mistakes, ..sheet },
            },
            Err(error) => return sheet.with(PriceMistake::new(1, "line", unreadable(&error))),
        };
        let mut lines = Lines { text: text.as_bytes(), byte: 0, line: 1 };
        for record in reader.records() {
            if sheet.rows.len() >= MOST_ROWS {
                let expected = format!("at most {MOST_ROWS} prices in a file");
                return sheet.with(PriceMistake::new(MOST_ROWS as u64 + 2, "line", expected));
            }
            if sheet.mistakes.len() >= MOST_MISTAKES {
                break;
            }
            match record {
                Ok(record) => {
                    let line = lines.of(record.position());
                    let cells = Cells { columns: &columns, record: &record, line, semicolons };
                    match cells.read() {
                        Ok((list, price)) => sheet.rows.push(SheetRow { line, list, price }),
                        Err(mistakes) => sheet.mistakes.extend(mistakes),
                    }
                }
                Err(error) => {
                    let line = lines.of(error.position());
                    sheet.mistakes.push(PriceMistake::new(line, "line", unreadable(&error)));
                }
            }
        }
        if sheet.rows.is_empty() && sheet.mistakes.is_empty() {
            sheet.mistakes.push(PriceMistake::new(2, "line", "at least one price below the header"));
        }
        sheet
    }

    fn with(mut self, mistake: PriceMistake) -> Self {
        self.mistakes.push(mistake);
        self
    }
}

/// The reader's own words name places of the file, and nothing that stands there.
fn unreadable(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "text in UTF-8".to_owned(),
        _ => format!("a line of comma-separated values ({error})"),
    }
}

/// Which line a place is in. The reader counts by itself, yet loses count where lines end as on Windows, or are empty.
struct Lines<'t> {
    text: &'t [u8],
    byte: usize,
    line: u64,
}

impl Lines<'_> {
    /// Places come in order, each perhaps before the end of the line above.
    fn of(&mut self, place: Option<&csv::Position>) -> u64 {
        let place = place.map_or(0, |place| usize::try_from(place.byte()).unwrap_or(usize::MAX));
        let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let rest = self.text.get(place..).unwrap_or_default();
        let place = place + rest.iter().take_while(|byte| ends(byte)).count();
        let passed = self.text.get(self.byte..place).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.byte = self.byte.max(place);
        self.line
    }
}

/// Where each column stands, and how many there are.
struct Columns {
    places: [Option<usize>; COLUMNS.len()],
    width: usize,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, Vec<PriceMistake>> {
        let (mut places, mut mistakes) = ([None; COLUMNS.len()], vec![]);
        for (place, name) in header.iter().enumerate() {
            match COLUMNS.iter().position(|known| known.eq_ignore_ascii_case(name)) {
                Some(column) if places[column].is_none() => places[column] = Some(place),
                Some(_) => mistakes.push(PriceMistake::new(1, name, "every column once")),
                None => {
                    let expected = format!("one of the columns {}", COLUMNS.join(", "));
                    mistakes.push(PriceMistake::new(1, name, expected));
                }
            }
        }
        for (name, place) in COLUMNS.iter().zip(places) {
            if place.is_none() && !OPTIONAL.contains(name) {
                mistakes.push(PriceMistake::new(1, name, "a header with this column"));
            }
        }
        if mistakes.is_empty() { Ok(Self { places, width: header.len() }) } else { Err(mistakes) }
    }
}

/// One line.
struct Cells<'r> {
    columns: &'r Columns,
    record: &'r StringRecord,
    line: u64,
    semicolons: bool,
}

impl Cells<'_> {
    /// What stands in a column; nothing is empty.
    fn cell(&self, column: &str) -> Option<&str> {
        let place = COLUMNS.iter().position(|known| *known == column)?;
        self.record.get(self.columns.places[place]?).filter(|text| !text.is_empty())
    }

    fn wrong(&self, column: &str, expected: impl Display) -> PriceMistake {
        match self.cell(column) {
            Some(found) => {
                // Enough to recognise it by.
                let found: String = found.chars().take(40).collect();
                PriceMistake::new(self.line, column, format_args!("{expected}, found {found:?}"))
            }
            None => PriceMistake::new(self.line, column, format_args!("{expected}, found nothing")),
        }
    }

    fn needed<T>(
        &self,
        column: &str,
        parse: impl FnOnce(&str) -> Option<T>,
        expected: impl Display,
    ) -> Result<T, PriceMistake> {
        self.cell(column).and_then(parse).ok_or_else(|| self.wrong(column, expected))
    }

    fn read(&self) -> Result<(PriceListId, Price), Vec<PriceMistake>> {
        let class =
            self.needed("class", |text| PriceClass::parse(text).ok(), "a price class, as in reseller");
        let currency =
            self.needed("currency", |text| Currency::parse(text).ok(), "a currency of ISO 4217, as in EUR");
        let (item, from) =
            (self.item(), self.day("from").and_then(|day| day.ok_or_else(|| self.no_day("from"))));
        let cents = match &currency {
            Ok(currency) => self.price(*currency),
            Err(_) => Ok(None),
        };
        let promotion = self.promotion();
        let mut mistakes = vec![];
        let class = keep(class, &mut mistakes);
        let currency = keep(currency, &mut mistakes);
        let item = keep(item, &mut mistakes);
        let cents = keep(cents, &mut mistakes);
        let from = keep(from, &mut mistakes);
        let promotion = keep(promotion, &mut mistakes);
        let width = self.columns.width;
        if self.record.iter().skip(width).any(|cell| !cell.is_empty()) {
            mistakes.push(PriceMistake::new(
                self.line,
                "line",
                format_args!("{width} cells, as in the header"),
            ));
        }
        match (class, currency, item, cents, from, promotion) {
            (Some(class), Some(currency), Some(item), Some(cents), Some(from), Some(promotion))
                if mistakes.is_empty() =>
            {
                Ok((PriceListId { class, currency }, Price { item, cents, from, promotion }))
            }
            _ => Err(mistakes),
        }
    }

    fn item(&self) -> Result<Item, PriceMistake> {
        let years = match self.cell("years") {
            None => None,
            Some(text) => {
                let years = text.parse::<Period>();
                Some(years.map_err(|_| self.wrong("years", "nothing, or a number of years from 1 to 10"))?)
            }
        };
        let ending = "an ending, as in com, or a product, as in hosting.720plan";
        let subject = self.cell("item").ok_or_else(|| self.wrong("item", ending))?;
        if let Some(product) = Item::product(subject) {
            return match self.cell("action") {
                None => Ok(product.for_years(years)),
                Some(_) => Err(self.wrong("action", "nothing, for a product")),
            };
        }
        let tld = self.needed("item", |text| Tld::parse(text).ok(), ending)?;
        let action = self.needed(
            "action",
            |text| PricedAction::parse(text).ok(),
            format_args!("one of {}", actions()),
        )?;
        Ok(Item::name(tld, action).for_years(years))
    }

    /// A price; none for what is not offered.
    fn price(&self, currency: Currency) -> Result<Option<Cents>, PriceMistake> {
        let decimals = match currency.exponent().min(2) {
            0 => "no decimals".to_owned(),
            decimals => format!("at most {decimals} decimals"),
        };
        let expected = format!("a price in {currency} before tax with {decimals}, or {NONE}");
        let amount = |text: &str| {
            // Where cells are parted by semicolons, the decimal sign is a comma.
            let text = if self.semicolons { text.replace(',', ".") } else { text.to_owned() };
            let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            let amount: Decimal = text.parse().ok().filter(|_| plain)?;
            let money = Money::new(amount, currency).ok()?;
            money.cents().filter(|cents| Money::from_cents(*cents, currency) == money)
        };
        self.needed("price", |text| if text == NONE { Some(None) } else { amount(text).map(Some) }, expected)
    }

    fn no_day(&self, column: &str) -> PriceMistake {
        self.wrong(column, "a day, as in 2026-01-01")
    }

    fn day(&self, column: &str) -> Result<Option<NaiveDate>, PriceMistake> {
        let Some(text) = self.cell(column) else { return Ok(None) };
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        day.map(Some).ok_or_else(|| self.no_day(column))
    }

    fn promotion(&self) -> Result<Option<Promotion>, PriceMistake> {
        let name = self.cell("promotion").map(PromotionName::parse).transpose();
        let name = name.map_err(|error| self.wrong("promotion", error))?;
        match (name, self.day("until")?) {
            (Some(name), Some(until)) => Ok(Some(Promotion { name, until })),
            (None, None) => Ok(None),
            (Some(_), None) => Err(self.wrong("until", "a promotion's last day, as in 2026-01-31")),
            (None, Some(_)) => {
                Err(self.wrong("promotion", "the name of the promotion that ends on that day"))
            }
        }
    }
}

fn keep<T>(read: Result<T, PriceMistake>, mistakes: &mut Vec<PriceMistake>) -> Option<T> {
    read.map_err(|mistake| mistakes.push(mistake)).ok()
}

/// A price as it stands in a file: `7.49`, `none`.
pub(super) fn amount(cents: Option<Cents>, currency: Currency) -> String {
    let Some(cents) = cents else { return NONE.to_owned() };
    let decimals = currency.exponent().min(2) as usize;
    format!("{:.decimals$}", Money::from_cents(cents, currency).amount())
}

/// Prices as a file.
pub(super) fn written(rows: &[(PriceListId, Price)]) -> String {
    let mut writer = WriterBuilder::new().from_writer(vec![]);
    let mut write = || -> Result<(), csv::Error> {
        writer.write_record(COLUMNS)?;
        for (list, price) in rows {
            let action = price.item.action().map_or("", |action| action.as_str());
            let years = price.item.years().map_or_else(String::new, |years| years.to_string());
            let (until, promotion) = match &price.promotion {
                Some(Promotion { name, until }) => (until.to_string(), name.to_string()),
                None => Default::default(),
            };
            writer.write_record([
                list.class.as_str(),
                list.currency.as_str(),
                &price.item.subject(),
                action,
                &years,
                &amount(price.cents, list.currency),
                &price.from.to_string(),
                &until,
                &promotion,
            ])?;
        }
        writer.flush().map_err(csv::Error::from)
    };
    write().expect("memory takes what is written to it");
    let bytes = writer.into_inner().expect("it was flushed");
    String::from_utf8(bytes).expect("texts were written")
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
