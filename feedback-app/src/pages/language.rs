//! The languages of the pages, and which of them a browser asks for.

use std::cmp::Reverse;

use super::Messages;
use super::messages;

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, for whoever asks for neither.
    #[default]
    English,
    /// Brazilian Portuguese, also for those who ask for another Portuguese.
    BrazilianPortuguese,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::English, Self::BrazilianPortuguese];

    /// The language that a browser likes best, by its header `Accept-Language` (RFC 9110, section
    /// 12.5.4). What makes no sense in it is passed over.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let ranges: Vec<(&str, u16)> = header.split(',').filter_map(range).collect();
        let best = |language: Self| {
            let named = |(tag, _): &&(&str, u16)| language.is_named_by(tag);
            let quality = |wanted: &dyn Fn(&&(&str, u16)) -> bool| {
                let places = ranges.iter().enumerate().filter(|(_, range)| wanted(range));
                places.map(|(place, (_, quality))| (*quality, Reverse(place))).max()
            };
            quality(&named).or_else(|| quality(&|(tag, _)| *tag == "*"))
        };
        let wanted =
            Self::ALL.into_iter().rev().filter_map(|language| Some((best(language)?, language)));
        let best = wanted.filter(|((quality, _), _)| *quality > 0).max_by_key(|(rank, _)| *rank);
        best.map_or(Self::default(), |(_, language)| language)
    }

    /// Its tag, for `<html lang>` and the header `Content-Language`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::BrazilianPortuguese => "pt-BR",
        }
    }

    /// What the pages say in it.
    #[must_use]
    pub fn messages(self) -> &'static Messages {
        match self {
            Self::English => &messages::ENGLISH,
            Self::BrazilianPortuguese => &messages::BRAZILIAN_PORTUGUESE,
        }
    }

    fn is_named_by(self, range: &str) -> bool {
        let primary = range.split('-').next().unwrap_or(range);
        let own = self.tag().split('-').next().unwrap_or_default();
        primary.eq_ignore_ascii_case(own)
    }
}

/// One range of the header with its quality in thousandths: `pt-BR;q=0.9`.
fn range(range: &str) -> Option<(&str, u16)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let quality = match parts.next() {
        None => 1_000,
        Some(weight) => quality(weight.strip_prefix("q=").or_else(|| weight.strip_prefix("Q="))?)?,
    };
    Some((tag, quality))
}

/// A quality of 0 to 1 with at most three digits behind the point, in thousandths.
fn quality(quality: &str) -> Option<u16> {
    let (whole, decimals) = quality.split_once('.').unwrap_or((quality, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, thousandths) {
        ("0", _) => Some(thousandths),
        ("1", 0) => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{BrazilianPortuguese, English};
    use super::*;

    #[test]
    fn the_language_with_the_highest_quality_is_chosen() {
        for (header, language) in [
            ("pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7", BrazilianPortuguese),
            ("en-US,en;q=0.5", English),
            ("en;q=0.5, pt;q=0.501", BrazilianPortuguese),
            ("en;q=0.5, PT-br", BrazilianPortuguese),
            ("de, pt;q=0.1", BrazilianPortuguese),
            ("pt;q=0.8,en;q=0.8", BrazilianPortuguese),
            ("en;q=0.8,pt;q=0.8", English),
        ] {
            assert_eq!(Language::from_accept_language(header), language, "{header}");
        }
    }

    #[test]
    fn every_portuguese_is_answered_in_that_of_brazil() {
        for header in ["pt", "pt-PT", "pt-AO,en;q=0.9", "PT"] {
            assert_eq!(Language::from_accept_language(header), BrazilianPortuguese, "{header}");
        }
    }

    #[test]
    fn who_asks_for_neither_language_gets_english() {
        for header in ["", "*", "de", "de-DE,fr;q=0.9", "pt;q=0", "ptx", "pt-BR;q=nonsense", ";;,,"]
        {
            assert_eq!(Language::from_accept_language(header), English, "{header}");
        }
    }

    #[test]
    fn a_language_that_is_excluded_is_not_chosen_by_the_star() {
        assert_eq!(Language::from_accept_language("en;q=0, *"), BrazilianPortuguese);
        assert_eq!(Language::from_accept_language("pt;q=0, *;q=0.5"), English);
    }

    #[test]
    fn qualities_have_at_most_three_digits() {
        assert_eq!(quality("1.000"), Some(1_000));
        assert_eq!(quality("0.05"), Some(50));
        for wrong in ["", "2", "1.001", "0.1234", "-1", "0.+1", "."] {
            assert_eq!(quality(wrong), None, "{wrong}");
        }
    }
}
