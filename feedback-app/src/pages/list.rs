//! The list of what people wrote.

use askama::Template;
use storage_backends::{Feedback, Page, PageRequest, Title};

use super::excerpt::Excerpt;
use super::frame::{Frame, Place};
use super::messages::quoted;
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
    quoted: String,
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

    /// The heading of the window, which screen readers read first.
    fn heading(&self) -> String {
        self.confirmation().unwrap_or_else(|| self.frame.words.list.heading.to_owned())
    }

    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.page.items.iter().map(|feedback| self.entry(feedback))
    }

    fn entry<'a>(&self, feedback: &'a Feedback) -> Entry<'a> {
        let words = &self.frame.words.list;
        Entry {
            title: feedback.title.as_str(),
            href: links::raw(&feedback.title),
            quoted: quoted(feedback.title.as_str()),
            excerpt: Excerpt::of(feedback.text.as_str()),
            datetime: feedback.created_at.to_string(),
            time: (words.time)(time::utc(feedback.created_at)),
        }
    }

    /// Whether there is no feedback at all.
    fn is_empty(&self) -> bool {
        let everything = PageRequest { limit: self.request.limit, ..PageRequest::default() };
        self.request == everything && self.page.items.is_empty() && self.page.next.is_none()
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
            _ if self.is_empty() => nothing(words.empty, true),
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

#[cfg(test)]
mod tests {
    use storage_backends::{CreatedAt, Cursor, Text, TitlePrefix};

    use super::super::Language;
    use super::*;

    fn feedback(title: &str, text: &str) -> Feedback {
        let created_at = CreatedAt::from_millis(1_795_509_600_120).unwrap();
        let (title, text) = (Title::parse(title).unwrap(), Text::parse(text).unwrap());
        Feedback { title, text, created_at }
    }

    fn html(request: PageRequest, items: Vec<Feedback>, next: Option<Cursor>) -> String {
        let (frame, page) =
            (Frame::new(Language::English, false), Page { items, unread: Vec::new(), next });
        ListPage { frame, request, page, created: None }.render().unwrap()
    }

    fn search(prefix: &str) -> PageRequest {
        PageRequest { title: TitlePrefix::parse(prefix), ..PageRequest::default() }
    }

    fn cursor() -> Cursor {
        Cursor::after(feedback("x", "x").key())
    }

    #[test]
    fn what_people_wrote_is_shown_as_text_and_leads_to_its_file() {
        let items = vec![feedback("<script>a/b</script>", "<img src=x onerror=alert(1)>")];
        let page = html(PageRequest::default(), items, None);
        assert!(page.contains("&#60;script&#62;a/b&#60;/script&#62;</a>"), "{page}");
        assert!(page.contains("&#60;img src=x onerror=alert(1)&#62;"), "{page}");
        assert!(
            page.contains("href=\"/feedback/%253Cscript%253Ea%252Fb%253C%252Fscript%253E.txt\"")
        );
        assert!(
            page.contains(
                "<time datetime=\"2026-11-24T08:40:00.120Z\">24 November 2026, 08:40 UTC<"
            )
        );
        assert!(!page.contains("<script") && !page.contains("<img src=x"));
    }

    #[test]
    fn a_long_text_is_cut_and_leads_to_the_whole() {
        let items = vec![feedback("long", &"word ".repeat(13_000)), feedback("short", "short")];
        let page = html(PageRequest::default(), items, None);
        assert_eq!(page.matches("Read the whole text").count(), 1);
        assert!(page.contains("word…</p>") && page.len() < 8_000, "{}", page.len());
    }

    #[test]
    fn an_empty_store_is_told_from_a_search_without_a_match_and_from_the_end_of_the_list() {
        let behind = |request| PageRequest { after: Some(cursor()), ..request };
        for (request, next, heading) in [
            (PageRequest::default(), None, "Nobody has written anything yet"),
            (search("Q"), None, "No title begins with “\u{2068}q\u{2069}”"),
            (search("q"), Some(cursor()), "Nothing found so far"),
            (behind(search("q")), None, "That was everything"),
            (behind(PageRequest::default()), None, "That was everything"),
        ] {
            let page = html(request, Vec::new(), next);
            assert!(page.contains(&format!("<h2>{heading}</h2>")), "{heading}: {page}");
        }
    }

    #[test]
    fn the_next_page_goes_on_with_the_search() {
        let next = links::list(search("q").title.as_ref(), Some(&cursor())).replace('&', "&#38;");
        let page = html(search("q"), vec![feedback("q", "x")], Some(cursor()));
        assert!(page.contains(&format!("rel=\"next\" href=\"{next}\">Older<")), "{page}");
        let page = html(search("q"), Vec::new(), Some(cursor()));
        assert!(page.contains(&format!("rel=\"next\" href=\"{next}\">Search older feedback<")));
        let page = html(search("q"), vec![feedback("q", "x")], None);
        assert!(!page.contains("rel=\"next\""));
    }

    #[test]
    fn who_has_just_written_is_thanked() {
        let frame = Frame::new(Language::BrazilianPortuguese, false);
        let created = Some(Title::parse("Ótimo").unwrap());
        let (request, page) = (PageRequest::default(), Page::default());
        let page = ListPage { frame, request, page, created }.render().unwrap();
        let thanks = "Obrigado! Seu feedback “\u{2068}ótimo\u{2069}” está guardado.";
        assert!(page.contains(&format!("role=\"status\">{thanks}<")), "{page}");
        assert!(page.contains(&format!("<title>{thanks}")), "{page}");
    }
}
