//! What a person reads on the terminal. Programs read `--json` on standard output; progress, advice and complaints go
//! to standard error, so that piped output holds nothing but the answer.

#![expect(clippy::print_stderr, reason = "this is the command line's voice")]

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};
use indicatif::{ProgressBar, ProgressStyle};
use owo_colors::{OwoColorize, Stream};
use std::io::{BufRead, IsTerminal, Write};
use std::time::Duration;

/// A line of output.
pub fn say(text: &str) {
    let written = writeln!(std::io::stdout().lock(), "{text}");
    // Whoever closes the pipe early (`| head`) has read enough.
    if let Err(error) = written
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        complain(&format!("the answer cannot be written: {error}"));
    }
}

/// A line of progress or advice: not output.
pub fn note(text: &str) {
    eprintln!("{}", text.if_supports_color(Stream::Stderr, |text| text.dimmed()));
}

/// What went wrong.
pub fn complain(text: &str) {
    eprintln!("{} {text}", "registrar:".if_supports_color(Stream::Stderr, |text| text.red()));
}

/// What a mail server reads: its status code stands first.
pub fn answer_mail_server(text: &str) {
    eprintln!("{text}");
}

/// JSON for programs.
pub fn json(value: &impl serde::Serialize) {
    match serde_json::to_string_pretty(value) {
        Ok(text) => say(&text),
        Err(error) => complain(&format!("the answer cannot be written as JSON: {error}")),
    }
}

/// A table.
pub fn table<const N: usize, T: Into<Cell>>(head: [&str; N], rows: impl IntoIterator<Item = [T; N]>) {
    let mut table = Table::new();
    table.load_style(UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    if !colours() {
        // Without colours, yet as wide as the terminal, where it is one.
        if let Some(width) = table.width() {
            table.set_width(width);
        }
        table.force_no_tty();
    }
    table.set_header(head.map(|name| Cell::new(name).add_attribute(Attribute::Bold)));
    for row in rows {
        table.add_row(row.map(Into::into));
    }
    say(&table.to_string());
}

/// What is known of one thing, a line each; an empty value is left out.
pub fn facts(facts: &[(&str, String)]) {
    let known: Vec<_> = facts.iter().filter(|(_, value)| !value.is_empty()).collect();
    let width = known.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in known {
        let padding = " ".repeat(width - name.chars().count());
        let name = name.if_supports_color(Stream::Stdout, |name| name.bold()).to_string();
        say(&format!("{name}{padding}  {value}"));
    }
}

/// A word that says how something stands, in its colour.
pub fn state(word: &str) -> Cell {
    let colour = match word.to_ascii_lowercase().as_str() {
        "completed" | "approved" | "succeeded" | "ok" | "open" | "accept" | "gone" => Color::Green,
        "failed" | "refused" | "expired" | "fail" | "closed" | "refuse" | "different" | "missing"
        | "surplus" => Color::Red,
        "cancelled" | "kept" => Color::DarkGrey,
        _ => Color::Yellow,
    };
    Cell::new(word).fg(colour)
}

/// Colours are for terminals, and for people who want them (<https://no-color.org>).
fn colours() -> bool {
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    wanted && std::io::stdout().is_terminal()
}

/// A bar for work on many events; nothing where standard error is no terminal.
pub fn progress(total: u64, what: &str) -> ProgressBar {
    progress_of(total, what, "events")
}

/// A bar for long work on many of something; nothing where standard error is no terminal.
pub fn progress_of(total: u64, what: &str, unit: &str) -> ProgressBar {
    let bar = ProgressBar::new(total);
    let style = ProgressStyle::with_template(&format!(
        "{{msg}} {{wide_bar}} {{human_pos}}/{{human_len}} {unit}, {{per_sec}}, {{eta}} left"
    ));
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar
}

/// A sign of life for work of unknown length; nothing where standard error is no terminal.
pub fn spinner(what: &str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(what.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// Asks for a word before something that cannot be undone. None: there is nobody to ask.
///
/// # Errors
/// Standard input cannot be read.
pub fn ask(question: &str) -> std::io::Result<Option<String>> {
    let input = std::io::stdin();
    if !input.is_terminal() {
        return Ok(None);
    }
    eprint!("{question} ");
    std::io::stderr().flush()?;
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()))
}

/// Asks for a secret, which is not shown while it is typed. None: there is nobody to ask.
///
/// # Errors
/// Standard input cannot be read.
pub fn ask_secret(question: &str) -> std::io::Result<Option<secrecy::SecretString>> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};
    let input = std::io::stdin();
    let Ok(before) = tcgetattr(&input) else { return Ok(None) };
    let mut hidden = before.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    eprint!("{question} ");
    std::io::stderr().flush()?;
    tcsetattr(&input, OptionalActions::Flush, &hidden)?;
    let mut line = zeroize::Zeroizing::new(String::new());
    let read = input.lock().read_line(&mut line);
    tcsetattr(&input, OptionalActions::Flush, &before)?;
    eprintln!();
    read?;
    Ok(Some(line.trim_end_matches(['\r', '\n']).into()))
}
