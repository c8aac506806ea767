//! The cleartext signature framework (RFC 9580, section 7), over bytes: what is signed is not always UTF-8.
//!
//! Only what stands between the lines of dashes is the mail; anything around it is refused.

use crate::complaint::Complaint;
use crate::language::line_of;

const BEGIN: &[u8] = b"-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &[u8] = b"-----BEGIN PGP SIGNATURE-----";
const END: &[u8] = b"-----END PGP SIGNATURE-----";

/// A text that was signed in the clear.
pub(crate) struct ClearSigned {
    /// As it was written: its lines, without what the framework adds.
    pub text: Vec<u8>,
    /// As it was signed: no white space at the end of a line, CRLF between two.
    pub canonical: Vec<u8>,
    /// The armour of the signature.
    pub signature: Vec<u8>,
}

/// Whether a text is clear-signed, or means to be.
pub(crate) fn is_clear_signed(text: &[u8]) -> bool {
    text.split(|byte| *byte == b'\n').any(|line| line.trim_ascii() == BEGIN)
}

impl ClearSigned {
    /// Reads one; nothing where the text is not signed so.
    ///
    /// # Errors
    /// It is cut off, or something stands around it.
    pub fn read(text: &[u8]) -> Option<Result<Self, Complaint>> {
        is_clear_signed(text).then(|| Reader { rest: text, at: 0, whole: text }.read())
    }
}

struct Reader<'t> {
    whole: &'t [u8],
    rest: &'t [u8],
    at: usize,
}

fn wrong(line: u32, expected: &str) -> Complaint {
    Complaint::at(line, "batch.auth.method", expected)
}

impl<'t> Reader<'t> {
    /// The next line with its number, without white space at its end.
    fn line(&mut self) -> Option<(u32, &'t [u8])> {
        if self.rest.is_empty() {
            return None;
        }
        let number = line_of(&self.whole[..self.at]);
        let end = self.rest.iter().position(|byte| *byte == b'\n');
        let (line, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &self.rest[self.rest.len()..]),
        };
        self.at += self.rest.len() - rest.len();
        self.rest = rest;
        let end =
            line.iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r')).map_or(0, |last| last + 1);
        Some((number, &line[..end]))
    }

    fn need(&mut self) -> Result<(u32, &'t [u8]), Complaint> {
        let last = line_of(self.whole);
        self.line()
            .ok_or_else(|| wrong(last, "a whole clear-signed text, down to -----END PGP SIGNATURE-----"))
    }

    fn read(mut self) -> Result<ClearSigned, Complaint> {
        loop {
            match self.need()? {
                (_, b"") => {}
                (_, line) if line.trim_ascii() == BEGIN => break,
                (line, _) => {
                    return Err(wrong(
                        line,
                        "nothing before the signed text: what is not signed is no order",
                    ));
                }
            }
        }
        loop {
            match self.need()? {
                (_, b"") => break,
                (_, line) if line.len() > 5 && line[..5].eq_ignore_ascii_case(b"hash:") => {}
                (line, _) => {
                    return Err(wrong(
                        line,
                        "the header Hash alone, and an empty line before the signed text",
                    ));
                }
            }
        }
        let mut lines: Vec<&[u8]> = vec![];
        loop {
            match self.need()? {
                (_, line) if line == SIGNATURE => break,
                (line, text) if text.starts_with(b"-----") => {
                    return Err(wrong(
                        line,
                        "dashes at the start of a signed line escaped by a dash and a space",
                    ));
                }
                (_, line) => lines.push(line.strip_prefix(b"- ").unwrap_or(line)),
            }
        }
        let mut signature = [SIGNATURE, b"\n"].concat();
        loop {
            let (_, line) = self.need()?;
            signature.extend_from_slice(line);
            signature.push(b'\n');
            if line == END {
                break;
            }
        }
        while let Some((line, text)) = self.line() {
            if !text.is_empty() {
                return Err(wrong(line, "nothing behind the signature: what is not signed is no order"));
            }
        }
        Ok(ClearSigned { text: lines.join(&b"\n"[..]), canonical: lines.join(&b"\r\n"[..]), signature })
    }
}
