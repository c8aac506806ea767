//! A zone file (RFC 1035, section 5) becomes records, or the line that is wrong.

use super::wks;
use ::domain::base::iana::{Class, Rtype};
use ::domain::base::name::{Name, ToName};
use ::domain::rdata::ZoneRecordData;
use ::domain::zonefile::inplace::{Entry, ScannedRecord, Zonefile};
use domain_model::values::{APEX, DomainName, RecordType, ZoneRecord, ZoneRecords};
use std::fmt::Display;
use std::str::FromStr;

/// Seconds of a record without a TTL (SOAP paper, `service_dns_custom_get`).
const TTL: u32 = 28_800;
/// Seconds at most (RFC 2181, section 8).
const LONGEST_TTL: u32 = i32::MAX as u32;

/// A zone that cannot be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// From 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// Reads a zone file about `name`: names without a dot at their end are relative to it.
pub(crate) fn read(name: &DomainName, text: &str) -> Result<ZoneRecords, Wrong> {
    let text = text.replace("\r\n", "\n");
    let entries = entries(&text);
    // The first line is ours: lines count from 0 below it.
    let mut source = format!("$TTL {TTL}\n");
    for entry in &entries {
        source.push_str(&entry.readable()?);
    }
    let mut file = Zonefile::from(source.as_str());
    let origin = format!("{name}.");
    let whole = Name::from_str(&origin).map_err(|error| Wrong { line: 1, why: error.to_string() })?;
    file.set_origin(whole);
    file.set_default_class(Class::IN);

    let lines: Vec<usize> =
        entries.iter().filter(|entry| entry.is_record()).map(|entry| entry.line).collect();
    let line_of = |place: usize| lines.get(place).or(lines.last()).copied().unwrap_or(1);
    let mut records = vec![];
    while let Some(entry) = file.next_entry().map_err(|error| misread(&error, &entries))? {
        let line = line_of(records.len());
        let read = match &entry {
            Entry::Record(record) => record_of(record, &origin),
            Entry::Include { .. } => Err("$INCLUDE is not followed".to_owned()),
        };
        records.push(read.map_err(|why| Wrong { line, why })?);
    }
    ZoneRecords::new(name.as_str(), records)
        .map_err(|(place, error)| Wrong { line: line_of(place), why: error.to_string() })
}

/// What the reader could not read, at the line where its entry begins. The reader says `line:column: why`, and names
/// the start of the next line where something is missing at the end of one.
fn misread(error: &dyn Display, entries: &[Written<'_>]) -> Wrong {
    let said = error.to_string();
    let mut parts = said.splitn(3, ':');
    let mut number = || parts.next().and_then(|part| part.trim().parse::<usize>().ok()).unwrap_or(1);
    let (line, column) = (number().saturating_sub(1), number());
    let why = parts.next().unwrap_or(&said).trim().to_owned();
    let line = if column <= 1 { line.saturating_sub(1) } else { line };
    let begun = entries.iter().filter(|entry| !entry.words.is_empty()).map(|entry| entry.line);
    Wrong { line: begun.take_while(|begun| *begun <= line.max(1)).last().unwrap_or(1), why }
}

fn record_of(record: &ScannedRecord, origin: &str) -> Result<ZoneRecord, String> {
    let ttl = record.ttl().as_secs();
    if ttl > LONGEST_TTL {
        return Err(format!("a TTL is at most {LONGEST_TTL} seconds"));
    }
    let (kind, value) = data_of(record.data())?;
    Ok(ZoneRecord { name: owner(record.owner(), origin)?, ttl, kind, value })
}

fn data_of<O, N: ToName>(data: &ZoneRecordData<O, N>) -> Result<(RecordType, String), String>
where
    O: AsRef<[u8]>,
    ZoneRecordData<O, N>: Display,
{
    Ok(match data {
        ZoneRecordData::A(a) => (RecordType::A, a.addr().to_string()),
        ZoneRecordData::Aaaa(aaaa) => (RecordType::Aaaa, aaaa.addr().to_string()),
        ZoneRecordData::Cname(alias) => (RecordType::Cname, host(alias.cname())?),
        ZoneRecordData::Ns(ns) => (RecordType::Ns, host(ns.nsdname())?),
        ZoneRecordData::Mx(mx) => {
            (RecordType::Mx, format!("{} {}", mx.preference(), host_or_root(mx.exchange())?))
        }
        ZoneRecordData::Srv(srv) => {
            let target = host_or_root(srv.target())?;
            let value = format!("{} {} {} {target}", srv.priority(), srv.weight(), srv.port());
            (RecordType::Srv, value)
        }
        ZoneRecordData::Txt(_) => (RecordType::Txt, data.to_string()),
        ZoneRecordData::Unknown(general) if general.rtype() == Rtype::WKS => {
            let value = wks::shown(general.data().as_ref());
            (RecordType::Wks, value.ok_or("the data is not that of a WKS record")?)
        }
        ZoneRecordData::Unknown(_) => return Err(format!("records are {} in their own form", types())),
        _ => return Err(format!("records are {}", types())),
    })
}

fn types() -> String {
    RecordType::ALL.map(RecordType::as_str).join(" ")
}

/// The owner relative to the zone.
fn owner(name: &impl ToName, origin: &str) -> Result<String, String> {
    let whole = name.fmt_with_dot().to_string().to_ascii_lowercase();
    if whole == origin {
        return Ok(APEX.to_owned());
    }
    let inside = whole.strip_suffix(origin).and_then(|rest| rest.strip_suffix('.'));
    let inside = inside.ok_or_else(|| format!("the record lies outside {origin}"))?;
    // A wildcard is a whole label, and the first (RFC 4592).
    let labels = inside.strip_prefix("*.").unwrap_or(if inside == "*" { "" } else { inside });
    if !labels.is_empty() {
        check_labels(labels)?;
    }
    Ok(inside.to_owned())
}

fn host_or_root(name: &impl ToName) -> Result<String, String> {
    match name.fmt_with_dot().to_string() {
        root if root == "." => Ok(root),
        _ => host(name),
    }
}

/// A name that records point to, whole and with its dot.
fn host(name: &impl ToName) -> Result<String, String> {
    let whole = name.fmt_with_dot().to_string().to_ascii_lowercase();
    check_labels(whole.strip_suffix('.').unwrap_or(&whole))?;
    Ok(whole)
}

/// Letters, digits, hyphens, and the underscore of `_sip._tcp` and the like.
fn check_labels(labels: &str) -> Result<(), String> {
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    match labels.split('.').all(|label| !label.is_empty() && label.bytes().all(good)) {
        true => Ok(()),
        false => Err("a name has letters, digits, hyphens and underscores only".to_owned()),
    }
}

/// An entry as it was written: a line, or several within parentheses.
struct Written<'t> {
    /// Where it begins, from 1.
    line: usize,
    text: &'t str,
    /// Without comments and parentheses; of an entry with quotation marks, the words before the first.
    words: Vec<&'t str>,
}

impl Written<'_> {
    fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t'])
    }

    /// Neither empty nor a directive.
    fn is_record(&self) -> bool {
        self.words.first().is_some_and(|first| {
            self.is_indented()
                || !first.starts_with('$')
                || first.starts_with("$I")
                || first.starts_with("$i")
        })
    }

    /// In a form that the reader takes, on as many lines.
    fn readable(&self) -> Result<String, Wrong> {
        let lines = self.text.matches('\n').count();
        let end = if lines == 0 { "\n" } else { "" };
        match wks::general(&self.words, self.is_indented()) {
            None => Ok(format!("{}{end}", self.text)),
            Some(Ok(general)) => Ok(general + &"\n".repeat(lines.max(1))),
            Some(Err(why)) => Err(Wrong { line: self.line, why }),
        }
    }
}

/// Cuts a zone file into its entries.
fn entries(text: &str) -> Vec<Written<'_>> {
    let mut all = vec![];
    let (mut start, mut line, mut first) = (0, 1, 1);
    let (mut depth, mut quoted, mut comment, mut escaped) = (0usize, false, false, false);
    for (at, character) in text.char_indices() {
        match character {
            '\n' => {
                line += 1;
                (quoted, comment, escaped) = (false, false, false);
                if depth == 0 {
                    all.push(written(first, &text[start..=at]));
                    (start, first) = (at + 1, line);
                }
            }
            _ if comment || escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => comment = true,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if start < text.len() {
        all.push(written(first, &text[start..]));
    }
    all
}

fn written(line: usize, text: &str) -> Written<'_> {
    let bare = |line: &'_ str| line.split(';').next().map_or(0, str::len);
    let plain = text.split('"').next().unwrap_or_default();
    let lines = plain.lines().map(|line| &line[..bare(line)]);
    let words = lines.flat_map(|line| line.split([' ', '\t', '(', ')'])).filter(|word| !word.is_empty());
    Written { line, text, words: words.collect() }
}

#[cfg(test)]
mod tests;
