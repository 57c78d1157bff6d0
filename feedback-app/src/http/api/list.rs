//! GET /api/feedback.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use storage_backends::{Cursor, PageLimit, PageRequest, TitlePrefix};

use super::super::failure::Failure;
use super::super::fields::{Field, fields};
use super::super::openapi::StoreFailures;
use super::super::problem::{FieldProblem, PROBLEM, ProblemDetails};
use super::super::state::AppState;
use super::answer;
use super::models::PageJson;
use crate::pages::FieldError;

/// The newest feedback, page by page
#[utoipa::path(
    get,
    path = "/api/feedback",
    tag = "feedback",
    operation_id = "listFeedback",
    params(
        ("after" = Option<String>, Query, description = "The `next` of the page before. It names a place in the list, and stays valid whatever is created and deleted", allow_reserved = false),
        ("title" = Option<String>, Query, description = "Only titles that begin so, whatever their letter case", pattern = r"^[^\u0000-\u001f\u007f-\u009f]*$", example = "awe"),
        ("limit" = Option<u8>, Query, description = "How many at most; by default 50", minimum = 1, maximum = 100, example = 50),
    ),
    responses(
        (
            status = 200,
            description = "A page, newest first",
            body = PageJson,
            links(("next" = (operation_id = "listFeedback", parameters(("after" = "$response.body#/next"))))),
        ),
        (status = 422, description = "A parameter breaks a rule; each that does is told", body = ProblemDetails, content_type = PROBLEM),
        StoreFailures,
    )
)]
pub(in super::super) async fn list(
    request: HttpRequest,
    state: Data<AppState>,
) -> Result<HttpResponse, Failure> {
    let asked = parse(request.uri().query().unwrap_or_default()).map_err(Failure::Invalid)?;
    let page = state.store.list(&asked).await?;
    Ok(answer(StatusCode::OK, &PageJson::from(page)))
}

/// A page, or all that is wrong with the query.
fn parse(query: &str) -> Result<PageRequest, Vec<FieldProblem>> {
    let [after, title, limit] = fields(query.as_bytes(), ["after", "title", "limit"]);
    let mut problems = Vec::new();
    let after = optional("after", &after, str::parse::<Cursor>, &mut problems);
    let title = optional("title", &title, beginning, &mut problems).flatten();
    let limit = optional("limit", &limit, page_limit, &mut problems).unwrap_or_default();
    if problems.is_empty() { Ok(PageRequest { after, title, limit }) } else { Err(problems) }
}

/// A value that need not be given; what is wrong with one that is given goes to the problems.
fn optional<T, E: Copy + std::fmt::Display>(
    name: &'static str,
    field: &Field,
    parse: impl FnOnce(&str) -> Result<T, E>,
    problems: &mut Vec<FieldProblem>,
) -> Option<T> {
    match field.parse(parse) {
        Ok(value) => Some(value),
        Err(FieldError::Missing) => None,
        Err(error) => {
            problems.push(FieldProblem::of(name, error, |_| "invalid"));
            None
        }
    }
}

/// A limit that no page has.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the limit is not a number from 1 to {}", PageLimit::MAX)]
struct LimitError;

fn page_limit(limit: &str) -> Result<PageLimit, LimitError> {
    // Only digits: a number may also be written with a plus sign.
    let is_number = limit.bytes().all(|byte| byte.is_ascii_digit());
    let limit = limit.parse().ok().filter(|_| is_number).and_then(PageLimit::new);
    limit.ok_or(LimitError)
}

/// A beginning that no title has.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the title holds a control character, as no title does")]
struct BeginningError;

/// Nothing stands for every title.
fn beginning(title: &str) -> Result<Option<TitlePrefix>, BeginningError> {
    if title.chars().any(char::is_control) {
        Err(BeginningError)
    } else {
        Ok(TitlePrefix::parse(title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(query: &str) -> Vec<(&'static str, &'static str)> {
        parse(query).unwrap_err().into_iter().map(|problem| (problem.field, problem.code)).collect()
    }

    #[test]
    fn nothing_need_be_said() {
        assert_eq!(parse("").unwrap(), PageRequest::default());
        assert_eq!(parse("title=&x=1").unwrap(), PageRequest::default());
    }

    #[test]
    fn a_page_is_asked_for_by_limit_and_beginning() {
        let asked = parse("limit=100&title=A+b").unwrap();
        assert_eq!(asked.limit.get(), 100);
        assert_eq!(asked.title, TitlePrefix::parse("a b"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let all = wrong("after=x&title=%FF&limit=0");
        assert_eq!(all, [("after", "invalid"), ("title", "not_utf8"), ("limit", "invalid")]);
        assert_eq!(wrong("after="), [("after", "invalid")]);
        assert_eq!(wrong("title=%00"), [("title", "invalid")]);
        for limit in ["", "101", "-1", "%2B1", "1.0", "x", "300"] {
            assert_eq!(wrong(&format!("limit={limit}")), [("limit", "invalid")], "{limit}");
        }
        assert_eq!(wrong("limit=1&limit=1"), [("limit", "repeated")]);
    }
}
