//! The pages are built by npm, before this crate. Without them the program is whole but for its pages, and says so.

fn main() {
    println!("cargo::rerun-if-changed=dist");
    std::fs::create_dir_all("dist").expect("the folder of this crate can be written");
}
