//! The French postal codes with their towns (SOAP paper, `api_fr_cpville`: the place of birth of a .fr registrant).

/// One line a code: `13520 LES BAUX-DE-PROVENCE|MAUSSANE-LES-ALPILLES|PARADOU`; the source stands at its head.
const FRENCH: &str = include_str!("../../catalogue/fr-postal-codes.txt");

/// Every French postal code with each of its towns, in upper case without accents, by code and then by town.
pub fn french_postal_codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = FRENCH.lines().filter(|line| !line.starts_with('#'));
    let coded = lines.filter_map(|line| line.split_once(' '));
    coded.flat_map(|(code, towns)| towns.split('|').map(move |town| (code, town)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_pair_is_a_code_and_a_town() {
        let all: Vec<_> = french_postal_codes().collect();
        assert!(all.len() > 35_000, "{}", all.len());
        for (code, town) in &all {
            assert!(code.len() == 5 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
            let plain = |c: char| c.is_ascii_uppercase() || " -'()".contains(c);
            assert!(!town.is_empty() && town.chars().all(plain), "{code} {town}");
        }
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "none stands twice");
        for known in [("75001", "PARIS"), ("97400", "SAINT-DENIS"), ("13520", "LES BAUX-DE-PROVENCE")] {
            assert!(all.contains(&known), "{known:?}");
        }
    }
}
