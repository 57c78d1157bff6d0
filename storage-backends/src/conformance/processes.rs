//! Several processes on one store.

use super::Fixture;
use super::samples::{feedback, request, title, walk_items};
use crate::ErrorKind;

/// In get, list, search, create and delete.
pub async fn what_one_process_did_every_other_sees_at_once(fixture: impl Fixture) {
    let (one, other) = (fixture.connect(), fixture.connect());
    // Both have looked before, so that whatever they keep in memory is there.
    assert_eq!(walk_items(&*one, request("", 50)).await, []);
    assert_eq!(walk_items(&*other, request("", 50)).await, []);
    for number in 0..100 {
        let (writer, reader) = if number % 2 == 0 { (&one, &other) } else { (&other, &one) };
        let name = format!("title {}", number / 3);
        let written = feedback(&name, number);
        if writer.get(&title(&name)).await.unwrap().is_some() {
            let error = writer.create(&written).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlreadyExists);
            assert!(writer.delete(&written.title).await.unwrap());
            assert_eq!(reader.get(&written.title).await.unwrap(), None);
            assert_eq!(walk_items(&**reader, request(&name, 50)).await, []);
            assert!(!reader.delete(&written.title).await.unwrap());
        }
        writer.create(&written).await.unwrap();
        assert_eq!(reader.get(&written.title).await.unwrap().as_ref(), Some(&written));
        let newest = reader.list(&request("", 1)).await.unwrap();
        assert_eq!(newest.items.first(), Some(&written));
        let found = walk_items(&**reader, request(&name, 50)).await;
        assert!(found.contains(&written));
        let error = reader.create(&feedback(&name, number)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    }
    assert_eq!(
        walk_items(&*one, request("", 50)).await,
        walk_items(&*other, request("", 50)).await
    );
}
