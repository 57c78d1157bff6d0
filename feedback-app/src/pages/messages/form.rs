//! The words of the form.

use storage_backends::{TextError, TitleError};

use super::super::FieldError;
use super::quoted;

#[derive(Debug)]
pub(in super::super) struct FormMessages {
    pub(in super::super) heading: &'static str,
    pub(in super::super) lead: &'static str,
    pub(in super::super) title: &'static str,
    pub(in super::super) title_hint: &'static str,
    pub(in super::super) text: &'static str,
    pub(in super::super) text_hint: &'static str,
    pub(in super::super) send: &'static str,
    pub(in super::super) error: &'static str,
    pub(in super::super) errors: &'static str,
    pub(in super::super) errors_hint: &'static str,
    pub(in super::super) title_error: fn(FieldError<TitleError>) -> String,
    pub(in super::super) text_error: fn(FieldError<TextError>) -> String,
    pub(in super::super) title_taken: &'static str,
    pub(in super::super) read_existing: fn(&str) -> String,
    /// A heading and what to do.
    pub(in super::super) unavailable: (&'static str, &'static str),
    pub(in super::super) full: (&'static str, &'static str),
    pub(in super::super) failed: (&'static str, &'static str),
    pub(in super::super) look_in_list: &'static str,
}

pub(super) const ENGLISH: FormMessages = FormMessages {
    heading: "What do you think?",
    lead: "Say what is good and what is not, in your own words. Everybody can read it.",
    title: "Title",
    title_hint: "A few words that no other feedback has as its title. At most 251 plain letters; \
                 accents, emoji and other scripts take more room.",
    text: "Your feedback",
    text_hint: "As long as you like, up to 65,536 plain letters.",
    send: "Send feedback",
    error: "Error:",
    errors: "Not sent yet",
    errors_hint: "What you wrote is still here. Please mend this and send it again:",
    title_error: |error| {
        match error {
            FieldError::Missing | FieldError::Rule(TitleError::Empty) => "Enter a title.",
            FieldError::Repeated => "The title arrived more than once. Send it once.",
            FieldError::NotUtf8 => "The title is not written in UTF-8. Type it again.",
            FieldError::Rule(TitleError::TooLong) => {
                "The title is too long. Shorten it to 251 plain letters, or fewer with accents, \
                 emoji or other scripts."
            }
            FieldError::Rule(TitleError::Control) => {
                "The title holds a character that cannot be seen, such as a tab or a line break. \
                 Type it again."
            }
        }
        .to_owned()
    },
    text_error: |error| {
        match error {
            FieldError::Missing | FieldError::Rule(TextError::Empty) => "Write your feedback.",
            FieldError::Repeated => "Your feedback arrived more than once. Send it once.",
            FieldError::NotUtf8 => "Your feedback is not written in UTF-8. Type it again.",
            FieldError::Rule(TextError::TooLong) => {
                "Your feedback is too long. Shorten it to 65,536 plain letters, or fewer with \
                 accents, emoji or other scripts."
            }
            FieldError::Rule(TextError::Nul) => {
                "Your feedback holds a NUL character, which cannot be kept. Type it again."
            }
        }
        .to_owned()
    },
    title_taken: "This title is taken. Choose another one.",
    read_existing: |title| format!("Read the feedback {}", quoted(title)),
    unavailable: (
        "Your feedback may not have arrived",
        "The place where feedback is kept does not answer. What you wrote is still here. Look in \
         the list, and if it is not there, send it again in a moment.",
    ),
    full: (
        "Your feedback was not kept",
        "There is no room left for it. What you wrote is still here. Please tell whoever runs \
         this site, and send it again later.",
    ),
    failed: (
        "Your feedback was not kept",
        "Something went wrong on our side. What you wrote is still here. Please send it again; if \
         that does not help, tell whoever runs this site.",
    ),
    look_in_list: "Look in the list",
};

pub(super) const BRAZILIAN_PORTUGUESE: FormMessages = FormMessages {
    heading: "O que você acha?",
    lead: "Conte o que é bom e o que não é, com suas palavras. Todo mundo pode ler.",
    title: "Título",
    title_hint: "Algumas palavras que nenhum outro feedback tenha como título. No máximo 251 \
                 letras simples; acentos, emojis e outras escritas ocupam mais espaço.",
    text: "Seu feedback",
    text_hint: "Do tamanho que quiser, até 65.536 letras simples.",
    send: "Enviar feedback",
    error: "Erro:",
    errors: "Ainda não foi enviado",
    errors_hint: "O que você escreveu continua aqui. Corrija isto e envie de novo:",
    title_error: |error| {
        match error {
            FieldError::Missing | FieldError::Rule(TitleError::Empty) => "Digite um título.",
            FieldError::Repeated => "O título chegou mais de uma vez. Envie-o uma vez só.",
            FieldError::NotUtf8 => "O título não está em UTF-8. Digite-o de novo.",
            FieldError::Rule(TitleError::TooLong) => {
                "O título é longo demais. Encurte-o para 251 letras simples, ou menos com acentos, \
                 emojis ou outras escritas."
            }
            FieldError::Rule(TitleError::Control) => {
                "O título tem um caractere invisível, como uma tabulação ou quebra de linha. \
                 Digite-o de novo."
            }
        }
        .to_owned()
    },
    text_error: |error| {
        match error {
            FieldError::Missing | FieldError::Rule(TextError::Empty) => "Escreva seu feedback.",
            FieldError::Repeated => "Seu feedback chegou mais de uma vez. Envie-o uma vez só.",
            FieldError::NotUtf8 => "Seu feedback não está em UTF-8. Digite-o de novo.",
            FieldError::Rule(TextError::TooLong) => {
                "Seu feedback é longo demais. Encurte-o para 65.536 letras simples, ou menos com \
                 acentos, emojis ou outras escritas."
            }
            FieldError::Rule(TextError::Nul) => {
                "Seu feedback tem um caractere NUL, que não pode ser guardado. Digite-o de novo."
            }
        }
        .to_owned()
    },
    title_taken: "Este título já está em uso. Escolha outro.",
    read_existing: |title| format!("Ler o feedback {}", quoted(title)),
    unavailable: (
        "Talvez seu feedback não tenha chegado",
        "O lugar onde os feedbacks são guardados não responde. O que você escreveu continua aqui. \
         Procure na lista e, se não estiver lá, envie de novo daqui a pouco.",
    ),
    full: (
        "Seu feedback não foi guardado",
        "Não há mais espaço para ele. O que você escreveu continua aqui. Avise quem cuida deste \
         site e envie de novo mais tarde.",
    ),
    failed: (
        "Seu feedback não foi guardado",
        "Algo deu errado do nosso lado. O que você escreveu continua aqui. Envie de novo; se não \
         adiantar, avise quem cuida deste site.",
    ),
    look_in_list: "Procurar na lista",
};
