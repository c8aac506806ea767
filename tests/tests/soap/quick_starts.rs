//! The programs that the door's README prints, run as they stand.

use stories::Demo;

#[tokio::test]
async fn the_quick_starts_run() {
    let demo = Demo::start().await;
    for (language, program) in [("php", "php"), ("perl", "perl")] {
        let said = run(&demo, program, &code(language));
        assert!(said.starts_with("Done quick-start-"), "{language}: {said}");
        assert!(said.contains(" owner 1") && said.contains(" until 20"), "{language}: {said}");
    }
    demo.is_in_order().await;
}

/// The only block of a language.
fn code(language: &str) -> String {
    let readme = include_str!("../../../services/soap/README.md");
    let (_, rest) = readme.split_once(&format!("```{language}\n")).expect("a block");
    rest.split_once("\n```").expect("its end").0.to_owned()
}

fn run(demo: &Demo, program: &str, code: &str) -> String {
    let reseller = &demo.access()["resellers"][0];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("program");
    std::fs::write(&file, code).expect("written");
    let output = std::process::Command::new(program)
        .arg(&file)
        .env("SOAP_URL", demo.access()["soap"].as_str().expect("the door"))
        .env("DIST_ID", reseller["dist_id"].to_string())
        .env("DIST_PASSWD", reseller["password"].as_str().expect("a password"))
        .output()
        .expect("it starts: ops/test installs php-cli, php-soap and libsoap-lite-perl");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {errors}");
    String::from_utf8(output.stdout).expect("UTF-8")
}
