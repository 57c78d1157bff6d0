//! The beginning of a text that is too long for the list.

use unicode_segmentation::UnicodeSegmentation as _;

/// A text of more lines than this is cut.
const MAX_LINES: usize = 8;

/// So is a text of more bytes than this.
const MAX_BYTES: usize = 600;

/// What the list shows of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Excerpt<'a> {
    /// The beginning of the text, or all of it.
    pub(super) shown: &'a str,
    /// Whether something of it is left out.
    pub(super) is_cut: bool,
}

impl<'a> Excerpt<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let text = text.trim();
        let line_end = text.match_indices('\n').nth(MAX_LINES - 1).map(|(place, _)| place);
        let end = line_end.unwrap_or(text.len()).min(place_to_cut(text));
        let shown = text.get(..end).unwrap_or(text).trim_end();
        Self { shown, is_cut: shown.len() < text.len() }
    }
}

/// Where a text of too many bytes is cut: between two words, or else between two letters as people
/// see them, of which an accented one or an emoji may take several characters.
fn place_to_cut(text: &str) -> usize {
    if text.len() <= MAX_BYTES {
        return text.len();
    }
    let fitting =
        text.grapheme_indices(true).take_while(|(place, letter)| place + letter.len() <= MAX_BYTES);
    let (mut last, mut blank) = (0, 0);
    for (place, letter) in fitting {
        last = place + letter.len();
        if letter.chars().all(char::is_whitespace) {
            blank = place;
        }
    }
    // A word that takes more than a tenth of the excerpt is cut itself.
    if last - blank <= MAX_BYTES / 10 { blank } else { last }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_shown_whole() {
        assert_eq!(
            Excerpt::of("Good.\n\nVery."),
            Excerpt { shown: "Good.\n\nVery.", is_cut: false }
        );
        let longest = "x".repeat(MAX_BYTES);
        assert_eq!(Excerpt::of(&longest), Excerpt { shown: &longest, is_cut: false });
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let text = "word ".repeat(1_000);
        let excerpt = Excerpt::of(&text);
        assert!(excerpt.is_cut && excerpt.shown.ends_with("word"));
        assert!(excerpt.shown.len() <= MAX_BYTES && excerpt.shown.len() > MAX_BYTES - 10);
    }

    #[test]
    fn a_text_without_blanks_is_cut_between_letters_as_people_see_them() {
        let family = "👨‍👩‍👧‍👦";
        let text = family.repeat(100);
        let excerpt = Excerpt::of(&text);
        assert!(excerpt.is_cut && !excerpt.shown.is_empty());
        assert_eq!(excerpt.shown.len() % family.len(), 0);
    }

    #[test]
    fn many_short_lines_are_cut_too() {
        let text = "a\n".repeat(100);
        let excerpt = Excerpt::of(&text);
        assert!(excerpt.is_cut);
        assert_eq!(excerpt.shown.lines().count(), MAX_LINES);
    }

    #[test]
    fn one_letter_of_more_bytes_than_an_excerpt_leaves_the_link_alone() {
        let text = format!("e{}", "\u{301}".repeat(2_000));
        assert_eq!(Excerpt::of(&text), Excerpt { shown: "", is_cut: true });
    }
}
