//! The words around every page.

#[derive(Debug)]
pub(in super::super) struct FrameMessages {
    pub(in super::super) site: &'static str,
    pub(in super::super) skip: &'static str,
    pub(in super::super) navigation: &'static str,
    pub(in super::super) write: &'static str,
    pub(in super::super) read: &'static str,
    pub(in super::super) where_page: &'static str,
    pub(in super::super) docs: &'static str,
    pub(in super::super) warning: &'static str,
    pub(in super::super) loses: &'static str,
    pub(in super::super) how_to_mend: &'static str,
}

pub(super) const ENGLISH: FrameMessages = FrameMessages {
    site: "Feedback",
    skip: "Skip to the content",
    navigation: "Main",
    write: "Write",
    read: "Read",
    where_page: "Where it is kept",
    docs: "API for programs",
    warning: "Warning",
    loses: "What is written here will be lost when this container is removed.",
    how_to_mend: "See why, and how to keep it",
};

pub(super) const BRAZILIAN_PORTUGUESE: FrameMessages = FrameMessages {
    site: "Feedback",
    skip: "Pular para o conteúdo",
    navigation: "Principal",
    write: "Escrever",
    read: "Ler",
    where_page: "Onde fica guardado",
    docs: "API para programas",
    warning: "Aviso",
    loses: "O que for escrito aqui será perdido quando este contêiner for removido.",
    how_to_mend: "Veja por quê e como evitar",
};
