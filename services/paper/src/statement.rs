//! A statement on paper.

use crate::invoice::imprint;
use crate::layout::{Align, Column, Layout, MARGIN, PaperError, RIGHT, bold, faint, plain};
use crate::words::Language;
use application::StatementSheet;
use projections::ledger::EntryRow;
use rust_decimal::Decimal;

/// A statement as a PDF, in the language of its account.
///
/// # Errors
/// The document could not be drawn.
pub fn statement_pdf(sheet: &StatementSheet) -> Result<Vec<u8>, PaperError> {
    let language = Language::from(sheet.locale);
    let mut page = Sheet { layout: Layout::new()?, language, sheet };
    page.head();
    page.balance(language.says("Solde d'ouverture", "Opening balance"), sheet.opening.available);
    page.movements();
    page.layout.need(40.0);
    page.layout.y += 4.0;
    page.balance(language.says("Solde de clôture", "Closing balance"), sheet.closing.available);
    page.totals();
    let title = format!("{} {}", language.says("Relevé de points", "Statement of points"), sheet.account);
    page.layout.render(&title, language.code(), &footer(sheet))
}

fn footer(sheet: &StatementSheet) -> Vec<String> {
    sheet.seller.iter().map(|seller| imprint(seller, sheet.locale.into())).collect()
}

struct Sheet<'s> {
    layout: Layout,
    language: Language,
    sheet: &'s StatementSheet,
}

impl Sheet<'_> {
    fn head(&mut self) {
        let (language, sheet, layout) = (self.language, self.sheet, &mut self.layout);
        layout.y = MARGIN + 14.0;
        let seller = sheet.seller.as_ref().map(|seller| seller.name.as_str()).unwrap_or_default();
        layout.put(MARGIN, bold(13.0), seller);
        layout.put_right(RIGHT, bold(15.0), language.says("RELEVÉ DE POINTS", "STATEMENT OF POINTS"));
        layout.y += 14.0;
        let nichandle = sheet.nichandle.as_ref().map(ToString::to_string).unwrap_or_default();
        let rate = format!(
            "{} {} = 1 {} {}",
            sheet.rate.points_per_unit(),
            language.says("points", "points"),
            sheet.currency,
            language.says("hors taxe", "before tax"),
        );
        let facts = [
            (language.says("Compte", "Account"), format!("{} ({nichandle})", sheet.account)),
            (language.says("Période", "Period"), self.period()),
            (language.says("Valeur", "Rate"), rate),
            (language.says("Établi le", "Made on"), format!("{} UTC", language.moment(sheet.made_at))),
        ];
        let layout = &mut self.layout;
        let top = layout.y;
        for (name, value) in facts {
            layout.down(9.0);
            layout.put(MARGIN, faint(9.0), name);
            layout.put(MARGIN + 62.0, plain(9.0), &value);
        }
        let below = layout.y;
        layout.y = top;
        if let Some(holder) = &sheet.holder {
            let address = &holder.address;
            let code = address.postal_code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
            let mut lines = vec![holder.name.to_string()];
            lines.extend(address.street.iter().map(ToString::to_string));
            lines.push(format!("{code}{}", address.city));
            lines.push(language.country(address.country));
            for (place, line) in lines.iter().enumerate() {
                let style = if place == 0 { bold(9.0) } else { plain(9.0) };
                layout.paragraph(350.0, RIGHT - 350.0, style, line);
            }
        }
        layout.y = layout.y.max(below) + 18.0;
    }

    fn period(&self) -> String {
        let (language, sheet) = (self.language, self.sheet);
        let begin = sheet.from.map(|from| language.moment(from));
        let end = language.moment(sheet.to.unwrap_or(sheet.made_at));
        match begin {
            Some(begin) => format!("{begin} – {end}"),
            None => format!("{} {end}", language.says("jusqu'au", "up to")),
        }
    }

    /// A balance, in points and as an amount.
    fn balance(&mut self, name: &str, points: i64) {
        let (language, layout) = (self.language, &mut self.layout);
        layout.down(10.0);
        layout.put(MARGIN, bold(10.0), name);
        let words = format!("{} {}", language.whole(points), language.says("points", "points"));
        layout.put_right(RIGHT - 6.0, bold(10.0), &words);
        layout.down(9.0);
        let amount = amount(language, self.sheet, points.into());
        layout.put_right(RIGHT - 6.0, faint(8.5), &amount);
        layout.y += 8.0;
    }

    fn movements(&mut self) {
        let (language, sheet) = (self.language, self.sheet);
        let right = |title, width| Column { title, width, align: Align::Right };
        let left = |title, width| Column { title, width, align: Align::Left };
        let columns = [
            left(language.says("Date", "Date"), 84.0),
            left(language.says("Mouvement", "Movement"), 54.0),
            left(language.says("Objet", "For"), 162.0),
            right(language.says("Crédit", "Credit"), 62.0),
            right(language.says("Débit", "Debit"), 62.0),
            right(language.says("Disponible", "Available"), 75.0),
        ];
        let cells = |entry: &EntryRow| {
            let change = entry.change();
            let side = |wanted: bool| if wanted { language.whole(change.abs()) } else { String::new() };
            vec![
                language.moment(entry.at),
                kind(language, &entry.event_type).to_owned(),
                about(entry),
                side(change > 0),
                side(change < 0),
                language.whole(entry.available),
            ]
        };
        self.layout.table(&columns, 7.5, sheet.entries.iter().map(cells));
        if sheet.entries.is_empty() {
            let none = language.says("Aucun mouvement sur la période.", "No movement in this period.");
            self.layout.paragraph(MARGIN, RIGHT - MARGIN, faint(8.5), none);
        }
    }

    fn totals(&mut self) {
        let (language, sheet) = (self.language, self.sheet);
        let totals = sheet.totals();
        // Head, a row a kind, and the sum: together on one page.
        let height = 34.0 + 15.0 * (totals.kinds.len() + 1) as f32;
        self.layout.need(height);
        self.layout.y += 10.0;
        let right = |title, width| Column { title, width, align: Align::Right };
        let columns = [
            Column {
                title: language.says("Totaux de la période", "Totals of the period"),
                width: 199.0,
                align: Align::Left,
            },
            right(language.says("Nombre", "Count"), 60.0),
            right(language.says("Crédit", "Credit"), 80.0),
            right(language.says("Débit", "Debit"), 80.0),
            right(language.says("Montant", "Amount"), 80.0),
        ];
        let whole = |points: i128| language.number(Decimal::from_i128_with_scale(points, 0), 0);
        let row = |name: &str, sum: &application::Movement| {
            vec![
                name.to_owned(),
                sum.count.to_string(),
                whole(sum.credit),
                whole(sum.debit),
                amount(language, sheet, sum.credit - sum.debit),
            ]
        };
        let kinds = totals.kinds.iter().map(|(name, sum)| row(kind(language, name), sum));
        let all = row(language.says("Ensemble", "All"), &totals.all);
        self.layout.table(&columns, 7.5, kinds.chain([all]));
        self.layout.y += 10.0;
        let note = language.says(
            "Un débit « réservé » attend la confirmation du registre ; il est ensuite consommé (« débité ») ou libéré.",
            "A debit \"reserved\" waits for the registry's confirmation; it is then spent (\"settled\") or released.",
        );
        self.layout.paragraph(MARGIN, RIGHT - MARGIN, faint(7.5), note);
    }
}

/// Points as an amount of the account's currency.
fn amount(language: Language, sheet: &StatementSheet, points: i128) -> String {
    let worth = sheet.amount(points);
    let (amount, currency) = worth.split_once(' ').unwrap_or((&worth, ""));
    let decimals = amount.split_once('.').map_or(0, |(_, part)| part.len());
    let number = amount.parse::<Decimal>().unwrap_or_default();
    format!("{}\u{a0}{currency}", language.number(number, u32::try_from(decimals).unwrap_or(2)))
}

fn kind(language: Language, kind: &str) -> &str {
    match kind {
        "Bought" => language.says("acheté", "bought"),
        "Granted" => language.says("offert", "granted"),
        "Adjusted" => language.says("corrigé", "adjusted"),
        "Reserved" => language.says("réservé", "reserved"),
        "Settled" => language.says("débité", "settled"),
        "Released" => language.says("libéré", "released"),
        "Refunded" => language.says("remboursé", "refunded"),
        "Returned" => language.says("repris", "taken back"),
        other => other,
    }
}

/// What a movement is for: the label with its operation, the document, the reason.
fn about(entry: &EntryRow) -> String {
    let operation = entry.operation.map(|number| format!("#{number}"));
    let words = [entry.label.clone(), entry.reference.clone(), entry.reason.clone(), operation];
    words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
