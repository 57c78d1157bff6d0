//! When a feedback was written.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The time at which a feedback was written: UTC, to the millisecond, from 1970 to 9999.
///
/// It is written as RFC 3339, for example `2026-11-24T08:40:00.125Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Timestamp", into = "String")]
pub struct CreatedAt(i64);

/// The last millisecond of the year 9999, the last that RFC 3339 can write.
const MAX_MILLIS: i64 = 253_402_300_799_999;

/// A time before 1970 or after 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time must lie between the years 1970 and 9999")]
pub struct CreatedAtError;

impl CreatedAt {
    /// The present time of this machine.
    #[must_use]
    pub fn now() -> Self {
        Self::from_millis(Timestamp::now().as_millisecond()).unwrap_or(Self(0))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    ///
    /// [`CreatedAtError`] where they lie outside the years 1970 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, CreatedAtError> {
        if (0..=MAX_MILLIS).contains(&millis) { Ok(Self(millis)) } else { Err(CreatedAtError) }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn as_millis(self) -> i64 {
        self.0
    }

    /// The same as a [`Timestamp`], for calendars.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// A time as file systems and databases tell it, cut to the millisecond. Times out of range,
    /// which other programs may have set, become the nearest that is in range.
    #[must_use]
    pub fn from_system_time(time: SystemTime) -> Self {
        let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let millis = i64::try_from(since_epoch.as_millis()).unwrap_or(MAX_MILLIS);
        Self(millis.min(MAX_MILLIS))
    }

    /// The same for file systems and databases.
    #[must_use]
    pub fn to_system_time(self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.0.unsigned_abs())
    }
}

impl fmt::Display for CreatedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.timestamp())
    }
}

impl From<CreatedAt> for String {
    fn from(time: CreatedAt) -> Self {
        time.to_string()
    }
}

impl TryFrom<Timestamp> for CreatedAt {
    type Error = CreatedAtError;

    fn try_from(time: Timestamp) -> Result<Self, CreatedAtError> {
        Self::from_millis(time.as_millisecond())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_to_the_millisecond() {
        let time = CreatedAt::from_millis(1_795_509_600_120).unwrap();
        assert_eq!(time.to_string(), "2026-11-24T08:40:00.120Z");
        assert_eq!(time.to_string().parse::<Timestamp>().unwrap().try_into(), Ok(time));
    }

    #[test]
    fn times_out_of_range_are_refused_or_cut() {
        assert_eq!(CreatedAt::from_millis(-1), Err(CreatedAtError));
        assert_eq!(CreatedAt::from_millis(MAX_MILLIS + 1), Err(CreatedAtError));
        let ancient = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(CreatedAt::from_system_time(ancient).as_millis(), 0);
    }

    #[test]
    fn a_file_system_gives_back_the_time_it_was_told() {
        let time = CreatedAt::now();
        assert_eq!(CreatedAt::from_system_time(time.to_system_time()), time);
    }
}
