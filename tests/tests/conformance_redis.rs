//! The suite that every store passes, on a real Redis.

use tests::servers::Redis;

storage_backends::conformance!(Redis::start, #[ignore = "needs Redis: run cargo xtask test"]);
