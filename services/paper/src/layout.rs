//! Pages of A4: texts, rules and tables, broken over pages. Everything is placed first and drawn afterwards, so that each
//! page can say how many there are.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::text::{Font, TextDirection};
use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};

/// Points of 1/72 inch.
pub(crate) const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
pub(crate) const MARGIN: f32 = 48.0;
pub(crate) const RIGHT: f32 = WIDTH - MARGIN;
/// The lowest line of the text; the footer stands below.
const BOTTOM: f32 = HEIGHT - 78.0;
const FOOTER: f32 = HEIGHT - 52.0;
/// Height of a line, as a multiple of its letters' size.
const LEADING: f32 = 1.35;
/// Between a cell's text and the cell beside it.
const GUTTER: f32 = 6.0;

/// A document could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A font of the program is none.
    #[error("a font is unusable")]
    Font,
    /// A page has no size.
    #[error("the page has no size")]
    Page,
    /// The document could not be written.
    #[error("the document could not be written: {0}")]
    Write(String),
    /// There is nothing to draw.
    #[error("there is no such document")]
    Nothing,
}

/// How letters look.
#[derive(Clone, Copy)]
pub(crate) struct Style {
    pub size: f32,
    pub bold: bool,
    /// 0 is black.
    pub grey: u8,
}

pub(crate) const fn plain(size: f32) -> Style {
    Style { size, bold: false, grey: 0 }
}

pub(crate) const fn bold(size: f32) -> Style {
    Style { size, bold: true, grey: 0 }
}

pub(crate) const fn faint(size: f32) -> Style {
    Style { size, bold: false, grey: 96 }
}

/// On which side of its column a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// A column of a table.
pub(crate) struct Column {
    pub title: &'static str,
    /// Points of 1/72 inch.
    pub width: f32,
    pub align: Align,
}

enum Mark {
    Text { x: f32, y: f32, style: Style, words: String },
    Line { from: (f32, f32), to: (f32, f32), width: f32, grey: u8 },
}

/// Pages that are being filled, from top to bottom.
pub(crate) struct Layout {
    pages: Vec<Vec<Mark>>,
    /// The base line of what was written last.
    pub y: f32,
    measure: Measure,
}

/// How wide texts are.
struct Measure {
    regular: skrifa::FontRef<'static>,
    bold: skrifa::FontRef<'static>,
}

impl Measure {
    fn new() -> Result<Self, PaperError> {
        let font = |bytes| skrifa::FontRef::new(bytes).map_err(|_| PaperError::Font);
        Ok(Self { regular: font(dejavu::sans::regular())?, bold: font(dejavu::sans::bold())? })
    }

    fn width(&self, text: &str, style: Style) -> f32 {
        let font = if style.bold { &self.bold } else { &self.regular };
        let metrics = font.glyph_metrics(Size::new(style.size), LocationRef::default());
        let charmap = font.charmap();
        let advance = |letter| metrics.advance_width(charmap.map(letter).unwrap_or_default());
        text.chars().map(|letter| advance(letter).unwrap_or(style.size)).sum()
    }

    /// Lines no wider than `most`, broken at blanks where there are any.
    fn wrapped(&self, text: &str, style: Style, most: f32) -> Vec<String> {
        let mut lines = vec![];
        let mut line = String::new();
        for word in text.split(' ') {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, style) <= most {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if self.width(&line, style) > most && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, letter.to_string()));
                }
            }
        }
        lines.push(line);
        lines
    }
}

impl Layout {
    pub(crate) fn new() -> Result<Self, PaperError> {
        Ok(Self { pages: vec![vec![]], y: MARGIN, measure: Measure::new()? })
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Goes on on another page unless so much fits on this one. Says whether it does.
    pub(crate) fn need(&mut self, height: f32) -> bool {
        if self.y + height <= BOTTOM {
            return false;
        }
        self.pages.push(vec![]);
        self.y = MARGIN;
        true
    }

    /// A text on the present line.
    pub(crate) fn put(&mut self, x: f32, style: Style, words: &str) {
        let (y, words) = (self.y, words.to_owned());
        self.mark(Mark::Text { x, y, style, words });
    }

    /// A text that ends at `x` on the present line.
    pub(crate) fn put_right(&mut self, x: f32, style: Style, words: &str) {
        let width = self.measure.width(words, style);
        self.put(x - width, style, words);
    }

    /// Goes down by a line of these letters.
    pub(crate) fn down(&mut self, size: f32) {
        self.y += size * LEADING;
    }

    /// Lines of at most `width`, one below the other.
    pub(crate) fn paragraph(&mut self, x: f32, width: f32, style: Style, words: &str) {
        for line in self.measure.wrapped(words, style, width) {
            self.need(style.size * LEADING);
            self.down(style.size);
            self.put(x, style, &line);
        }
    }

    /// A line across the page.
    pub(crate) fn rule(&mut self, from: f32, to: f32, width: f32) {
        let y = self.y;
        self.mark(Mark::Line { from: (from, y), to: (to, y), width, grey: 140 });
    }

    /// A frame from `(x, y)` on.
    pub(crate) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32) {
        let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
        for side in corners.windows(2) {
            self.mark(Mark::Line { from: side[0], to: side[1], width: 0.6, grey: 140 });
        }
    }

    /// A table; its head is repeated on every page. Cells are wrapped, rows are never broken.
    pub(crate) fn table(
        &mut self,
        columns: &[Column],
        size: f32,
        rows: impl IntoIterator<Item = Vec<String>>,
    ) {
        self.head(columns, size);
        for row in rows {
            let cells: Vec<Vec<String>> = columns
                .iter()
                .zip(&row)
                .map(|(column, text)| self.measure.wrapped(text, plain(size), column.width - GUTTER))
                .collect();
            let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
            let height = size * LEADING * lines as f32 + 4.0;
            if self.need(height) {
                self.head(columns, size);
            }
            let top = self.y;
            let mut x = MARGIN;
            for (column, cell) in columns.iter().zip(&cells) {
                self.y = top;
                for line in cell {
                    self.down(size);
                    self.cell(column, x, plain(size), line);
                }
                x += column.width;
            }
            self.y = top + height;
            let y = self.y;
            self.mark(Mark::Line { from: (MARGIN, y), to: (x, y), width: 0.3, grey: 200 });
        }
    }

    fn cell(&mut self, column: &Column, x: f32, style: Style, text: &str) {
        match column.align {
            Align::Left => self.put(x, style, text),
            Align::Right => self.put_right(x + column.width - GUTTER, style, text),
        }
    }

    fn head(&mut self, columns: &[Column], size: f32) {
        self.down(size);
        let mut x = MARGIN;
        for column in columns {
            self.cell(column, x, bold(size), column.title);
            x += column.width;
        }
        self.y += 4.0;
        self.rule(MARGIN, x, 0.8);
        self.y += 1.0;
    }

    /// The document as a PDF; the footer's lines stand on every page, above its number.
    pub(crate) fn render(
        self,
        title: &str,
        language: &str,
        footer: &[String],
    ) -> Result<Vec<u8>, PaperError> {
        let font = |data: &'static [u8]| Font::new(data.into(), 0).ok_or(PaperError::Font);
        let fonts = [font(dejavu::sans::regular())?, font(dejavu::sans::bold())?];
        let mut document = Document::new();
        document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
        let total = self.pages.len();
        for (place, marks) in self.pages.iter().enumerate() {
            let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PaperError::Page)?;
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            marks.iter().for_each(|mark| draw(&mut surface, &fonts, mark));
            for mark in self.footer(footer, title, place + 1, total) {
                draw(&mut surface, &fonts, &mark);
            }
            surface.finish();
            page.finish();
        }
        document.finish().map_err(|error| PaperError::Write(format!("{error:?}")))
    }

    fn footer(&self, lines: &[String], title: &str, page: usize, of: usize) -> Vec<Mark> {
        let style = faint(7.0);
        let (from, to) = ((MARGIN, FOOTER - 8.0), (RIGHT, FOOTER - 8.0));
        let mut marks = vec![Mark::Line { from, to, width: 0.4, grey: 180 }];
        let mut y = FOOTER;
        for line in lines.iter().flat_map(|line| self.measure.wrapped(line, style, RIGHT - MARGIN)) {
            let x = (WIDTH - self.measure.width(&line, style)) / 2.0;
            marks.push(Mark::Text { x, y, style, words: line });
            y += style.size * LEADING;
        }
        let number = format!("{title} · {page}/{of}");
        let x = RIGHT - self.measure.width(&number, style);
        marks.push(Mark::Text { x, y: HEIGHT - 22.0, style, words: number });
        marks
    }
}

fn ink(grey: u8) -> rgb::Color {
    rgb::Color::new(grey, grey, grey)
}

fn draw(surface: &mut Surface<'_>, fonts: &[Font; 2], mark: &Mark) {
    match mark {
        Mark::Text { x, y, style, words } => {
            let font = fonts[usize::from(style.bold)].clone();
            surface.set_stroke(None);
            surface.set_fill(Some(Fill { paint: ink(style.grey).into(), ..Fill::default() }));
            surface.draw_text(Point::from_xy(*x, *y), font, style.size, words, false, TextDirection::Auto);
        }
        Mark::Line { from, to, width, grey } => {
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke { paint: ink(*grey).into(), width: *width, ..Stroke::default() }));
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
            surface.set_stroke(None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_wrapped_by_their_width_and_lose_nothing() {
        let measure = Measure::new().unwrap();
        for text in ["", "un mot", &"mot ".repeat(60), &"W".repeat(300), "deux  blancs"] {
            let lines = measure.wrapped(text, plain(9.0), 120.0);
            assert!(lines.iter().all(|line| measure.width(line, plain(9.0)) <= 120.0), "{lines:?}");
            let joined = lines.join(if text.contains(' ') { " " } else { "" });
            assert_eq!(joined, text);
        }
        assert!(measure.width("mm", bold(9.0)) > measure.width("ii", bold(9.0)));
        assert!(measure.wrapped("W", plain(9.0), 1.0) == ["W"], "a letter is not broken");
    }

    #[test]
    fn a_long_table_goes_on_on_other_pages_under_its_head() {
        let mut layout = Layout::new().unwrap();
        let columns = [
            Column { title: "A", width: 200.0, align: Align::Left },
            Column { title: "B", width: 100.0, align: Align::Right },
        ];
        layout.table(&columns, 8.0, (0..200).map(|row| vec![format!("row {row}"), row.to_string()]));
        assert!(layout.pages.len() > 2);
        for page in &layout.pages {
            let heads =
                page.iter().filter(|mark| matches!(mark, Mark::Text { words, .. } if words == "A")).count();
            assert_eq!(heads, 1);
            let lowest = page.iter().map(|mark| match mark {
                Mark::Text { y, .. } => *y,
                Mark::Line { to, .. } => to.1,
            });
            assert!(lowest.fold(0.0, f32::max) <= BOTTOM + 0.01);
        }
        let pdf = layout.render("title", "fr", &[]).unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
}
