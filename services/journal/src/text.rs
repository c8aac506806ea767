//! Text of stored events.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// Text that costs nothing to clone. What is read in bulk lies in a block together with its neighbours, and keeps the
/// whole block (see [`Journal::replay`](crate::Journal::replay)): copy what is to stay with `to_string`.
#[derive(Clone)]
pub struct Text {
    block: Arc<str>,
    from: u32,
    to: u32,
}

impl Text {
    /// A part of a block; nothing where there is no such part, or where it would cut a character.
    pub(crate) fn part(block: &Arc<str>, from: u32, to: u32) -> Option<Self> {
        block.get(from as usize..to as usize)?;
        Some(Self { block: block.clone(), from, to })
    }

    /// The text itself.
    #[inline]
    pub fn as_str(&self) -> &str {
        &self.block[self.from as usize..self.to as usize]
    }
}

impl From<&str> for Text {
    /// # Panics
    /// From 4 GiB on, four times what a column of PostgreSQL can hold.
    fn from(text: &str) -> Self {
        let to = text.len().try_into().expect("no column holds 4 GiB");
        Self { block: text.into(), from: 0, to }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl Deref for Text {
    type Target = str;

    #[inline]
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    #[inline]
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_block_reads_as_what_it_is() {
        let block: Arc<str> = "domaine café".into();
        let part = Text::part(&block, 8, 13).unwrap();
        assert_eq!(part, "café");
        assert_eq!(part, Text::from("café"));
        assert_eq!(format!("{part} {part:?}"), "café \"café\"");
        assert_eq!(String::from(part), "café");
        assert_eq!(Text::part(&block, 13, 13).unwrap(), "");
    }

    #[test]
    fn no_part_cuts_a_character_or_leaves_the_block() {
        let block: Arc<str> = "café".into();
        assert!(Text::part(&block, 0, 4).is_none());
        assert!(Text::part(&block, 0, 6).is_none());
        assert!(Text::part(&block, 3, 0).is_none());
        assert!(Text::part(&block, u32::MAX, u32::MAX).is_none());
    }
}
