//! Every page in every state, checked against the rules of accessibility.

use tests::axe::assert_accessible;
use tests::browser::{Browser, Setup};

#[tokio::test]
#[ignore = "needs Chromium: run cargo xtask test"]
#[should_panic(expected = "image-alt")]
async fn a_page_that_breaks_a_rule_is_found_out() {
    let browser = Browser::start(Setup::default()).await;
    browser.open("data:text/html,<title>x</title><h1>A picture</h1><img src=x>").await;
    assert_accessible(&browser, "a picture without a text").await;
}
