//! The suite that every store passes, on a real PostgreSQL.

use tests::servers::Postgres;

storage_backends::conformance!(
    Postgres::start,
    #[ignore = "needs PostgreSQL: run cargo xtask test"]
);
