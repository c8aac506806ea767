//! The back office's pages in a browser: the stories of `services/back-office/stories`, against a demo of their own.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use stories::Demo;

/// Dozens of screens, three times each.
const PATIENCE: Duration = Duration::from_secs(540);

#[tokio::test(flavor = "multi_thread")]
async fn people_work_in_the_pages() {
    let office = Path::new(env!("CARGO_MANIFEST_DIR")).join("../services/back-office");
    assert!(office.join("dist/index.html").exists(), "the pages are built before the stories: see ops/test");
    let demo = Demo::start().await;
    let access = demo.data().join("access.json");
    let day = tokio::process::Command::new("node")
        .arg("stories/day.mjs")
        .arg(&access)
        .current_dir(&office)
        .stdin(Stdio::null())
        .output()
        .await
        .expect("node runs");
    assert!(day.status.success(), "{}", String::from_utf8_lossy(&day.stderr));
    let stories = tokio::process::Command::new("npm")
        .args(["run", "--silent", "stories"])
        .current_dir(&office)
        .env("REGISTRAR_ACCESS", &access)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let told = tokio::time::timeout(PATIENCE, stories).await.expect("the stories end").expect("npm runs");
    let (said, wrong) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    assert!(told.status.success(), "{said}\n{wrong}");
    println!("{said}");
}
