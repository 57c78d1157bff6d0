//! Whether a form was sent by a page of this app, and not by another site in a visitor's name.

use actix_web::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};

use super::failure::Failure;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses what another site has made a browser send. Browsers say so in `Sec-Fetch-Site`, over
/// plain HTTP in `Origin`; what has neither does not come from a page at all.
pub(super) fn check(headers: &HeaderMap) -> Result<(), Failure> {
    if headers.contains_key(SEC_FETCH_SITE) {
        let mut sites = headers.get_all(SEC_FETCH_SITE).map(|site| site.as_bytes());
        // `none` is a person's own doing, such as sending the form again after a restart.
        return if sites.all(|site| matches!(site, b"same-origin" | b"none")) {
            Ok(())
        } else {
            Err(Failure::OtherSite)
        };
    }
    let host = headers.get(HOST).map(|host| host.as_bytes());
    let mut origins = headers.get_all(ORIGIN).map(|origin| origin.as_bytes());
    // The scheme is not compared: a proxy in front may have taken HTTPS off.
    let is_own = |origin: &[u8]| {
        let authority =
            [&b"http://"[..], b"https://"].iter().find_map(|scheme| origin.strip_prefix(*scheme));
        authority
            .is_some_and(|authority| host.is_some_and(|host| host.eq_ignore_ascii_case(authority)))
    };
    if origins.all(is_own) { Ok(()) } else { Err(Failure::OtherSite) }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn allowed(given: &[(HeaderName, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.append(name.clone(), HeaderValue::from_static(value));
        }
        check(&headers).is_ok()
    }

    #[test]
    fn what_is_not_a_browser_says_nothing_and_is_allowed() {
        assert!(allowed(&[]) && allowed(&[(HOST, "localhost:3000")]));
    }

    #[test]
    fn only_pages_of_the_same_origin_may_send_the_form() {
        for (site, expected) in [
            ("same-origin", true),
            ("none", true),
            ("same-site", false),
            ("cross-site", false),
            ("", false),
        ] {
            assert_eq!(allowed(&[(SEC_FETCH_SITE, site)]), expected, "{site}");
        }
        assert!(!allowed(&[(SEC_FETCH_SITE, "same-origin"), (SEC_FETCH_SITE, "cross-site")]));
    }

    #[test]
    fn without_sec_fetch_site_the_origin_must_be_the_host() {
        let with = |origin| allowed(&[(HOST, "feedback.lan:3000"), (ORIGIN, origin)]);
        assert!(with("http://feedback.lan:3000") && with("https://Feedback.LAN:3000"));
        for origin in
            ["http://feedback.lan", "http://evil.example", "null", "", "feedback.lan:3000"]
        {
            assert!(!with(origin), "{origin}");
        }
        assert!(!allowed(&[(ORIGIN, "http://feedback.lan")]));
    }
}
