//! Times as people read them.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use storage_backends::CreatedAt;

/// The time on the calendar of UTC, which is that of all readers as nothing is known of theirs.
pub(super) fn utc(time: CreatedAt) -> DateTime {
    Offset::UTC.to_datetime(time.timestamp())
}

/// `24 November 2026, 08:40 UTC`, with `between` between its parts: ` de ` in Portuguese.
pub(super) fn day_first(time: DateTime, months: &[&str; 12], between: &str) -> String {
    // Months count from 1 to 12.
    let month = usize::from(time.month().unsigned_abs());
    let month = month.checked_sub(1).and_then(|month| months.get(month)).unwrap_or(&"");
    let (day, year, hour, minute) = (time.day(), time.year(), time.hour(), time.minute());
    format!("{day}{between}{month}{between}{year}, {hour:02}:{minute:02} UTC")
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::*;

    #[test]
    fn a_time_is_written_as_its_language_writes_it() {
        let time = utc(CreatedAt::from_millis(1_795_509_600_120).unwrap());
        let write = |language: Language| (language.messages().list.time)(time);
        assert_eq!(write(Language::English), "24 November 2026, 08:40 UTC");
        assert_eq!(write(Language::BrazilianPortuguese), "24 de novembro de 2026, 08:40 UTC");
    }
}
