//! The keys of the folder, for the pager.

use async_trait::async_trait;
use rustix::fs::Dir;

use super::error::Error;
use super::folder::Folder;
use super::{FileStore, read};
use crate::error::StoreError;
use crate::feedback::{Feedback, Key, Title, TitlePrefix};
use crate::pager::Keys;

#[async_trait]
impl Keys for FileStore {
    async fn newest(&self, after: Option<&Key>, limit: usize) -> Result<Vec<Key>, StoreError> {
        let mut keys = self.with_folder(|folder| scan(folder)).await?.0;
        keys.retain(|key| after.is_none_or(|after| key < after));
        keys.sort_unstable_by(|a, b| b.cmp(a));
        keys.truncate(limit);
        Ok(keys)
    }

    async fn beginning(&self, title: &TitlePrefix, limit: usize) -> Result<Vec<Key>, StoreError> {
        let mut keys = self.with_folder(|folder| scan(folder)).await?.0;
        keys.retain(|key| key.title.as_str().starts_with(title.as_str()));
        keys.truncate(limit);
        Ok(keys)
    }

    async fn fetch(&self, keys: &[Key]) -> Result<Vec<Feedback>, StoreError> {
        let titles: Vec<Title> = keys.iter().map(|key| key.title.clone()).collect();
        let fetch = move |folder: &std::sync::Arc<Folder>| {
            let mut found = Vec::with_capacity(titles.len());
            for title in &titles {
                match read::feedback(folder, title) {
                    Ok(feedback) => found.extend(feedback),
                    Err(Error::Damaged { .. }) => (),
                    Err(error) => return Err(error),
                }
            }
            Ok(found)
        };
        Ok(self.with_folder(fetch).await?.0)
    }
}

/// The keys of all feedbacks.
fn scan(folder: &Folder) -> Result<Vec<Key>, Error> {
    let error = || Error::call("list the folder", folder.path().display());
    let mut keys = Vec::new();
    for entry in Dir::read_from(folder).map_err(error())? {
        let entry = entry.map_err(error())?;
        let Some(title) = entry.file_name().to_str().ok().and_then(Title::from_file_name) else {
            continue;
        };
        if let Some(found) = folder.look(&title.file_name()).map_err(error())?
            && read::is_file(&found)
        {
            keys.push(Key { created_at: read::created_at(&found), title });
        }
    }
    Ok(keys)
}
