//! How much a request may hold. A call of the paper needs a few kilobytes, a zone a few hundred.

/// Bytes of a message, as sent. The reader needs a small multiple of it in memory.
pub const BYTES: usize = 1024 * 1024;
/// Open elements. A call takes four, each level of a Map two more.
pub const DEPTH: usize = 32;
/// Elements of a message.
pub const ELEMENTS: usize = 10_000;
/// Attributes of one element, namespace declarations included.
pub const ATTRIBUTES: usize = 32;
/// Bytes of one attribute's value.
pub const ATTRIBUTE_BYTES: usize = 2048;
/// Bytes of an element's name.
pub const NAME_BYTES: usize = 128;
/// Values of a call, each counted as often as it is referred to: references may multiply what was sent.
pub const VALUES: usize = 10_000;
/// Bytes of text of a call, counted in the same way.
pub const TEXT_BYTES: usize = 2 * 1024 * 1024;
