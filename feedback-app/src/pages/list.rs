//! The list of what people wrote.

use askama::Template;
use storage_backends::{Feedback, Page, PageRequest, Title};

use super::excerpt::Excerpt;
use super::frame::{Frame, Place};
use super::time;
use crate::links;

/// A page of the list, of all feedbacks or of a search.
#[derive(Debug, Template)]
#[template(path = "list.html")]
pub struct ListPage {
    /// What surrounds it.
    pub frame: Frame,
    /// What was asked for.
    pub request: PageRequest,
    /// What was found.
    pub page: Page,
    /// The feedback that this reader has just written, to confirm that it is kept.
    pub created: Option<Title>,
}

/// A feedback as the list shows it.
struct Entry<'a> {
    title: &'a str,
    href: String,
    excerpt: Excerpt<'a>,
    whole: Option<String>,
    datetime: String,
    time: String,
}

/// Why nothing is listed.
struct Nothing {
    heading: String,
    text: &'static str,
    /// Whether the way on is to write something.
    write: bool,
}

impl ListPage {
    fn place(&self) -> Place {
        Place::List
    }

    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.page.items.iter().map(|feedback| self.entry(feedback))
    }

    fn entry<'a>(&self, feedback: &'a Feedback) -> Entry<'a> {
        let words = &self.frame.words.list;
        let excerpt = Excerpt::of(feedback.text.as_str());
        Entry {
            title: feedback.title.as_str(),
            href: links::raw(&feedback.title),
            excerpt,
            whole: excerpt.is_cut.then(|| (words.read_whole)(feedback.title.as_str())),
            datetime: feedback.created_at.to_string(),
            time: (words.time)(time::utc(feedback.created_at)),
        }
    }

    fn searched(&self) -> &str {
        self.request.title.as_ref().map_or("", |title| title.as_str())
    }

    /// What to say where there is nothing to show.
    fn nothing(&self) -> Option<Nothing> {
        let words = &self.frame.words.list;
        let nothing = |(heading, text): (&str, _), write| Nothing {
            heading: heading.to_owned(),
            text,
            write,
        };
        if !self.page.items.is_empty() {
            return None;
        }
        let first = self.request.after.is_none();
        Some(match (&self.request.title, &self.page.next) {
            (None, None) if first => nothing(words.empty, true),
            (None, _) => nothing(words.nothing_older, false),
            (Some(_), Some(_)) => nothing(words.search_goes_on, false),
            (Some(title), None) if first => Nothing {
                heading: (words.no_match)(title.as_str()),
                text: words.no_match_hint,
                write: false,
            },
            (Some(_), None) => nothing(words.no_further_match, false),
        })
    }

    /// The link to the next page.
    fn older(&self) -> Option<String> {
        let next = self.page.next.as_ref()?;
        Some(links::list(self.request.title.as_ref(), Some(next)))
    }

    /// The link back to the first page, where this is another.
    fn newest(&self) -> Option<String> {
        self.request.after.as_ref()?;
        Some(links::list(self.request.title.as_ref(), None))
    }

    fn confirmation(&self) -> Option<String> {
        let title = self.created.as_ref()?;
        Some((self.frame.words.list.created)(title.as_str()))
    }
}
