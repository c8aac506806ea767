//! What a person reads on the terminal. Programs read `--json` on standard output.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is the command line's voice")]

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressStyle};
use owo_colors::{OwoColorize, Stream};

/// A line of output.
pub fn say(text: &str) {
    println!("{text}");
}

/// A line of progress or advice: not output.
pub fn note(text: &str) {
    eprintln!("{}", text.if_supports_color(Stream::Stderr, |text| text.dimmed()));
}

/// What went wrong.
pub fn complain(text: &str) {
    eprintln!("{} {text}", "registrar:".if_supports_color(Stream::Stderr, |text| text.red()));
}

/// JSON for programs.
pub fn json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => println!("{text}"),
        Err(error) => complain(&format!("the answer cannot be written as JSON: {error}")),
    }
}

/// A table.
pub fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(head);
    for row in rows {
        table.add_row(row);
    }
    println!("{table}");
}

/// A bar for long work; nothing where standard error is no terminal.
pub fn progress(total: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let style = ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {per_sec} {eta}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}
