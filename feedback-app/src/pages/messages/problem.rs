//! The words for what goes wrong.

use super::super::Problem;

#[derive(Debug)]
pub(in super::super) struct ProblemMessages {
    pub(in super::super) of: fn(Problem) -> ProblemWords,
    pub(in super::super) request_id: &'static str,
    pub(in super::super) to_form: &'static str,
    pub(in super::super) to_list: &'static str,
}

/// What is said of one problem.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct ProblemWords {
    pub(in super::super) heading: &'static str,
    /// What happened, and what to do.
    pub(in super::super) text: &'static str,
}

const fn words(heading: &'static str, text: &'static str) -> ProblemWords {
    ProblemWords { heading, text }
}

pub(super) const ENGLISH: ProblemMessages = ProblemMessages {
    of: |problem| match problem {
        Problem::BadRequest => words(
            "This request makes no sense",
            "The app did not understand what was sent. Go to the list and try again from there.",
        ),
        Problem::NotFound => words(
            "There is no such page",
            "The address may be mistyped, or the link that led here is wrong.",
        ),
        Problem::NoFeedback => words(
            "There is no such feedback",
            "Nobody has written it, or it was deleted. The list shows what there is.",
        ),
        Problem::OtherSite => words(
            "This form came from another site",
            "To protect you, feedback is taken only from this site’s own form. Nothing was kept. \
             Please write it there.",
        ),
        Problem::WrongMethod => words(
            "This page cannot be used that way",
            "The address is right, but what was asked of it is not. Go to the list and try again \
             from there.",
        ),
        Problem::Timeout => words(
            "This took too long",
            "What you sent did not arrive in time, and nothing was kept. Go back to the form, \
             where your browser may still have what you wrote, and send it again.",
        ),
        Problem::TooLarge => words(
            "This is too much at once",
            "Feedback is up to 65,536 plain letters long. Nothing was kept. Go back to the form, \
             shorten it, and send it again.",
        ),
        Problem::WrongType => words(
            "This was not sent by the form",
            "The app takes feedback as its own form sends it. Nothing was kept. Programs use the \
             API.",
        ),
        Problem::BadCursor => words(
            "This page of the list does not exist",
            "The address is not one that the list has given. Begin again with the newest feedback.",
        ),
        Problem::Internal => words(
            "Something went wrong on our side",
            "Please try again. If it stays like this, tell whoever runs this site, with the \
             number below.",
        ),
        Problem::Damaged => words(
            "This feedback cannot be read",
            "What is stored under this title is damaged. Please tell whoever runs this site, with \
             the number below.",
        ),
        Problem::Unavailable => words(
            "Back in a moment",
            "The place where feedback is kept does not answer right now. Please try again in a few \
             seconds.",
        ),
        Problem::Full => words(
            "There is no room left",
            "Your feedback was not kept. Please tell whoever runs this site, and try again later.",
        ),
    },
    request_id: "Number of this request:",
    to_form: "Go to the form",
    to_list: "Go to the list",
};

pub(super) const BRAZILIAN_PORTUGUESE: ProblemMessages = ProblemMessages {
    of: |problem| match problem {
        Problem::BadRequest => words(
            "Este pedido não faz sentido",
            "O aplicativo não entendeu o que foi enviado. Vá para a lista e tente de novo a \
             partir dela.",
        ),
        Problem::NotFound => words(
            "Esta página não existe",
            "O endereço pode ter sido digitado errado, ou o link que trouxe até aqui está errado.",
        ),
        Problem::NoFeedback => words(
            "Este feedback não existe",
            "Ninguém o escreveu, ou ele foi apagado. A lista mostra o que existe.",
        ),
        Problem::OtherSite => words(
            "Este formulário veio de outro site",
            "Para proteger você, só se aceitam feedbacks do formulário deste site. Nada foi \
             guardado. Escreva por lá.",
        ),
        Problem::WrongMethod => words(
            "Esta página não pode ser usada assim",
            "O endereço está certo, mas o que se pediu a ele não. Vá para a lista e tente de novo \
             a partir dela.",
        ),
        Problem::Timeout => words(
            "Isso demorou demais",
            "O que você enviou não chegou a tempo, e nada foi guardado. Volte ao formulário, onde \
             seu navegador talvez ainda tenha o que você escreveu, e envie de novo.",
        ),
        Problem::TooLarge => words(
            "Isso é demais de uma vez",
            "Um feedback tem até 65.536 letras simples. Nada foi guardado. Volte ao formulário, \
             encurte-o e envie de novo.",
        ),
        Problem::WrongType => words(
            "Isso não foi enviado pelo formulário",
            "O aplicativo aceita feedbacks como o formulário dele os envia. Nada foi guardado. \
             Programas usam a API.",
        ),
        Problem::BadCursor => words(
            "Esta página da lista não existe",
            "O endereço não é um dos que a lista deu. Comece de novo pelos mais recentes.",
        ),
        Problem::Internal => words(
            "Algo deu errado do nosso lado",
            "Tente de novo. Se continuar assim, avise quem cuida deste site, com o número abaixo.",
        ),
        Problem::Damaged => words(
            "Este feedback não pode ser lido",
            "O que está guardado com este título está danificado. Avise quem cuida deste site, \
             com o número abaixo.",
        ),
        Problem::Unavailable => words(
            "Voltamos já",
            "O lugar onde os feedbacks são guardados não responde agora. Tente de novo em alguns \
             segundos.",
        ),
        Problem::Full => words(
            "Não há mais espaço",
            "Seu feedback não foi guardado. Avise quem cuida deste site e tente de novo mais \
             tarde.",
        ),
    },
    request_id: "Número deste pedido:",
    to_form: "Ir para o formulário",
    to_list: "Ir para a lista",
};
