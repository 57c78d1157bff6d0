//! What must hold for any bytes that a stranger sends. The fuzzers look for bytes for which it does
//! not; ordinary tests replay what they found (`tests/tests/fuzz_corpus.rs` includes this file).

use feedback_app::http::form::Form;
use feedback_app::http::path::Named;
use feedback_app::http::{Field, form as forms, path as paths};
use feedback_app::links;
use storage_backends::{Cursor, ErrorKind, StoreUrl, Text, Title, TitlePrefix};
use url::Url;

/// A target and its name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const ALL: [Target; 5] = [
    ("cursor", cursor),
    ("form", form),
    ("path", path),
    ("store_url", store_url),
    ("title", title),
];

/// Where a page begins, from a query: only what a page has given, in its only spelling.
pub fn cursor(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(cursor) = text.parse::<Cursor>() {
        assert_eq!(cursor.to_string(), text);
    }
}

/// The body of a form: what it says is sound, and says the same when a browser sends it again.
pub fn form(bytes: &[u8]) {
    let Ok((title, text)) = forms::parse(bytes).check() else { return };
    is_sound(&title);
    assert!(!text.as_str().contains(['\0', '\r']) && text.as_str().len() <= Text::MAX_BYTES);
    let given = |value: &str| Field::Given(value.to_owned());
    let again = Form { title: given(title.as_str()), text: given(text.as_str()) };
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    body.append_pair("title", title.as_str()).append_pair("text", text.as_str());
    assert_eq!(forms::parse(body.finish().as_bytes()), again);
    assert_eq!(again.check(), Ok((title, text)));
}

/// The last part of a path: what it names is reached by its own link, at once.
pub fn path(bytes: &[u8]) {
    let Ok(part) = std::str::from_utf8(bytes) else { return };
    if let Named::Feedback(title) | Named::Misspelt(title) = paths::file(part) {
        is_sound(&title);
        let link = links::raw(&title);
        let link = link.strip_prefix("/feedback/").unwrap_or_default();
        assert!(!link.contains(['/', '?', '#']), "{link:?}");
        assert_eq!(paths::file(link), Named::Feedback(title));
    }
    if let Some(title) = paths::title(part) {
        is_sound(&title);
    }
}

/// The URL of a store: refused as a setting, or shown without its password.
pub fn store_url(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let shown = match text.parse::<StoreUrl>() {
        Ok(url) => {
            if let Some(folder) = url.folder() {
                let again = url.to_string().parse::<StoreUrl>();
                assert!(again.is_ok_and(|again| again.folder() == Some(folder)), "{url}");
            }
            format!("{url} {url:?}")
        }
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            error.to_string()
        }
    };
    let url = Url::parse(text).ok().filter(Url::has_host);
    if let Some(password) = url.as_ref().and_then(Url::password)
        // A shorter one may stand in what is shown by chance.
        && password.len() > 4
        && text.matches(password).count() == 1
    {
        assert!(!shown.contains(password), "{shown}");
    }
}

/// A title as somebody typed it, and the name of a file that somebody put into the folder.
pub fn title(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(title) = Title::parse(text) {
        is_sound(&title);
    }
    if let Some(title) = Title::from_file_name(text) {
        is_sound(&title);
        assert_eq!(title.file_name(), text);
    }
    let _ = TitlePrefix::parse(text);
}

/// Whoever holds a title holds one that is normal, and whose file has one name, in the folder.
fn is_sound(title: &Title) {
    let name = title.file_name();
    assert!(!name.starts_with('.') && !name.contains(['/', '\\', '\0']), "{name:?}");
    assert!(name.len() <= Title::MAX_FILE_NAME_BYTES && name.ends_with(".txt"), "{name:?}");
    assert_eq!(Title::from_file_name(&name).as_ref(), Some(title));
    assert_eq!(Title::parse(title.as_str()).as_ref(), Ok(title));
    let prefix = TitlePrefix::parse(title.as_str());
    assert_eq!(prefix.as_ref().map(TitlePrefix::as_str), Some(title.as_str()));
}
