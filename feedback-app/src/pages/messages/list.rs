//! The words of the list.

use jiff::civil::DateTime;

use super::super::time::day_first;
use super::quoted;

#[derive(Debug)]
pub(in super::super) struct ListMessages {
    pub(in super::super) heading: &'static str,
    pub(in super::super) search: &'static str,
    pub(in super::super) search_button: &'static str,
    pub(in super::super) show_all: &'static str,
    pub(in super::super) created: fn(&str) -> String,
    pub(in super::super) time: fn(DateTime) -> String,
    pub(in super::super) read_whole: &'static str,
    /// A heading and what to do.
    pub(in super::super) empty: (&'static str, &'static str),
    pub(in super::super) write: &'static str,
    pub(in super::super) nothing_older: (&'static str, &'static str),
    pub(in super::super) no_match: fn(&str) -> String,
    pub(in super::super) no_match_hint: &'static str,
    pub(in super::super) search_goes_on: (&'static str, &'static str),
    pub(in super::super) no_further_match: (&'static str, &'static str),
    pub(in super::super) pages: &'static str,
    pub(in super::super) older: &'static str,
    pub(in super::super) newest: &'static str,
    pub(in super::super) search_older: &'static str,
}

pub(super) const ENGLISH: ListMessages = ListMessages {
    heading: "What people say",
    search: "Titles that begin with",
    search_button: "Search",
    show_all: "Show all",
    created: |title| format!("Thank you! Your feedback {} is kept.", quoted(title)),
    time: |time| {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        day_first(time, &MONTHS, " ")
    },
    read_whole: "Read the whole text",
    empty: ("Nobody has written anything yet", "Be the first to say what you think."),
    write: "Write feedback",
    nothing_older: ("That was everything", "There is no older feedback."),
    no_match: |prefix| format!("No title begins with {}", quoted(prefix)),
    no_match_hint: "Try fewer letters: only the beginning of a title is compared.",
    search_goes_on: (
        "Nothing found so far",
        "There is older feedback that has not been searched yet.",
    ),
    no_further_match: ("That was everything", "No older title begins so."),
    pages: "Pages of the list",
    older: "Older",
    newest: "Newest",
    search_older: "Search older feedback",
};

pub(super) const BRAZILIAN_PORTUGUESE: ListMessages = ListMessages {
    heading: "O que as pessoas dizem",
    search: "Títulos que começam com",
    search_button: "Buscar",
    show_all: "Mostrar tudo",
    created: |title| format!("Obrigado! Seu feedback {} está guardado.", quoted(title)),
    time: |time| {
        const MONTHS: [&str; 12] = [
            "janeiro",
            "fevereiro",
            "março",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ];
        day_first(time, &MONTHS, " de ")
    },
    read_whole: "Ler o texto inteiro",
    empty: ("Ninguém escreveu nada ainda", "Seja a primeira pessoa a dizer o que acha."),
    write: "Escrever feedback",
    nothing_older: ("Isso era tudo", "Não há feedback mais antigo."),
    no_match: |prefix| format!("Nenhum título começa com {}", quoted(prefix)),
    no_match_hint: "Tente menos letras: só o começo do título é comparado.",
    search_goes_on: (
        "Nada encontrado até aqui",
        "Há feedbacks mais antigos em que ainda não se buscou.",
    ),
    no_further_match: ("Isso era tudo", "Nenhum título mais antigo começa assim."),
    pages: "Páginas da lista",
    older: "Mais antigos",
    newest: "Mais recentes",
    search_older: "Buscar nos mais antigos",
};
