//! The code points that IDNA 2008 allows in a U-label (RFC 5892), checked on text that UTS 46 has already
//! mapped: `idna` alone follows UTS 46, which admits symbols and emoji.

use icu_properties::props::{
    DefaultIgnorableCodePoint, GeneralCategory, HangulSyllableType, NoncharacterCodePoint, Script, WhiteSpace,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The first code point of a U-label that IDNA 2008 forbids, by property or by context.
///
/// The label is in Normalization Form C and lower case; ZERO WIDTH JOINER and NON-JOINER have been checked
/// by UTS 46 (`CheckJoiners`), as has the Bidi rule.
pub(super) fn first_disallowed(label: &str) -> Option<char> {
    let points: Vec<char> = label.chars().collect();
    points.iter().enumerate().find(|(at, point)| !allowed(&points, *at, **point)).map(|(_, point)| *point)
}

/// The derived property of RFC 5892 section 3, rules in its order.
fn allowed(label: &[char], at: usize, point: char) -> bool {
    match point {
        // 2.6 Exceptions
        '\u{df}' | '\u{3c2}' | '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '\u{3007}' => return true,
        '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}' => {
            return false;
        }
        '\u{b7}' | '\u{375}' | '\u{5f3}' | '\u{5f4}' | '\u{30fb}' => return in_context(label, at),
        '\u{660}'..='\u{669}' => return !label.iter().any(|c| ('\u{6f0}'..='\u{6f9}').contains(c)),
        '\u{6f0}'..='\u{6f9}' => return !label.iter().any(|c| ('\u{660}'..='\u{669}').contains(c)),
        // LDH, and the joiners that UTS 46 has put in context
        'a'..='z' | '0'..='9' | '-' | '\u{200c}' | '\u{200d}' => return true,
        // 2.5 IgnorableBlocks
        '\u{20d0}'..='\u{20ff}' | '\u{1d100}'..='\u{1d24f}' => return false,
        _ => {}
    }
    let jamo = CodePointMapData::<HangulSyllableType>::new().get(point);
    if [HangulSyllableType::LeadingJamo, HangulSyllableType::VowelJamo, HangulSyllableType::TrailingJamo]
        .contains(&jamo)
    {
        return false;
    }
    if CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(point)
        || CodePointSetData::new::<WhiteSpace>().contains(point)
        || CodePointSetData::new::<NoncharacterCodePoint>().contains(point)
    {
        return false;
    }
    // 2.1 LetterDigits; upper case never survives the mapping
    matches!(
        CodePointMapData::<GeneralCategory>::new().get(point),
        GeneralCategory::LowercaseLetter
            | GeneralCategory::OtherLetter
            | GeneralCategory::ModifierLetter
            | GeneralCategory::DecimalNumber
            | GeneralCategory::NonspacingMark
            | GeneralCategory::SpacingMark
    )
}

/// The contextual rules of RFC 5892 appendix A.3 to A.7.
fn in_context(label: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|i| label[i]);
    let after = label.get(at + 1).copied();
    match label[at] {
        '\u{b7}' => before == Some('l') && after == Some('l'),
        '\u{375}' => after.is_some_and(|c| script(c) == Script::Greek),
        '\u{5f3}' | '\u{5f4}' => before.is_some_and(|c| script(c) == Script::Hebrew),
        '\u{30fb}' => {
            label.iter().any(|c| [Script::Hiragana, Script::Katakana, Script::Han].contains(&script(*c)))
        }
        _ => false,
    }
}

/// The Unicode script of a code point.
pub(crate) fn script(point: char) -> Script {
    CodePointMapData::<Script>::new().get(point)
}
