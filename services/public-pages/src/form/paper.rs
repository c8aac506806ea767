//! One sheet of A4: what is asked for, both owners, and where to sign. French first, English below.

use application::TradeForm;
use chrono::{DateTime, Utc};
use domain_model::trade::Side;
use domain_model::values::ContactDetails;
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};

/// Points of 1/72 inch.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 56.0;
/// Where values begin.
const COLUMN: f32 = 250.0;
/// Characters of a value on one line.
const LINE: usize = 50;
/// Levels of grey.
const GREY: u8 = 96;
const BLACK: u8 = 0;

/// The sheet could not be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum PaperError {
    #[error("a font is unusable")]
    Font,
    #[error("the page has no size")]
    Page,
    #[error("the document could not be written: {0}")]
    Write(String),
}

/// The form as a PDF.
pub(super) fn draw(form: &TradeForm) -> Result<Vec<u8>, PaperError> {
    let font = |data: &'static [u8]| Font::new(data.into(), 0).ok_or(PaperError::Font);
    let (regular, bold) = (font(dejavu::sans::regular())?, font(dejavu::sans::bold())?);
    let mut document = Document::new();
    let title = format!("{} – changement de titulaire / owner change", form.name);
    document.set_metadata(Metadata::new().title(title).language("fr".to_owned()));
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PaperError::Page)?;
    let mut page = document.start_page_with(settings);
    {
        let mut sheet = Sheet { surface: page.surface(), regular, bold, y: MARGIN };
        sheet.fill(form);
        sheet.surface.finish();
    }
    page.finish();
    document.finish().map_err(|error| PaperError::Write(format!("{error:?}")))
}

struct Sheet<'a> {
    surface: Surface<'a>,
    regular: Font,
    bold: Font,
    y: f32,
}

impl Sheet<'_> {
    fn fill(&mut self, form: &TradeForm) {
        self.heading(17.0, "Changement de titulaire");
        self.note("Owner change (trade)");
        self.y += 10.0;
        self.line("Nom de domaine", "Domain name", form.name.as_str());
        self.line("Demande n°", "Request no.", &form.trade.to_string());
        self.line("Demandée le", "Requested on", &day(form.requested_at));
        self.line("À retourner avant le", "To be returned before", &day(form.valid_until));
        self.rule();
        self.heading(12.0, "Titulaire actuel (cédant)");
        self.note("Present owner (seller)");
        self.person(&form.owner);
        self.rule();
        self.heading(12.0, "Futur titulaire (cessionnaire)");
        self.note("Future owner (buyer)");
        self.person(&form.new_owner);
        self.rule();
        self.consent(form.side);
    }

    fn consent(&mut self, side: Side) {
        let (french, english, signs) = match side {
            Side::Owner => (
                "Je soussigné(e), titulaire actuel, accepte de céder ce nom de domaine au futur titulaire.",
                "I, the present owner, agree to hand this domain name over to the future owner.",
                "Signature du titulaire actuel / of the present owner",
            ),
            Side::NewOwner => (
                "Je soussigné(e), futur titulaire, accepte ce nom de domaine et les conditions du registre.",
                "I, the future owner, accept this domain name and the terms of its registry.",
                "Signature du futur titulaire / of the future owner",
            ),
        };
        self.y += 14.0;
        self.text(MARGIN, 10.0, BLACK, false, french);
        self.y += 4.0;
        self.note(english);
        self.y += 18.0;
        self.text(MARGIN, 9.0, BLACK, false, "Fait à / Place : ______________________");
        self.text(330.0, 9.0, BLACK, false, "Le / Date : ______________________");
        self.y += 22.0;
        self.text(MARGIN, 9.0, BLACK, false, signs);
        self.y += 8.0;
        self.frame(90.0);
    }

    fn person(&mut self, person: &ContactDetails) {
        let name = format!("{} {}", person.first_name(), person.last_name());
        self.line("Nom", "Name", name.trim());
        if !person.organisation().is_empty() {
            self.line("Organisme", "Organisation", person.organisation());
        }
        let address = person.address();
        let street: Vec<&str> = address.street.iter().map(|line| line.as_str()).collect();
        self.line("Adresse", "Address", &street.join(", "));
        let code = address.postal_code.as_ref().map(|code| format!("{} ", code.as_str())).unwrap_or_default();
        self.line("", "", &format!("{code}{}, {}", address.city.as_str(), address.country));
        self.line("Courriel", "E-mail", &person.email().to_string());
    }

    fn heading(&mut self, size: f32, words: &str) {
        self.y += size;
        self.text(MARGIN, size, BLACK, true, words);
        self.y += size * 0.4;
    }

    fn note(&mut self, words: &str) {
        self.y += 8.0;
        self.text(MARGIN, 8.5, GREY, false, words);
        self.y += 6.0;
    }

    fn line(&mut self, french: &str, english: &str, value: &str) {
        self.y += 12.0;
        self.text(MARGIN, 9.5, BLACK, false, french);
        self.text(MARGIN + 108.0, 7.5, GREY, false, english);
        for (place, part) in wrapped(value, LINE).into_iter().enumerate() {
            self.y += if place == 0 { 0.0 } else { 12.0 };
            self.text(COLUMN, 9.5, BLACK, false, &part);
        }
        self.y += 3.0;
    }

    fn text(&mut self, x: f32, size: f32, grey: u8, bold: bool, words: &str) {
        let font = if bold { &self.bold } else { &self.regular }.clone();
        self.surface.set_fill(Some(Fill { paint: ink(grey).into(), ..Fill::default() }));
        self.surface.draw_text(Point::from_xy(x, self.y), font, size, words, false, TextDirection::Auto);
    }

    fn rule(&mut self) {
        self.y += 10.0;
        self.path(|path, y| {
            path.move_to(MARGIN, y);
            path.line_to(WIDTH - MARGIN, y);
        });
        self.y += 8.0;
    }

    fn frame(&mut self, height: f32) {
        self.path(|path, y| {
            path.move_to(MARGIN, y);
            path.line_to(WIDTH - MARGIN, y);
            path.line_to(WIDTH - MARGIN, y + height);
            path.line_to(MARGIN, y + height);
            path.close();
        });
        self.y += height;
    }

    fn path(&mut self, draw: impl FnOnce(&mut PathBuilder, f32)) {
        let mut path = PathBuilder::new();
        draw(&mut path, self.y);
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke { paint: ink(GREY).into(), width: 0.6, ..Stroke::default() }));
        if let Some(path) = path.finish() {
            self.surface.draw_path(&path);
        }
        self.surface.set_stroke(None);
    }
}

fn ink(grey: u8) -> rgb::Color {
    rgb::Color::new(grey, grey, grey)
}

fn day(at: DateTime<Utc>) -> String {
    at.format("%d/%m/%Y").to_string()
}

/// Lines of at most so many characters, broken at blanks where there are any.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_inclusive(' ') {
        for piece in word.chars().collect::<Vec<_>>().chunks(most) {
            let piece: String = piece.iter().collect();
            match lines.last_mut() {
                Some(line) if line.chars().count() + piece.trim_end().chars().count() <= most => {
                    line.push_str(&piece);
                }
                _ => lines.push(piece),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_wrapped_and_lose_nothing() {
        for text in ["", "12 Rue du chien qui fume", &"mot ".repeat(60), &"x".repeat(255)] {
            let lines = wrapped(text, LINE);
            assert!(lines.iter().all(|line| line.trim_end().chars().count() <= LINE), "{lines:?}");
            assert_eq!(lines.concat(), text);
        }
    }
}
