//! GET /feedback: the list.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use storage_backends::{Cursor, PageLimit, PageRequest, Title, TitlePrefix};

use super::super::failure::Failure;
use super::super::fields::{Field, fields};
use super::super::state::AppState;
use super::{frame, page_of};
use crate::pages::ListPage;

pub(in super::super) async fn list(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    let (asked, created) = parse(request.uri().query().unwrap_or_default())?;
    let page = state.store.list(&asked).await?;
    let created = match created {
        // Only what is there is confirmed, whatever an address says.
        Some(title) => state.store.get(&title).await?.map(|feedback| feedback.title),
        None => None,
    };
    page_of(
        &request,
        StatusCode::OK,
        &ListPage { frame: frame(&request), request: asked, page, created },
    )
}

/// The page that is asked for, and the title that was just created.
fn parse(query: &str) -> Result<(PageRequest, Option<Title>), Failure> {
    let [after, title, created] = fields(query.as_bytes(), ["after", "title", "created"]);
    let after = match after {
        Field::Missing => None,
        Field::Given(after) => Some(after.parse::<Cursor>().map_err(|_| Failure::BadCursor)?),
        Field::Repeated(_) | Field::NotUtf8(_) => return Err(Failure::BadCursor),
    };
    // What a person has typed into the search is searched for as far as it can be read.
    let title = TitlePrefix::parse(&title.into_readable());
    let created = created.parse(Title::parse).ok();
    Ok((PageRequest { after, title, limit: PageLimit::default() }, created))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_takes_what_can_be_read() {
        let searched = |query: &str| parse(query).unwrap().0.title;
        assert_eq!(searched("title=A"), TitlePrefix::parse("a"));
        assert_eq!(searched("title=a&title=b"), TitlePrefix::parse("a"));
        assert_eq!(searched("title=100%"), TitlePrefix::parse("100%"));
        assert_eq!(searched("title=++"), None);
    }

    #[test]
    fn a_cursor_that_no_page_has_given_is_refused() {
        for query in ["after=", "after=x", "after=%FF", "after=x&after=x"] {
            assert!(matches!(parse(query), Err(Failure::BadCursor)), "{query}");
        }
    }
}
