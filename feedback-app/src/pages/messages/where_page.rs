//! The words about where the feedback is kept.

use storage_backends::{Answer, Confidence, Event, Place, Reason};

use super::quoted;
use crate::mend::Tool;

#[derive(Debug)]
pub(in super::super) struct WhereMessages {
    pub(in super::super) heading: &'static str,
    pub(in super::super) place: fn(&Place) -> String,
    pub(in super::super) location: &'static str,
    pub(in super::super) verdict: fn(Answer) -> &'static str,
    pub(in super::super) events: &'static str,
    pub(in super::super) event_column: &'static str,
    pub(in super::super) answer_column: &'static str,
    pub(in super::super) reason_column: &'static str,
    pub(in super::super) event: fn(Event) -> &'static str,
    pub(in super::super) answer: fn(Answer) -> &'static str,
    pub(in super::super) reason: fn(Reason) -> &'static str,
    pub(in super::super) mend: &'static str,
    pub(in super::super) mend_hint: &'static str,
    pub(in super::super) tool: fn(Tool) -> &'static str,
    pub(in super::super) evidence: &'static str,
    pub(in super::super) confidence: fn(Confidence) -> &'static str,
    pub(in super::super) no_evidence: &'static str,
    pub(in super::super) json: &'static str,
}

pub(super) const ENGLISH: WhereMessages = WhereMessages {
    heading: "Where feedback is kept",
    place: |place| match place {
        Place::ContainerLayer => "In the container itself, in its own writable layer.".into(),
        Place::AnonymousVolume => "In a volume of Docker that has no name.".into(),
        Place::NamedVolume { name } => format!("In the volume {} of Docker.", quoted(name)),
        Place::MemoryVolume => "In a volume of Docker that lives in memory, not on a disk.".into(),
        Place::BindMount => "In a folder of the host, mounted into the container.".into(),
        Place::Memory => "In memory, not on a disk.".into(),
        Place::PodVolume => "In a Kubernetes volume that lives as long as its pod.".into(),
        Place::NetworkFileSystem => "On another machine, over a network file system.".into(),
        Place::HostFolder => "In a folder of this machine, without a container.".into(),
        Place::Postgres => "On a PostgreSQL server.".into(),
        Place::Redis => "On a Redis server.".into(),
        Place::Unknown => "It could not be found out where.".into(),
    },
    location: "Its address:",
    verdict: |removal| match removal {
        Answer::Yes => "It outlives the container.",
        Answer::No => "It is lost with the container.",
        Answer::Unknown => "Whether it outlives the container is not known.",
    },
    events: "What it survives",
    event_column: "What happens",
    answer_column: "Is it still there?",
    reason_column: "Why",
    event: |event| match event {
        Event::Restart => "The container is stopped and started again",
        Event::Removal => "The container is removed and a new one is run",
        Event::DownWithVolumes => "docker compose down -v",
        Event::NewCode => "A new version: new image, container recreated by compose",
        Event::HostReboot => "The machine is rebooted in good order",
        Event::AnotherNode => "The container moves to another machine",
        Event::PowerLoss => "The machine loses power",
    },
    answer: |answer| match answer {
        Answer::Yes => "Yes",
        Answer::No => "No",
        Answer::Unknown => "Unknown",
    },
    reason: |reason| match reason {
        Reason::LayerStays => "The writable layer stays with its container.",
        Reason::LayerDeleted => "The writable layer is deleted with its container.",
        Reason::AnonymousTakenAlong => {
            "Compose gives the volume without a name to the container that replaces the old one."
        }
        Reason::AnonymousLeftBehind => {
            "A new container gets a new volume without a name; the old one is left behind."
        }
        Reason::VolumeStays => "Volumes are not part of the container.",
        Reason::VolumeDeleted => "-v deletes the volumes of the project.",
        Reason::FolderStays => "Docker deletes no folder of the host.",
        Reason::MemoryFreed => "Memory is given back when the container stops.",
        Reason::PodEnds => "The volume ends with its pod.",
        Reason::OneMachine => "The bytes are on the disk of this one machine.",
        Reason::Shared => "Other machines reach the same storage.",
        Reason::NoContainer => "There is no container that could be removed.",
        Reason::Synced => "Each feedback is on the disk before its writer is thanked.",
        Reason::NotSynced => "The server says “kept” before the bytes are on its disk.",
        Reason::NotPersisted => "The server writes nothing to a disk.",
        Reason::Evicted => "The server drops data when its memory is full.",
        Reason::ServerStays => "The server is not part of this container.",
        Reason::ServerDecides => "It depends on where the server keeps its files.",
        Reason::Hidden => "It cannot be seen from here.",
    },
    mend: "How to keep it",
    mend_hint: "Save what is there first, then use these lines:",
    tool: |tool| match tool {
        Tool::DockerRun => "With docker run",
        Tool::Compose => "In the compose file",
        Tool::Kubernetes => "In the pod’s manifest",
        Tool::Redis => "For the Redis server, with a volume for its folder",
        Tool::Postgres => "As a superuser of PostgreSQL",
    },
    evidence: "How this is known",
    confidence: |confidence| match confidence {
        Confidence::Certain => "The system says so itself:",
        Confidence::Likely => "It looks so, and is so on usual machines:",
        Confidence::Unsure => "This is a guess:",
    },
    no_evidence: "Nothing could be found out.",
    json: "The same for programs (JSON)",
};

pub(super) const BRAZILIAN_PORTUGUESE: WhereMessages = WhereMessages {
    heading: "Onde os feedbacks ficam guardados",
    place: |place| match place {
        Place::ContainerLayer => "No próprio contêiner, em sua camada gravável.".into(),
        Place::AnonymousVolume => "Em um volume do Docker que não tem nome.".into(),
        Place::NamedVolume { name } => format!("No volume {} do Docker.", quoted(name)),
        Place::MemoryVolume => "Em um volume do Docker que vive na memória, não em disco.".into(),
        Place::BindMount => "Em uma pasta do hospedeiro, montada no contêiner.".into(),
        Place::Memory => "Na memória, não em disco.".into(),
        Place::PodVolume => "Em um volume do Kubernetes que vive tanto quanto seu pod.".into(),
        Place::NetworkFileSystem => "Em outra máquina, por um sistema de arquivos em rede.".into(),
        Place::HostFolder => "Em uma pasta desta máquina, sem contêiner.".into(),
        Place::Postgres => "Em um servidor PostgreSQL.".into(),
        Place::Redis => "Em um servidor Redis.".into(),
        Place::Unknown => "Não foi possível descobrir onde.".into(),
    },
    location: "Endereço:",
    verdict: |removal| match removal {
        Answer::Yes => "Sobrevive ao contêiner.",
        Answer::No => "Perde-se junto com o contêiner.",
        Answer::Unknown => "Não se sabe se sobrevive ao contêiner.",
    },
    events: "Ao que sobrevive",
    event_column: "O que acontece",
    answer_column: "Continua lá?",
    reason_column: "Por quê",
    event: |event| match event {
        Event::Restart => "O contêiner é parado e iniciado de novo",
        Event::Removal => "O contêiner é removido e outro é executado",
        Event::DownWithVolumes => "docker compose down -v",
        Event::NewCode => "Uma versão nova: outra imagem, contêiner recriado pelo compose",
        Event::HostReboot => "A máquina é reiniciada normalmente",
        Event::AnotherNode => "O contêiner muda para outra máquina",
        Event::PowerLoss => "A máquina fica sem energia",
    },
    answer: |answer| match answer {
        Answer::Yes => "Sim",
        Answer::No => "Não",
        Answer::Unknown => "Não se sabe",
    },
    reason: |reason| match reason {
        Reason::LayerStays => "A camada gravável fica com seu contêiner.",
        Reason::LayerDeleted => "A camada gravável é apagada com seu contêiner.",
        Reason::AnonymousTakenAlong => {
            "O compose entrega o volume sem nome ao contêiner que substitui o antigo."
        }
        Reason::AnonymousLeftBehind => {
            "Um contêiner novo recebe um novo volume sem nome; o antigo fica para trás."
        }
        Reason::VolumeStays => "Volumes não fazem parte do contêiner.",
        Reason::VolumeDeleted => "-v apaga os volumes do projeto.",
        Reason::FolderStays => "O Docker não apaga pastas do hospedeiro.",
        Reason::MemoryFreed => "A memória é devolvida quando o contêiner para.",
        Reason::PodEnds => "O volume acaba com seu pod.",
        Reason::OneMachine => "Os bytes estão no disco desta única máquina.",
        Reason::Shared => "Outras máquinas alcançam o mesmo armazenamento.",
        Reason::NoContainer => "Não há contêiner que possa ser removido.",
        Reason::Synced => "Cada feedback está no disco antes que se agradeça por ele.",
        Reason::NotSynced => "O servidor diz “guardado” antes de os bytes estarem em seu disco.",
        Reason::NotPersisted => "O servidor não grava nada em disco.",
        Reason::Evicted => "O servidor descarta dados quando sua memória enche.",
        Reason::ServerStays => "O servidor não faz parte deste contêiner.",
        Reason::ServerDecides => "Depende de onde o servidor guarda seus arquivos.",
        Reason::Hidden => "Não dá para ver daqui.",
    },
    mend: "Como não perder",
    mend_hint: "Antes salve o que já existe; depois use estas linhas:",
    tool: |tool| match tool {
        Tool::DockerRun => "Com docker run",
        Tool::Compose => "No arquivo do compose",
        Tool::Kubernetes => "No manifesto do pod",
        Tool::Redis => "Para o servidor Redis, com um volume para sua pasta",
        Tool::Postgres => "Como superusuário do PostgreSQL",
    },
    evidence: "Como se sabe disso",
    confidence: |confidence| match confidence {
        Confidence::Certain => "O próprio sistema diz:",
        Confidence::Likely => "Parece ser assim, e é assim em máquinas comuns:",
        Confidence::Unsure => "Isto é um palpite:",
    },
    no_evidence: "Nada pôde ser descoberto.",
    json: "O mesmo para programas (JSON)",
};
