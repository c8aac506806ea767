//! PostgreSQL's binary COPY: a header, rows of fields that each say how long they are, and a row of -1 fields at the
//! end. The server sends a row at a time today, and promises nothing: pieces may end anywhere.

use std::array;

/// What every binary COPY begins with.
pub(super) const SIGNATURE: &[u8; 11] = b"PGCOPY\n\xff\r\n\0";
/// Signature, flags, length of the extension.
const HEADER: usize = SIGNATURE.len() + 8;
/// Flags from here on mean something that a reader must understand.
const CRITICAL: u32 = 1 << 16;

/// Octets of a piece that are put behind what the one before has left.
const COMPLETING: usize = 4_096;

/// What is not a binary COPY of events.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("it does not begin as a binary COPY")]
    Signature,
    #[error("it has unknown flags: {0:#x}")]
    Flags(u32),
    #[error("a row has {0} fields")]
    Fields(i16),
    #[error("a field or header has a length of {0}")]
    Length(i32),
    #[error("field {0} is null")]
    Null(usize),
    #[error("field {field} has {octets} octets")]
    Width { field: usize, octets: usize },
    #[error("field {0} is not UTF-8")]
    NotText(usize),
    #[error("a row is too large")]
    TooLarge,
    #[error("{0} microseconds are no time")]
    Time(i64),
    #[error("something follows the end")]
    AfterEnd,
    #[error("it ends too soon")]
    Truncated,
}

/// A row's fields as they came.
pub(super) type Fields<'a, const N: usize> = [&'a [u8]; N];

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Header,
    Rows,
    Ended,
}

/// Cuts the pieces of a COPY of `N` columns, none of them null, into rows.
#[derive(Debug, Default)]
pub(super) struct Frames<const N: usize> {
    state: State,
    /// The beginning of what the next piece continues.
    rest: Vec<u8>,
}

impl<const N: usize> Frames<N> {
    /// Hands every row that is complete to `row`.
    pub fn feed<E: From<Malformed>>(
        &mut self,
        piece: &[u8],
        mut row: impl FnMut(&Fields<'_, N>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut piece = piece;
        while !self.rest.is_empty() && !piece.is_empty() {
            // No more is copied than completes what was begun.
            let (some, after) = piece.split_at(piece.len().min(COMPLETING));
            let mut rest = std::mem::take(&mut self.rest);
            rest.extend_from_slice(some);
            let left = self.cut(&rest, &mut row)?.len();
            match some.len().checked_sub(left) {
                Some(taken) => {
                    piece = &piece[taken..];
                    rest.clear();
                }
                None => {
                    piece = after;
                    rest.drain(..rest.len() - left);
                }
            }
            self.rest = rest;
        }
        if !piece.is_empty() {
            let left = self.cut(piece, &mut row)?;
            self.rest.extend_from_slice(left);
        }
        Ok(())
    }

    /// Makes it ready for another COPY, if this one is complete.
    pub fn end(&mut self) -> Result<(), Malformed> {
        let complete = self.state == State::Ended;
        *self = Self::default();
        if complete { Ok(()) } else { Err(Malformed::Truncated) }
    }

    /// Answers with what is not complete.
    fn cut<'a, E: From<Malformed>>(
        &mut self,
        mut octets: &'a [u8],
        row: &mut impl FnMut(&Fields<'_, N>) -> Result<(), E>,
    ) -> Result<&'a [u8], E> {
        if self.state == State::Header {
            let Some(after) = header(octets)? else { return Ok(octets) };
            octets = after;
            self.state = State::Rows;
        }
        while self.state == State::Rows {
            let Some((count, after)) = split::<2>(octets) else { return Ok(octets) };
            let count = i16::from_be_bytes(*count);
            if count == -1 {
                self.state = State::Ended;
                octets = after;
            } else if usize::try_from(count) == Ok(N) {
                let Some((fields, after)) = fields(after)? else { return Ok(octets) };
                row(&fields)?;
                octets = after;
            } else {
                return Err(Malformed::Fields(count).into());
            }
        }
        if octets.is_empty() { Ok(octets) } else { Err(Malformed::AfterEnd.into()) }
    }
}

/// What follows the header.
fn header(octets: &[u8]) -> Result<Option<&[u8]>, Malformed> {
    let known = octets.len().min(SIGNATURE.len());
    if octets[..known] != SIGNATURE[..known] {
        return Err(Malformed::Signature);
    }
    let Some((header, after)) = split::<HEADER>(octets) else { return Ok(None) };
    let number = |at| array::from_fn(|n| header[at + n]);
    let flags = u32::from_be_bytes(number(SIGNATURE.len()));
    if flags >= CRITICAL {
        return Err(Malformed::Flags(flags));
    }
    let extension = i32::from_be_bytes(number(SIGNATURE.len() + 4));
    let skipped = usize::try_from(extension).map_err(|_| Malformed::Length(extension))?;
    Ok(after.get(skipped..))
}

/// A row's fields and what follows them.
fn fields<const N: usize>(mut octets: &[u8]) -> Result<Option<(Fields<'_, N>, &[u8])>, Malformed> {
    let mut fields: Fields<'_, N> = [&[]; N];
    for (index, field) in fields.iter_mut().enumerate() {
        let Some((length, after)) = split::<4>(octets) else { return Ok(None) };
        let length = match i32::from_be_bytes(*length) {
            -1 => return Err(Malformed::Null(index)),
            length => usize::try_from(length).map_err(|_| Malformed::Length(length))?,
        };
        let Some((value, after)) = after.split_at_checked(length) else { return Ok(None) };
        *field = value;
        octets = after;
    }
    Ok(Some((fields, octets)))
}

fn split<const N: usize>(octets: &[u8]) -> Option<(&[u8; N], &[u8])> {
    octets.split_first_chunk()
}
