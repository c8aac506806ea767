//! The back office's pages in a browser: the stories of `services/back-office/stories`, against a demo of their own.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use stories::{Demo, Provider};

/// Dozens of screens, three times each.
const PATIENCE: Duration = Duration::from_secs(450);

/// Runs the stories whose files have one of these names.
async fn told(demo: &Demo, names: &[&str]) {
    let office = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/back-office");
    assert!(office.join("dist/index.html").exists(), "the pages are built before the stories: see ops/test");
    let access = demo.data().join("access.json");
    let run = |program: &str, arguments: &[&str]| {
        let mut command = tokio::process::Command::new(program);
        command.args(arguments).current_dir(&office).stdin(Stdio::null()).kill_on_drop(true);
        command.env("REGISTRAR_ACCESS", &access).env("NO_COLOR", "1");
        command
    };
    let day = run("node", &["stories/day.mjs"]).arg(&access).output().await.expect("node runs");
    assert!(day.status.success(), "{}", String::from_utf8_lossy(&day.stderr));
    let mut arguments = vec!["run", "--silent", "stories", "--"];
    arguments.extend(names);
    let ended = tokio::time::timeout(PATIENCE, run("npm", &arguments).output()).await;
    let ended = ended.expect("the stories end").expect("npm runs");
    let (said, wrong) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{said}\n{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_accessible_in_both_colours_both_languages_and_on_a_phone() {
    told(&Demo::start().await, &["screens"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_dialog_is_accessible_in_both_colours_and_both_languages() {
    told(&Demo::start().await, &["dialogs"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_every_role_work_in_the_pages() {
    told(&Demo::start().await, &["day", "public"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_vouches_for_who_comes_to_the_pages() {
    let demo = Demo::prepare();
    let provider = Provider::start(&demo.address()).await;
    let mut demo = provider.behind(demo);
    demo.launch().await;
    told(&demo, &["provider"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn resellers_work_in_pages_of_their_own() {
    told(&Demo::start().await, &["manager", "people"]).await;
}
