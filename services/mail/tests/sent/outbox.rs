//! The outbox as a directory.

use crate::{at, ballot, letter, person, sender};
use application::ports::{Letter, MailError, Mailer, Part};
use domain_model::values::{Locale, Purpose, SealOwner};
use mail::OutboxMailer;
use std::collections::BTreeSet;
use std::path::Path;

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn numbered(id: &str, contact: u64, day: u32) -> Letter {
    let mut letter = letter(Locale::Fr, ballot(Part::Owner));
    (letter.id, letter.person, letter.written_at) = (id.to_owned(), person(contact), at(day));
    letter
}

#[tokio::test]
async fn files_sort_by_time_and_name_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = OutboxMailer::open(dir.path().join("made/outbox"), sender()).unwrap();
    for (id, day) in [("c", 3), ("a", 1), ("b", 2)] {
        outbox.send(&numbered(id, 151_049, day)).await.unwrap();
    }
    let names = names(&dir.path().join("made/outbox"));
    let times: Vec<&str> = names.iter().map(|name| name.split('-').next().unwrap()).collect();
    assert_eq!(times, ["20260801T121314000Z", "20260802T121314000Z", "20260803T121314000Z"]);
    for name in &names {
        assert!(name.ends_with(".eml"), "{name}");
        assert!(!name.contains("151049") && !name.contains("dupond") && !name.contains("free"), "{name}");
    }
}

#[tokio::test]
async fn the_same_letter_again_replaces_its_file_also_later_and_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = OutboxMailer::open(dir.path().to_owned(), sender()).unwrap();
    outbox.send(&numbered("trade-42-owner-1", 1, 1)).await.unwrap();
    let first = names(dir.path());
    outbox.send(&numbered("trade-42-owner-1", 1, 1)).await.unwrap();
    drop(outbox);
    let again = OutboxMailer::open(dir.path().to_owned(), sender()).unwrap();
    let mut later = numbered("trade-42-owner-1", 1, 2);
    later.locale = Locale::En;
    again.send(&later).await.unwrap();
    assert_eq!(names(dir.path()), first);
    let kept = std::fs::read_to_string(dir.path().join(&first[0])).unwrap();
    assert!(kept.contains("Content-Language: en"), "the file holds what was written last");
    again.send(&numbered("trade-42-owner-2", 1, 2)).await.unwrap();
    assert_eq!(names(dir.path()).len(), 2);
}

#[tokio::test]
async fn letters_written_at_once_are_all_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = std::sync::Arc::new(OutboxMailer::open(dir.path().to_owned(), sender()).unwrap());
    let mut sending = tokio::task::JoinSet::new();
    for round in 0..3 {
        for number in 0..8 {
            let outbox = outbox.clone();
            sending.spawn(async move {
                outbox.send(&numbered(&format!("letter-{number}"), number, 1 + round)).await.unwrap();
            });
        }
    }
    sending.join_all().await;
    let letters: BTreeSet<String> =
        names(dir.path()).iter().map(|name| name.split('-').nth(1).unwrap().to_owned()).collect();
    assert_eq!(letters.len(), 8);
    assert_eq!(names(dir.path()).len(), 8);
}

#[tokio::test]
async fn a_person_is_forgotten_with_what_a_crash_left_and_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = OutboxMailer::open(dir.path().to_owned(), sender()).unwrap();
    outbox.send(&numbered("a", 1, 1)).await.unwrap();
    // What a process that was killed while it wrote leaves behind.
    let key = names(dir.path())[0].split_once('-').unwrap().1.replace(".eml", "");
    std::fs::write(dir.path().join(format!(".{key}.tmp")), "To: dupond@free.fr").unwrap();
    outbox.send(&numbered("b", 1, 2)).await.unwrap();
    outbox.send(&numbered("c", 2, 3)).await.unwrap();
    assert_eq!(names(dir.path()).len(), 4);

    outbox.forget(&SealOwner::new("contact", 1, Purpose::Invoice)).await.unwrap();
    assert_eq!(names(dir.path()).len(), 4, "another purpose has another key");
    outbox.forget(&person(1)).await.unwrap();
    outbox.forget(&person(1)).await.unwrap();
    let left = names(dir.path());
    assert_eq!(left.len(), 1);
    assert!(left[0].starts_with("20260803T"));
}

#[tokio::test]
async fn a_person_is_forgotten_in_letters_to_others_too() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = OutboxMailer::open(dir.path().to_owned(), sender()).unwrap();
    let mentioning = |id: &str, contact, of: &[u64]| {
        let mut letter = numbered(id, contact, 1);
        letter.mentions = of.iter().map(|contact| person(*contact)).collect();
        letter
    };
    outbox.send(&mentioning("a", 1, &[2])).await.unwrap();
    outbox.send(&mentioning("b", 3, &[2, 4])).await.unwrap();
    outbox.send(&mentioning("c", 4, &[])).await.unwrap();
    // Written again when the other party had a name: still one letter.
    outbox.send(&mentioning("c", 4, &[1])).await.unwrap();
    assert_eq!(names(dir.path()).len(), 3);
    outbox.forget(&person(2)).await.unwrap();
    assert_eq!(names(dir.path()).len(), 1);
    outbox.forget(&person(1)).await.unwrap();
    assert!(names(dir.path()).is_empty());
}

#[tokio::test]
async fn a_directory_that_is_gone_is_tried_again_later() {
    let dir = tempfile::tempdir().unwrap();
    let outbox = OutboxMailer::open(dir.path().join("outbox"), sender()).unwrap();
    std::fs::remove_dir(dir.path().join("outbox")).unwrap();
    let failure = outbox.send(&numbered("a", 1, 1)).await.unwrap_err();
    assert!(matches!(&failure, MailError::Later { id, .. } if id == "a"));
    assert!(!failure.to_string().contains("dupond"));
    assert!(outbox.forget(&person(1)).await.is_err());
}
