//! One feedback as one line of JSON.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use storage_backends::{CreatedAt, Feedback, Text, Title};

/// What a line may be long. Written with an escape for each byte and CRLF for each line end, the
/// longest feedback takes 12 bytes for each byte of its text and its title: 789,504.
pub(super) const MAX_LINE_BYTES: usize = 1 << 20;

/// A feedback as a line gave it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) feedback: Feedback,
    /// Whether the line had a time; where it had none, the feedback has the time of the import.
    pub(super) is_dated: bool,
}

/// Writes the line, with its end. There is exactly one way to write a feedback, so that equal
/// feedbacks are equal lines.
pub(super) fn write(feedback: &Feedback, mut out: impl Write) -> io::Result<()> {
    let line = Output {
        title: feedback.title.as_str(),
        text: feedback.text.as_str(),
        created_at: feedback.created_at,
    };
    serde_json::to_writer(&mut out, &line)?;
    out.write_all(b"\n")
}

/// The feedback of a line without its end, or one sentence about what is wrong with it. Fields that
/// a feedback does not have are refused, as they would be lost.
pub(super) fn read(line: &[u8], now: CreatedAt) -> Result<Entry, String> {
    let line = std::str::from_utf8(line)
        .map_err(|error| format!("it is not UTF-8 from byte {} on", error.valid_up_to() + 1))?;
    // An array of three strings would be read as well.
    if !line.trim_ascii_start().starts_with('{') {
        return Err("it is not a JSON object".to_owned());
    }
    let input: Input = serde_json::from_str(line).map_err(|error| explain(&error))?;
    let feedback = Feedback {
        title: Title::parse(&input.title).map_err(|error| error.to_string())?,
        text: Text::parse(&input.text).map_err(|error| error.to_string())?,
        created_at: input.created_at.unwrap_or(now),
    };
    Ok(Entry { feedback, is_dated: input.created_at.is_some() })
}

#[derive(Serialize)]
struct Output<'a> {
    title: &'a str,
    text: &'a str,
    created_at: CreatedAt,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    title: String,
    text: String,
    created_at: Option<CreatedAt>,
}

/// What the parser says, with the column only, cut, and without control characters, as it quotes
/// what somebody else has written.
fn explain(error: &serde_json::Error) -> String {
    let told = error.to_string();
    let told = told.rsplit_once(" at line ").map_or(told.as_str(), |(told, _)| told);
    let told: String = told
        .chars()
        .map(|character| if character.is_control() { '\u{fffd}' } else { character })
        .take(200)
        .collect();
    let column = error.column();
    match error.classify() {
        Category::Syntax => format!("it is not JSON: {told} at column {column}"),
        Category::Eof => format!("it is cut off at column {column}: {told}"),
        Category::Data | Category::Io => {
            format!("{told}, at column {column}; a line has title, text and created_at")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_509_600_120;

    fn parsed(line: &str) -> Result<Entry, String> {
        read(line.as_bytes(), CreatedAt::from_millis(NOW).unwrap())
    }

    fn refusal(line: &str) -> String {
        parsed(line).unwrap_err()
    }

    #[test]
    fn a_line_is_title_text_and_time_in_this_order() {
        let line =
            r#"{"title":"a\"b","text":"one\ntwo é","created_at":"2026-11-24T08:40:00.120Z"}"#;
        let entry = parsed(line).unwrap();
        assert!(entry.is_dated);
        assert_eq!(entry.feedback.created_at.as_millis(), NOW);
        let mut written = Vec::new();
        write(&entry.feedback, &mut written).unwrap();
        assert_eq!(String::from_utf8(written).unwrap(), format!("{line}\n"));
    }

    #[test]
    fn titles_and_line_ends_become_what_the_site_would_have_made_of_them() {
        let entry = parsed(r#"{"text":"a\r\nb","title":" Awesome "}"#).unwrap();
        assert_eq!(entry.feedback.title.as_str(), "awesome");
        assert_eq!(entry.feedback.text.as_str(), "a\nb");
    }

    #[test]
    fn a_line_without_a_time_gets_the_time_of_the_import() {
        for line in [r#"{"title":"a","text":"b"}"#, r#"{"title":"a","text":"b","created_at":null}"#]
        {
            let entry = parsed(line).unwrap();
            assert_eq!((entry.is_dated, entry.feedback.created_at.as_millis()), (false, NOW));
        }
    }

    #[test]
    fn times_of_any_offset_are_cut_to_the_millisecond() {
        let line = r#"{"title":"a","text":"b","created_at":"2026-11-24T09:40:00.1209+01:00"}"#;
        assert_eq!(parsed(line).unwrap().feedback.created_at.as_millis(), NOW);
    }

    #[test]
    fn what_would_be_lost_is_refused() {
        let told = refusal(r#"{"title":"a","text":"b","stars":5}"#);
        assert!(told.contains("unknown field `stars`") && told.contains("column 31"), "{told}");
        let told = refusal(r#"{"title":"a","text":"b","text":"c"}"#);
        assert!(told.contains("duplicate field `text`"), "{told}");
    }

    #[test]
    fn each_refusal_says_what_is_wrong() {
        for (line, expected) in [
            (r#"{"title":"a"}"#, "missing field `text`"),
            (r#"{"title":7,"text":"b"}"#, "invalid type: integer `7`, expected a string"),
            (r#"["a","b",null]"#, "not a JSON object"),
            ("title;text", "not a JSON object"),
            (r#"{"title":"a","text":"b""#, "cut off at column 23"),
            (r#"{"title":"a","text":"b"} x"#, "not JSON: trailing characters at column 26"),
            (r#"{"title":"a\u0007","text":"b"}"#, "the title holds a control character"),
            (r#"{"title":"a","text":" "}"#, "the text is empty"),
            (r#"{"title":"a","text":"\ud800"}"#, "not JSON"),
            (r#"{"title":"a","text":"b","created_at":"yesterday"}"#, "created_at"),
            (r#"{"title":"a","text":"b","created_at":"1969-12-31T00:00:00Z"}"#, "1970 and 9999"),
            (r#"{"title":"a","text":"b","created_at":"2026-11-24T08:40:00"}"#, "offset"),
        ] {
            let told = refusal(line);
            assert!(told.contains(expected), "{line}: {told}");
        }
        let told = read(b"{\"title\":\"\xff\"}", CreatedAt::now()).unwrap_err();
        assert_eq!(told, "it is not UTF-8 from byte 11 on");
    }

    #[test]
    fn a_refusal_quotes_nothing_long_and_nothing_that_a_terminal_obeys() {
        let told = refusal(&format!(r#"{{"\u001b[2J{}":1}}"#, "x".repeat(5_000)));
        assert!(!told.contains('\u{1b}') && told.len() < 400, "{told}");
    }

    #[test]
    fn the_longest_feedback_fits_a_line_however_it_is_escaped() {
        let (title, text) = ("\\u0078".repeat(251), "\\u000d\\u000a".repeat(Text::MAX_BYTES - 1));
        let line = format!(r#"{{"title":"{title}","text":"x{text}"}}"#);
        assert!(line.len() <= MAX_LINE_BYTES);
        assert_eq!(parsed(&line).unwrap().feedback.text.as_str().len(), Text::MAX_BYTES);
    }
}
