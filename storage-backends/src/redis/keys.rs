//! How the sorted sets are paged through.

use async_trait::async_trait;

use super::{Answer, BY_TIME, BY_TITLE, Fields, RedisStore, Request, fetch, stamp};
use crate::error::StoreError;
use crate::feedback::{CreatedAt, Feedback, Key, Title, TitlePrefix};
use crate::pager::Keys;

#[async_trait]
impl Keys for RedisStore {
    async fn newest(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, StoreError> {
        let mut end = after.map_or_else(
            || b"+".to_vec(),
            |key| bound(b'(', &[stamp(key.created_at).as_bytes(), key.title.as_str().as_bytes()]),
        );
        let mut keys = Vec::new();
        // Members that somebody else has added may be no keys. They are left out, and what is
        // missing for them is taken from behind.
        while keys.len() < limit {
            let wanted = limit - keys.len();
            let mut range = redis::cmd("ZRANGE");
            range.arg(BY_TIME).arg(&end).arg("-").arg("BYLEX").arg("REV");
            range.arg("LIMIT").arg(0).arg(wanted);
            let members: Vec<Vec<u8>> = self.ask(Request::Read(&range)).await?;
            keys.extend(members.iter().filter_map(|member| by_time(member)));
            match members.last() {
                Some(last) if members.len() == wanted => end = bound(b'(', &[last]),
                _ => break,
            }
        }
        Ok(keys)
    }

    async fn beginning(&self, title: &TitlePrefix, limit: usize) -> Result<Vec<Key>, StoreError> {
        let mut start = bound(b'[', &[title.as_str().as_bytes()]);
        // No UTF-8 holds this byte, so that all that begin so lie before it.
        let end = bound(b'(', &[title.as_str().as_bytes(), b"\xff"]);
        let mut keys = Vec::new();
        while keys.len() < limit {
            let wanted = limit - keys.len();
            let mut range = redis::cmd("ZRANGE");
            range.arg(BY_TITLE).arg(&start).arg(&end).arg("BYLEX");
            range.arg("LIMIT").arg(0).arg(wanted);
            let members: Vec<Vec<u8>> = self.ask(Request::Read(&range)).await?;
            keys.extend(members.iter().filter_map(|member| by_title(member)));
            match members.last() {
                Some(last) if members.len() == wanted => start = bound(b'(', &[last]),
                _ => break,
            }
        }
        Ok(keys)
    }

    async fn fetch(&self, keys: &[Key]) -> Result<Vec<Feedback>, StoreError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut get = redis::pipe();
        keys.iter().for_each(|key| {
            fetch(&mut get, &key.title);
        });
        let answers: Vec<Answer<Fields>> = self.ask(Request::ReadAll(get.ignore_errors())).await?;
        let mut feedbacks = Vec::with_capacity(keys.len());
        for (key, fields) in keys.iter().zip(answers) {
            let feedback = self.read(&key.title, fields)?;
            // One that was deleted and created again meanwhile has another place in the list.
            feedbacks.extend(feedback.filter(|it| it.created_at == key.created_at));
        }
        Ok(feedbacks)
    }
}

/// An end of a range: `[` with, `(` without the member itself.
fn bound(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut bound = vec![kind];
    parts.iter().for_each(|part| bound.extend_from_slice(part));
    bound
}

/// The key of a member of the index by time, if it is one that this program has written.
fn by_time(member: &[u8]) -> Option<Key> {
    let (time, title) = member.split_at_checked(16)?;
    key(time, title)
}

/// The same for the index by title.
fn by_title(member: &[u8]) -> Option<Key> {
    let (title, time) = member.split_at_checked(member.len().checked_sub(17)?)?;
    key(time.strip_prefix(b"\0")?, title)
}

fn key(time: &[u8], title: &[u8]) -> Option<Key> {
    let stored = std::str::from_utf8(title).ok()?;
    let title = Title::parse(stored).ok().filter(|title| title.as_str() == stored)?;
    let time = std::str::from_utf8(time).ok()?;
    let created_at = CreatedAt::from_millis(i64::from_str_radix(time, 16).ok()?).ok()?;
    (stamp(created_at) == time).then_some(Key { created_at, title })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_of_an_index_is_a_key_or_left_out() {
        let title = Title::parse("größe 🎉").unwrap();
        let expected =
            Key { created_at: CreatedAt::from_millis(1_795_509_600_120).unwrap(), title };
        let stamp = stamp(expected.created_at);
        assert_eq!(stamp, "000001a20cb63f78");
        assert_eq!(by_time(format!("{stamp}größe 🎉").as_bytes()), Some(expected.clone()));
        assert_eq!(by_title(format!("größe 🎉\0{stamp}").as_bytes()), Some(expected));
        for member in [
            &b""[..],
            b"x",
            b"000001a20cb63f78",
            b"000001A20CB63F78x",
            b"-00001a20cb63f78x",
            b"ffffffffffffffffx",
            b"000001a20cb63f78Not Lower",
            b"000001a20cb63f78\xff",
            b"x\0 00001a20cb63f78",
            b"x 000001a20cb63f78",
        ] {
            assert_eq!(by_time(member), None, "{member:?}");
            assert_eq!(by_title(member), None, "{member:?}");
        }
    }
}
