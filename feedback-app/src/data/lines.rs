//! Lines of an input, numbered, each of bounded length.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

/// Reads line by line. A line that is too long is skipped to its end without being held.
pub(super) struct Lines<R> {
    input: R,
    line: Vec<u8>,
    number: u64,
    max_bytes: usize,
}

/// The next line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// Its number, from 1 on, and its bytes without the line end.
    Whole(u64, &'a [u8]),
    /// The number of a line that is too long.
    TooLong(u64),
    /// There is no more.
    End,
}

impl<R: AsyncBufRead + Unpin> Lines<R> {
    pub(super) fn new(input: R, max_bytes: usize) -> Self {
        Self { input, line: Vec::new(), number: 0, max_bytes }
    }

    /// The next line. It is safe to drop the future only where no line is wanted any more.
    pub(super) async fn next(&mut self) -> io::Result<Line<'_>> {
        self.line.clear();
        let mut is_too_long = false;
        let mut has_begun = false;
        loop {
            let bytes = self.input.fill_buf().await?;
            if bytes.is_empty() {
                break;
            }
            if !has_begun {
                self.number += 1;
                has_begun = true;
            }
            let end = bytes.iter().position(|byte| *byte == b'\n');
            let (part, _) = bytes.split_at(end.unwrap_or(bytes.len()));
            is_too_long |= self.line.len() + part.len() > self.max_bytes;
            if !is_too_long {
                self.line.extend_from_slice(part);
            }
            let taken = part.len() + usize::from(end.is_some());
            self.input.consume(taken);
            if end.is_some() {
                break;
            }
        }
        Ok(match (has_begun, is_too_long) {
            (false, _) => Line::End,
            (true, true) => Line::TooLong(self.number),
            (true, false) => Line::Whole(self.number, without_marks(self.number, &self.line)),
        })
    }
}

/// The line without a byte order mark before it and a CR behind it, as some editors and shells
/// write them.
fn without_marks(number: u64, line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    if number == 1 { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) } else { line }
}

#[cfg(test)]
mod tests {
    use tokio::io::BufReader;

    use super::*;

    async fn all(input: &[u8], buffer: usize) -> Vec<(u64, Option<Vec<u8>>)> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, input), 5);
        let mut found = Vec::new();
        loop {
            match lines.next().await.unwrap() {
                Line::Whole(number, line) => found.push((number, Some(line.to_vec()))),
                Line::TooLong(number) => found.push((number, None)),
                Line::End => return found,
            }
        }
    }

    #[tokio::test]
    async fn lines_are_the_same_whatever_pieces_they_come_in() {
        let input = "\u{feff}a\r\n\n12345\n123456\n1234567890123\nz".as_bytes();
        let line = |line: &str| Some(line.as_bytes().to_vec());
        let expected = [(1, line("a")), (2, line("")), (3, line("12345")), (4, None), (5, None)];
        for buffer in 1..=input.len() + 1 {
            let found = all(input, buffer).await;
            assert_eq!(found[..5], expected, "{buffer}");
            assert_eq!(found[5..], [(6, line("z"))], "{buffer}");
        }
    }

    #[tokio::test]
    async fn an_empty_input_has_no_line_and_a_last_line_end_begins_none() {
        assert_eq!(all(b"", 8).await, []);
        assert_eq!(all(b"\n", 8).await, [(1, Some(Vec::new()))]);
    }
}
