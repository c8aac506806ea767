//! `registrar prices`: what is in force, written to a file, and imported as it was shown.

use super::failure::Usage;
use super::session::Session;
use super::staff::Right;
use crate::cli::{PriceImport, PriceQuestion, PricesCommand};
use crate::terminal;
use anyhow::Context;
use application::{
    AskError, ImportRefusal, ListPreview, PriceChange, PricePreview, PriceSheet, Refusal, WhichLists,
};
use comfy_table::{Cell, CellAlignment};
use domain_model::values::{Cents, Currency, Money};
use projections::View;
use projections::prices::{PriceFilter, PriceInForce};
use serde_json::{Value, json};
use std::io::Read;

/// How many changes a person is shown.
const SHOWN: usize = 200;
/// Longer files are no price lists.
const MOST_BYTES: u64 = 8 << 20;

/// Runs one command about prices.
///
/// # Errors
/// It is refused, or the world failed.
pub async fn run(command: &PricesCommand, as_json: bool) -> anyhow::Result<()> {
    match command {
        PricesCommand::List(question) => list(question, as_json).await,
        PricesCommand::Export { lists, at, source } => {
            Session::with(source, async |session| {
                let which = WhichLists { class: lists.class.clone(), currency: lists.currency };
                let written = session.application.prices_csv(&which, *at).await?;
                if as_json {
                    terminal::json(&json!({ "csv": written }));
                } else {
                    terminal::say(written.trim_end());
                }
                Ok(())
            })
            .await
        }
        PricesCommand::Import(wanted) => {
            Session::with(&wanted.staff.source, async |session| import(session, wanted, as_json).await).await
        }
    }
}

async fn list(question: &PriceQuestion, as_json: bool) -> anyhow::Result<()> {
    Session::with(&question.source, async |session| {
        let moment = question.as_of.unwrap_or_else(|| session.application.clock().now());
        let day = question.at.unwrap_or_else(|| moment.date_naive());
        let filter = PriceFilter {
            class: question.lists.class.clone(),
            currency: question.lists.currency,
            tld: question.tld.clone(),
            ..PriceFilter::default()
        };
        let views = session.application.views();
        let found = match question.as_of {
            Some(at) => views.prices_as_of(&filter, day, at).await?,
            None => views.prices(&filter, day).await?,
        };
        if as_json {
            let items: Vec<Value> = found.iter().map(document).collect();
            terminal::json(&json!({ "on": day, "items": items }));
            return Ok(());
        }
        let head = ["List", "For", "Price", "Since", "Promotion", "Registry", "Margin"];
        terminal::table(head, found.iter().map(line));
        Ok(())
    })
    .await
}

fn number(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// `7.49`: the currency stands in the list's name.
fn amount(cents: Cents, currency: Currency) -> String {
    let decimals = currency.exponent() as usize;
    format!("{:.decimals$}", Money::from_cents(cents, currency).amount())
}

fn line(price: &PriceInForce) -> [Cell; 7] {
    let (currency, applied) = (price.list.currency, &price.applied);
    let margin = price.registry_fee.map(|fee| {
        let left = applied.cents().get() - fee.get();
        let sign = if left < 0 { "-" } else { "" };
        let left = Cents::new(left.saturating_abs()).unwrap_or_default();
        format!("{sign}{}", amount(left, currency))
    });
    let promotion = applied.promotion.as_ref().map(|promoted| {
        let promotion = &promoted.promotion;
        let ordinary = amount(applied.ordinary.cents, currency);
        format!("{} until {}, then {ordinary}", promotion.name, promotion.until)
    });
    let since = applied.promotion.as_ref().map_or(applied.ordinary.from, |promoted| promoted.from);
    [
        Cell::new(&price.list),
        Cell::new(&price.item),
        number(amount(applied.cents(), currency)),
        Cell::new(since),
        Cell::new(promotion.unwrap_or_default()),
        number(price.registry_fee.map_or_else(String::new, |fee| amount(fee, currency))),
        number(margin.unwrap_or_default()),
    ]
}

fn document(price: &PriceInForce) -> Value {
    let applied = &price.applied;
    let promotion = applied.promotion.as_ref().map(|promoted| {
        json!({ "name": promoted.promotion.name, "from": promoted.from, "until": promoted.promotion.until })
    });
    json!({
        "list": price.list.to_string(), "item": price.item, "cents": applied.cents(), "from": applied.ordinary.from,
        "ordinary_cents": applied.ordinary.cents, "promotion": promotion, "registry_fee": price.registry_fee,
        "rule": applied.rule(&price.list),
    })
}

async fn import(session: &Session, wanted: &PriceImport, as_json: bool) -> anyhow::Result<()> {
    let text = read(wanted)?;
    let asked = format!("import prices {text}");
    let ask = session.commander(&wanted.staff, Right::Finance, wanted.reason.as_ref(), &asked).await?.ask;
    let sheet = PriceSheet::read(&text);
    let preview = session.application.preview_prices(&sheet, ask.cause.at).await?;
    let Some(token) = preview.token.clone() else {
        if !as_json {
            preview.mistakes.iter().for_each(|mistake| terminal::complain(&mistake.to_string()));
        }
        return Err(AskError::Refused(Refusal::Import(ImportRefusal::Mistakes(preview.mistakes))).into());
    };
    if !as_json {
        explain(&preview);
    }
    if wanted.dry_run {
        if as_json {
            terminal::json(&described(&preview));
        } else {
            terminal::say(&format!("nothing was changed; --expect {token} imports exactly this"));
        }
        return Ok(());
    }
    if !wanted.yes {
        confirm()?;
    }
    // What was shown is what is imported: of this preview, or of the one that the token is of.
    let expected = wanted.expect.as_ref().unwrap_or(&token);
    let done = session.application.import_prices(&sheet, expected, &ask).await?;
    let changes: usize = preview.lists.iter().map(|list| list.changes.len()).sum();
    let sentence = match changes {
        0 => "nothing to import: every price stands there already".to_owned(),
        changes => format!("{changes} prices of {} are set", done.value.join(", ")),
    };
    session.done(&done, View::Registers, &sentence, described(&preview), as_json).await
}

/// The file's text.
fn read(wanted: &PriceImport) -> anyhow::Result<String> {
    let shown = wanted.file.display();
    let mut bytes = vec![];
    if wanted.file.as_os_str() == "-" {
        std::io::stdin()
            .lock()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .context("reading standard input")?;
    } else {
        let file = std::fs::File::open(&wanted.file).with_context(|| format!("reading {shown}"))?;
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("reading {shown}"))?;
    }
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Usage(format!("{shown}: a price file has at most {MOST_BYTES} octets")).into());
    }
    String::from_utf8(bytes).map_err(|_| Usage(format!("{shown}: text in UTF-8 is expected")).into())
}

fn confirm() -> anyhow::Result<()> {
    match terminal::ask("Type yes to set these prices:").context("asking for confirmation")? {
        Some(answer) if answer == "yes" => Ok(()),
        Some(_) => anyhow::bail!("nothing was done: the answer was not yes"),
        None => Err(Usage(
            "nothing was done: there is no terminal to ask for confirmation; --yes goes on without"
                .to_owned(),
        )
        .into()),
    }
}

fn explain(preview: &PricePreview) {
    for list in &preview.lists {
        let new = list.changes.iter().filter(|change| change.before.is_none()).count();
        let (changed, unchanged) = (list.changes.len() - new, list.unchanged);
        let made = if list.is_new { " (a new list)" } else { "" };
        terminal::say(&format!("{}{made}: {new} new, {changed} changed, {unchanged} unchanged", list.list));
    }
    let changes = preview.lists.iter().flat_map(|list| list.changes.iter().map(move |change| (list, change)));
    let all = changes.clone().count();
    if all > 0 {
        let head = ["Line", "List", "For", "From", "Promotion", "Before", "Price", "Counts"];
        terminal::table(head, changes.take(SHOWN).map(|(list, change)| change_line(list, change)));
    }
    if all > SHOWN {
        terminal::say(&format!("and {} more: --dry-run --json shows all", all - SHOWN));
    }
}

fn change_line(list: &ListPreview, change: &PriceChange) -> [Cell; 8] {
    let currency = list.list.currency;
    let or_none =
        |cents: Option<Cents>| cents.map_or_else(|| "none".to_owned(), |cents| amount(cents, currency));
    let price = &change.price;
    let until =
        price.promotion.as_ref().map(|promotion| format!("{} until {}", promotion.name, promotion.until));
    let before = change.before.map_or_else(String::new, |(cents, until)| match until {
        Some(until) => format!("{} until {until}", or_none(cents)),
        None => or_none(cents),
    });
    [
        Cell::new(change.line),
        Cell::new(&list.list),
        Cell::new(&price.item),
        Cell::new(price.from),
        Cell::new(until.unwrap_or_default()),
        number(before),
        number(or_none(price.cents)),
        Cell::new(if change.at_once { "at once" } else { "later" }),
    ]
}

/// A preview for programs.
fn described(preview: &PricePreview) -> Value {
    let change = |change: &PriceChange| {
        let price = &change.price;
        json!({
            "line": change.line, "item": price.item, "from": price.from, "cents": price.cents,
            "promotion": price.promotion.as_ref().map(|promotion| &promotion.name),
            "until": price.promotion.as_ref().map(|promotion| promotion.until),
            "new": change.before.is_none(), "before": change.before.and_then(|(cents, _)| cents),
            "until_before": change.before.and_then(|(_, until)| until), "at_once": change.at_once,
        })
    };
    let lists = preview.lists.iter().map(|list| {
        json!({
            "list": list.list.to_string(), "new": list.is_new, "unchanged": list.unchanged,
            "changes": list.changes.iter().map(change).collect::<Vec<_>>(),
        })
    });
    json!({ "token": preview.token, "lists": lists.collect::<Vec<_>>() })
}
