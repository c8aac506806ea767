//! An invoice or a credit note on paper.

use crate::layout::{Align, Column, Layout, MARGIN, PaperError, RIGHT, bold, faint, plain};
use crate::words::Language;
use domain_model::invoice::{Document, Invoice, InvoiceLine, Payment, Seller, Standing};
use domain_model::values::InvoiceKind;

/// Where the buyer stands: in the window of an envelope.
const WINDOW: f32 = 315.0;
const WINDOW_TOP: f32 = 148.0;
/// Where the sums stand.
const SUMS: f32 = 345.0;

/// An invoice or a credit note as a PDF, in the language that it was issued in.
///
/// # Errors
/// There is no such invoice; the document could not be drawn.
pub fn invoice_pdf(invoice: &Invoice) -> Result<Vec<u8>, PaperError> {
    let document = invoice.document().ok_or(PaperError::Nothing)?;
    let mut sheet = Sheet { layout: Layout::new()?, language: document.locale.into(), document };
    sheet.letterhead();
    sheet.window();
    sheet.facts(invoice);
    sheet.lines();
    sheet.sums();
    sheet.settlement(invoice);
    sheet.mentions();
    let title = format!("{} {}", sheet.title(), document.number);
    sheet.layout.render(&title, sheet.language.code(), &footer(document))
}

/// Who sells, as it stands below every page.
fn footer(document: &Document) -> Vec<String> {
    let seller = &document.seller;
    vec![imprint(seller, document.locale.into())]
}

/// Name, registration and VAT number on one line.
pub(crate) fn imprint(seller: &Seller, language: Language) -> String {
    let mut words = vec![seller.name.clone()];
    words.extend(seller.registration.iter().cloned());
    let number = seller.vat_number.as_ref();
    words.extend(number.map(|number| format!("{} {number}", language.says("TVA", "VAT"))));
    words.join(" – ")
}

struct Sheet<'d> {
    layout: Layout,
    language: Language,
    document: &'d Document,
}

impl Sheet<'_> {
    fn is_credit(&self) -> bool {
        self.document.number.kind() == InvoiceKind::CreditNote
    }

    fn title(&self) -> &'static str {
        if self.is_credit() {
            self.language.says("Avoir", "Credit note")
        } else {
            self.language.says("Facture", "Invoice")
        }
    }

    fn letterhead(&mut self) {
        let (language, seller) = (self.language, &self.document.seller);
        let layout = &mut self.layout;
        layout.y = MARGIN + 14.0;
        layout.put(MARGIN, bold(14.0), &seller.name);
        let title = if self.document.number.kind() == InvoiceKind::CreditNote {
            language.says("AVOIR", "CREDIT NOTE")
        } else {
            language.says("FACTURE", "INVOICE")
        };
        layout.put_right(RIGHT, bold(18.0), title);
        layout.y += 4.0;
        let number = self.document.number.to_string();
        let mut lines = seller.address.clone();
        lines.push(language.country(seller.country));
        lines.extend(seller.contact.clone());
        let top = layout.y;
        layout.down(11.0);
        layout.put_right(RIGHT, bold(11.0), &number);
        layout.y = top;
        for line in lines {
            layout.down(8.5);
            layout.put(MARGIN, faint(8.5), &line);
        }
    }

    /// Who buys.
    fn window(&mut self) {
        let language = self.language;
        let lines = match self.document.buyer.value() {
            None => vec![language.says("[effacé]", "[erased]").to_owned()],
            Some(buyer) => {
                let address = &buyer.address;
                let mut lines = vec![buyer.name.to_string()];
                lines.extend(buyer.attention.as_ref().map(ToString::to_string));
                lines.extend(address.street.iter().map(ToString::to_string));
                let code = address.postal_code.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
                lines.push(format!("{code}{}", address.city));
                lines.extend(address.region.as_ref().map(ToString::to_string));
                lines.push(language.country(address.country));
                lines
            }
        };
        let layout = &mut self.layout;
        layout.y = WINDOW_TOP;
        layout.put(WINDOW, faint(7.5), language.says("Client", "Customer"));
        layout.y += 2.0;
        for (place, line) in lines.iter().enumerate() {
            let style = if place == 0 { bold(10.0) } else { plain(10.0) };
            layout.paragraph(WINDOW, RIGHT - WINDOW, style, line);
        }
        let number = self.document.buyer.value().and_then(|buyer| buyer.vat_number.as_ref());
        if let Some(number) = number {
            layout.y += 3.0;
            let words = format!("{} {number}", language.says("N° de TVA :", "VAT number:"));
            layout.paragraph(WINDOW, RIGHT - WINDOW, plain(8.5), &words);
        }
    }

    /// What the document is about, beside the window.
    fn facts(&mut self, invoice: &Invoice) {
        let (language, document) = (self.language, self.document);
        let mut facts = vec![
            (language.says("Numéro", "Number"), document.number.to_string()),
            (language.says("Date d'émission", "Date of issue"), language.day(document.issued)),
        ];
        if let Invoice::CreditNote(note) = invoice {
            facts.push((language.says("Sur la facture", "Of invoice"), note.of.to_string()));
        } else {
            facts.push((language.says("Échéance", "Due"), language.day(document.due)));
        }
        facts.push((language.says("Compte client", "Account"), document.account.to_string()));
        facts.push((language.says("Devise", "Currency"), document.amounts.net.currency().to_string()));
        let below = self.layout.y;
        let layout = &mut self.layout;
        layout.y = WINDOW_TOP;
        for (name, value) in facts {
            layout.down(9.0);
            layout.put(MARGIN, faint(9.0), name);
            layout.put(MARGIN + 100.0, plain(9.0), &value);
        }
        layout.y = layout.y.max(below) + 34.0;
        if let Invoice::CreditNote(note) = invoice {
            let words = format!("{} {}", language.says("Motif :", "Reason:"), note.reason);
            layout.paragraph(MARGIN, RIGHT - MARGIN, plain(9.0), &words);
            layout.y += 14.0;
        }
    }

    fn lines(&mut self) {
        let language = self.language;
        let right = |title, width| Column { title, width, align: Align::Right };
        let columns = [
            Column { title: language.says("Désignation", "Description"), width: 193.0, align: Align::Left },
            right(language.says("Quantité", "Quantity"), 90.0),
            right(language.says("Prix unitaire HT", "Unit price"), 90.0),
            right(language.says("TVA", "VAT"), 45.0),
            right(language.says("Montant HT", "Net amount"), 81.0),
        ];
        let exponent = self.document.amounts.net.currency().exponent();
        let cells = |line: &InvoiceLine| {
            let price = line.unit_price.normalize();
            vec![
                line.label.clone(),
                language.number(line.quantity.into(), 0),
                language.number(price, price.scale().max(exponent)),
                language.percent(line.percent),
                language.number(line.net.amount(), exponent),
            ]
        };
        self.layout.table(&columns, 9.0, self.document.lines.iter().map(cells));
    }

    fn sums(&mut self) {
        let (language, amounts) = (self.language, &self.document.amounts);
        let layout = &mut self.layout;
        layout.need(80.0);
        layout.y += 8.0;
        let tax = format!("{} {}", language.says("TVA", "VAT"), language.percent(self.document.vat.percent));
        for (name, money) in
            [(language.says("Total HT", "Net total"), &amounts.net), (tax.as_str(), &amounts.tax)]
        {
            layout.down(9.5);
            layout.put(SUMS, plain(9.5), name);
            layout.put_right(RIGHT - 6.0, plain(9.5), &language.money(money));
        }
        layout.y += 5.0;
        let (top, height) = (layout.y, 22.0);
        layout.frame(SUMS - 6.0, top, RIGHT - SUMS + 6.0, height);
        layout.y = top + 15.0;
        let name = if self.document.number.kind() == InvoiceKind::CreditNote {
            language.says("Total TTC à votre crédit", "Total to your credit")
        } else {
            language.says("Total TTC", "Total with VAT")
        };
        layout.put(SUMS, bold(10.0), name);
        layout.put_right(RIGHT - 6.0, bold(10.0), &language.money(&amounts.gross));
        layout.y = top + height + 14.0;
    }

    /// Whether and how it is paid, and what was taken back.
    fn settlement(&mut self, invoice: &Invoice) {
        let language = self.language;
        let mut words = vec![];
        if let Some(standing) = invoice.standing() {
            match (&standing.payment, invoice) {
                (Some(payment), _) => words.push((bold(9.5), self.paid(payment))),
                (None, Invoice::Due(_)) => {
                    words.extend(self.payable().into_iter().map(|line| (plain(9.0), line)))
                }
                _ => {}
            }
            words.extend(self.taken_back(standing).map(|line| (plain(9.0), line)));
        }
        if !self.document.points.is_zero() {
            let points = language.whole(self.document.points.get());
            let line = match self.is_credit() {
                true => format!("{points} {}", language.says("points repris.", "points taken back.")),
                false => format!(
                    "{points} {}",
                    language.says("points, crédités au paiement.", "points, credited upon payment.")
                ),
            };
            words.push((plain(9.0), line));
        }
        for (style, line) in words {
            self.layout.paragraph(MARGIN, RIGHT - MARGIN, style, &line);
        }
    }

    fn paid(&self, payment: &Payment) -> String {
        let (language, day) = (self.language, self.language.day(payment.day));
        let (means, reference) = (language.means(payment.means), &payment.reference);
        match language.french {
            true => format!("Acquittée le {day} par {means}, référence {reference}."),
            false => format!("Paid on {day} by {means}, reference {reference}."),
        }
    }

    fn payable(&self) -> Vec<String> {
        let (language, document) = (self.language, self.document);
        let due = language.day(document.due);
        let mut lines = vec![match language.french {
            true => format!("À payer avant le {due}, en rappelant le numéro {}.", document.number),
            false => format!("To be paid by {due}; please quote the number {}.", document.number),
        }];
        if let Some(bank) = &document.seller.bank {
            lines.push(format!("{} – IBAN {} – BIC {}", bank.holder, bank.iban, bank.bic));
        }
        lines
    }

    fn taken_back(&self, standing: &Standing) -> Option<String> {
        let language = self.language;
        let notes: Vec<String> = standing.notes.iter().map(ToString::to_string).collect();
        let credited = language.money(&standing.credited.gross);
        (!notes.is_empty()).then(|| {
            let by = language.says("Avoirs :", "Credit notes:");
            format!("{by} {} ({credited})", notes.join(", "))
        })
    }

    fn mentions(&mut self) {
        let mut lines: Vec<String> =
            self.language.vat_mention(self.document.vat.rule).map(str::to_owned).into_iter().collect();
        // Terms of payment: on what is to be paid.
        if !self.is_credit() {
            lines.extend(self.document.seller.mentions.iter().cloned());
        }
        self.layout.y += 12.0;
        for line in lines {
            self.layout.paragraph(MARGIN, RIGHT - MARGIN, faint(7.5), &line);
            self.layout.y += 2.0;
        }
    }
}
