//! The command line. Each flag has an environment variable; flags win.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

/// A feedback site that keeps what people write: in files, PostgreSQL or Redis.
#[derive(Debug, Parser)]
#[command(name = "feedback-app", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; to serve where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of `serve`, which may be given without its name.
    #[command(flatten)]
    pub serve: ServeArgs,
    /// What is logged, whatever the command.
    #[command(flatten)]
    pub log: LogArgs,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site and its API (the default)
    Serve(ServeArgs),
    /// Ask the server in this container whether it is alive; for HEALTHCHECK
    Healthcheck(HealthcheckArgs),
    /// Tell where the data live and what that survives
    Where(WhereArgs),
    /// Write all feedback to standard output, a JSON object a line
    Export(ExportArgs),
    /// Keep the feedback that standard input tells, a JSON object a line
    Import(ImportArgs),
    /// Copy all feedback from one store into another, and compare them
    Copy(CopyArgs),
}

/// Settings of the server.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where to listen.
    #[command(flatten)]
    pub listen: ListenArgs,
    /// Where the feedback is kept.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Token that allows deleting, sent as `Authorization: Bearer TOKEN`
    ///
    /// Without it nothing can be deleted over HTTP. Other users of the machine can see flags: use
    /// the variable or the file.
    #[arg(long, env = "FEEDBACK_ADMIN_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub admin_token: Option<SecretString>,
    /// File that holds the admin token
    #[arg(long, env = "FEEDBACK_ADMIN_TOKEN_FILE", value_name = "PATH")]
    pub admin_token_file: Option<PathBuf>,
    /// What to do where removing the container would lose the data
    #[arg(long, env = "FEEDBACK_DURABILITY", value_enum, default_value_t, value_name = "POLICY")]
    pub durability: DurabilityPolicy,
}

/// The address of the server.
#[derive(Clone, Copy, Debug, Args)]
pub struct ListenArgs {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(
        long,
        env = "FEEDBACK_LISTEN",
        default_value = "127.0.0.1:3000",
        value_name = "ADDRESS:PORT",
        value_parser = parse_address
    )]
    pub listen: SocketAddr,
}

/// The store, by its URL or by a file that holds the URL.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// URL of the store [default: file:./feedback]
    ///
    /// One of file:./folder, file:/absolute/folder, postgres://user:password@host:5432/database and
    /// redis://host:6379/0 (rediss:// with TLS).
    #[arg(long, env = "FEEDBACK_STORE", hide_env_values = true, value_name = "URL")]
    pub store: Option<SecretString>,
    /// File that holds the URL of the store
    #[arg(long, env = "FEEDBACK_STORE_FILE", value_name = "PATH")]
    pub store_file: Option<PathBuf>,
}

/// Settings of `healthcheck`.
#[derive(Debug, Args)]
pub struct HealthcheckArgs {
    /// Where the server listens.
    #[command(flatten)]
    pub listen: ListenArgs,
}

/// Settings of `where`.
#[derive(Debug, Args)]
pub struct WhereArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Answer with JSON, as GET /api/where does
    #[arg(long)]
    pub json: bool,
}

/// Settings of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// How long a store that is away is waited for.
    #[command(flatten)]
    pub patience: PatienceArgs,
}

/// Settings of `import`.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// Which store.
    #[command(flatten)]
    pub store: StoreArgs,
    /// Which exit status to end with where something else is stored under a title
    ///
    /// What is stored is never changed, and each such title is told.
    #[arg(long, env = "FEEDBACK_ON_CONFLICT", value_enum, default_value_t, value_name = "POLICY")]
    pub on_conflict: ConflictPolicy,
    /// How long a store that is away is waited for.
    #[command(flatten)]
    pub patience: PatienceArgs,
}

/// Settings of `copy`.
#[derive(Debug, Args)]
pub struct CopyArgs {
    /// URL of the store to copy from
    ///
    /// Other users of the machine can see flags: where it holds a password, use the variable or the
    /// file.
    #[arg(
        long,
        env = "FEEDBACK_COPY_FROM",
        hide_env_values = true,
        value_name = "URL",
        required_unless_present = "from_file"
    )]
    pub from: Option<SecretString>,
    /// File that holds the URL of the store to copy from
    #[arg(long, env = "FEEDBACK_COPY_FROM_FILE", value_name = "PATH")]
    pub from_file: Option<PathBuf>,
    /// URL of the store to copy to
    #[arg(
        long,
        env = "FEEDBACK_COPY_TO",
        hide_env_values = true,
        value_name = "URL",
        required_unless_present = "to_file"
    )]
    pub to: Option<SecretString>,
    /// File that holds the URL of the store to copy to
    #[arg(long, env = "FEEDBACK_COPY_TO_FILE", value_name = "PATH")]
    pub to_file: Option<PathBuf>,
    /// How long a store that is away is waited for.
    #[command(flatten)]
    pub patience: PatienceArgs,
}

/// How long a command waits for a store.
#[derive(Clone, Copy, Debug, Args)]
pub struct PatienceArgs {
    /// Wait so many seconds for a store that is away, before giving up
    #[arg(
        long = "patience",
        env = "FEEDBACK_PATIENCE",
        default_value_t = 60,
        value_name = "SECONDS",
        value_parser = clap::value_parser!(u32).range(..=86_400)
    )]
    pub seconds: u32,
}

/// What is logged to standard error, and how.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// What to log: a level, or directives such as info,storage_backends=debug
    #[arg(
        long,
        env = "FEEDBACK_LOG",
        default_value = "info",
        global = true,
        value_name = "FILTER",
        value_parser = parse_filter
    )]
    pub log: String,
    /// Form of the log lines
    #[arg(
        long,
        env = "FEEDBACK_LOG_FORMAT",
        value_enum,
        default_value_t,
        global = true,
        value_name = "FORMAT"
    )]
    pub log_format: LogFormat,
}

/// What to do where removing the container would lose the data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DurabilityPolicy {
    /// Say so in the log and on every page
    #[default]
    Warn,
    /// Refuse to start
    Require,
}

/// Which exit status to end with where something else is stored under a title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ConflictPolicy {
    /// 1, after the rest was imported
    #[default]
    Fail,
    /// 0, as if it had been there
    Skip,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    #[default]
    Text,
    /// For programs: a JSON object a line
    Json,
}

fn parse_address(address: &str) -> Result<SocketAddr, String> {
    address.parse().map_err(|_| {
        "it must be an IP address and a port, such as 127.0.0.1:3000, 0.0.0.0:80 or [::1]:3000"
            .to_owned()
    })
}

/// The filter is made again from its text where it is used, as it cannot be cloned.
fn parse_filter(filter: &str) -> Result<String, String> {
    EnvFilter::builder().parse(filter).map(|_| filter.to_owned()).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serving_is_what_is_done_where_nothing_is_said() {
        let cli = Cli::try_parse_from(["feedback-app", "--listen", "[::1]:80"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.serve.listen.listen.to_string(), "[::1]:80");
        let cli = Cli::try_parse_from(["feedback-app", "serve", "--durability", "require"]);
        let Some(Command::Serve(serve)) = cli.unwrap().command else { panic!("it is serve") };
        assert_eq!(serve.durability, DurabilityPolicy::Require);
    }

    #[test]
    fn a_copy_needs_both_its_stores() {
        let copy = |arguments: &[&str]| {
            let arguments = ["feedback-app", "copy"].iter().chain(arguments);
            Cli::try_parse_from(arguments).map_err(|error| error.to_string())
        };
        assert!(copy(&["--from", "file:a", "--to-file", "b"]).is_ok());
        assert!(copy(&["--from", "file:a"]).unwrap_err().contains("--to <URL>"));
        assert!(copy(&["--to", "file:a"]).unwrap_err().contains("--from <URL>"));
    }

    #[test]
    fn a_wrong_value_is_told_with_a_right_one() {
        let told = |arguments: [&str; 3]| Cli::try_parse_from(arguments).unwrap_err().to_string();
        assert!(told(["feedback-app", "--listen", "localhost"]).contains("127.0.0.1:3000"));
        assert!(told(["feedback-app", "--durability", "maybe"]).contains("warn, require"));
        assert!(told(["feedback-app", "--log-format", "xml"]).contains("text, json"));
        assert!(told(["feedback-app", "--log", "info,x=loud"]).contains("--log"));
    }

    #[test]
    fn secrets_are_not_shown() {
        let arguments = ["feedback-app", "--admin-token", "hush", "--store", "redis://:hush@h"];
        assert!(!format!("{:?}", Cli::try_parse_from(arguments).unwrap()).contains("hush"));
        let arguments = ["feedback-app", "copy", "--from", "redis://:hush@h", "--to", "hush"];
        assert!(!format!("{:?}", Cli::try_parse_from(arguments).unwrap()).contains("hush"));
    }
}
