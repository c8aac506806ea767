//! The consent to a trade or a transfer on paper: for a registry, a court, or whoever asks for the proof.

use crate::invoice::imprint;
use crate::layout::{Align, Column, Layout, MARGIN, PaperError, RIGHT, bold, faint, plain};
use crate::words::Language;
use application::{ConsentEvent, ConsentLetter, ConsentParty, ConsentSheet, ConsentVote};
use domain_model::values::DomainName;
use domain_model::vote::{Choice, Voter};
use projections::votes::{Matter, VoteKind, VoteSide};

/// The dossier of a trade or a transfer as a PDF, in the language of its account.
///
/// # Errors
/// The document could not be drawn.
pub fn consent_pdf(sheet: &ConsentSheet) -> Result<Vec<u8>, PaperError> {
    let language = Language::from(sheet.locale);
    let mut page = Sheet { layout: Layout::new()?, language, sheet };
    page.head();
    page.parties();
    page.letters();
    page.votes();
    page.outcome();
    page.events();
    page.proof();
    let title = format!("{} {}", language.says("Dossier d'accord", "Consent dossier"), sheet.matter.stream);
    let footer: Vec<String> =
        sheet.seller.iter().map(|seller| imprint(seller, sheet.locale.into())).collect();
    page.layout.render(&title, language.code(), &footer)
}

struct Sheet<'s> {
    layout: Layout,
    language: Language,
    sheet: &'s ConsentSheet,
}

const SIZE: f32 = 7.5;

fn column(title: &'static str, width: f32) -> Column {
    Column { title, width, align: Align::Left }
}

impl Sheet<'_> {
    fn head(&mut self) {
        let (language, sheet, layout) = (self.language, self.sheet, &mut self.layout);
        let matter = &sheet.matter;
        layout.y = MARGIN + 14.0;
        let seller = sheet.seller.as_ref().map(|seller| seller.name.as_str()).unwrap_or_default();
        layout.put(MARGIN, bold(13.0), seller);
        layout.put_right(RIGHT, bold(15.0), language.says("DOSSIER D'ACCORD", "CONSENT DOSSIER"));
        layout.y += 14.0;
        let kind = match matter.kind {
            VoteKind::Trade => language.says("Changement de titulaire", "Change of the registrant"),
            VoteKind::TransferIn => language.says("Transfert entrant", "Transfer in"),
            VoteKind::TransferOut => language.says("Transfert sortant", "Transfer out"),
        };
        let account = matter.account.map(|account| account.to_string()).unwrap_or_default();
        let nichandle = sheet.nichandle.as_ref().map(|nichandle| format!(" ({nichandle})"));
        let first = sheet.events.first();
        let asked = first
            .map(|event| format!("{} – {} ({})", self.language.moment(event.at), event.actor, event.channel));
        let moment = |at| format!("{} UTC", language.moment(at));
        let facts = [
            (language.says("Objet", "Matter"), Some(format!("{kind} #{}", matter.number))),
            (language.says("Nom", "Name"), matter.name.as_ref().map(written)),
            (language.says("Compte", "Account"), Some(format!("{account}{}", nichandle.unwrap_or_default()))),
            (language.says("Demandé", "Asked for"), asked),
            (language.says("Règle", "Rule"), rule(&matter.matter)),
            (language.says("Échéance", "Deadline"), matter.deadline.map(moment)),
            (language.says("Gagnant", "Gaining"), matter.gaining.clone()),
            (language.says("État", "State"), Some(matter.state.clone())),
            (language.says("Établi le", "Made on"), Some(moment(sheet.made_at))),
        ];
        for (name, value) in facts {
            let Some(value) = value else { continue };
            layout.down(9.0);
            layout.put(MARGIN, faint(9.0), name);
            layout.put(MARGIN + 72.0, plain(9.0), &value);
        }
    }

    fn title(&mut self, words: &str) {
        self.layout.need(60.0);
        self.layout.y += 14.0;
        self.layout.down(10.0);
        self.layout.put(MARGIN, bold(10.0), words);
        self.layout.y += 3.0;
    }

    fn none(&mut self, words: &str) {
        self.layout.paragraph(MARGIN, RIGHT - MARGIN, faint(8.5), words);
    }

    fn parties(&mut self) {
        let language = self.language;
        self.title(language.says("Les parties", "The parties"));
        if self.sheet.parties.is_empty() {
            return self.none(language.says("Personne n'a été consulté.", "Nobody was asked."));
        }
        let columns = [
            column(language.says("Partie", "Side"), 90.0),
            column("Contact", 70.0),
            column(language.says("Adresse de courriel", "E-mail address"), 229.0),
            column(language.says("Depuis le", "Since"), 110.0),
        ];
        let row = |party: &ConsentParty| {
            vec![
                side(language, party.side).to_owned(),
                party.contact.map(|contact| contact.to_string()).unwrap_or_default(),
                address(language, party.email.as_deref()),
                language.moment(party.since),
            ]
        };
        self.layout.table(&columns, SIZE, self.sheet.parties.iter().map(row));
    }

    fn letters(&mut self) {
        let language = self.language;
        self.title(language.says("Les courriels", "The mails"));
        if self.sheet.letters.is_empty() {
            return self.none(language.says("Aucun courriel n'a été envoyé.", "No mail was sent."));
        }
        let columns = [
            column(language.says("Date", "Date"), 100.0),
            column(language.says("Partie", "Side"), 90.0),
            column(language.says("Envoi", "Mail"), 90.0),
            column(language.says("À", "To"), 219.0),
        ];
        let row = |letter: &ConsentLetter| {
            let number = format!("no {}", letter.serial);
            let mail = match letter.reminder {
                Some(day) => format!("{number}, {}{day}", language.says("rappel J+", "reminder of day ")),
                None => number,
            };
            let to = address(language, letter.email.as_deref());
            vec![language.moment(letter.at), side(language, letter.side).to_owned(), mail, to]
        };
        self.layout.table(&columns, SIZE, self.sheet.letters.iter().map(row));
    }

    fn votes(&mut self) {
        let language = self.language;
        self.title(language.says("Les réponses", "The votes"));
        if self.sheet.votes.is_empty() {
            return self.none(language.says("Personne n'a répondu.", "Nobody has voted."));
        }
        let columns = [
            column(language.says("Date", "Date"), 90.0),
            column(language.says("Partie", "Side"), 80.0),
            column(language.says("Réponse", "Vote"), 50.0),
            column(language.says("Par", "By"), 120.0),
            column(language.says("Preuve", "Evidence"), 159.0),
        ];
        let row = |cast: &ConsentVote| {
            let (by, evidence) = voter(language, &cast.vote.voter);
            vec![
                language.moment(cast.vote.at),
                side(language, cast.side).to_owned(),
                choice(language, cast.vote.choice).to_owned(),
                by,
                evidence,
            ]
        };
        self.layout.table(&columns, SIZE, self.sheet.votes.iter().map(row));
        // A digest is compared letter by letter: it stands on a line of its own.
        for cast in &self.sheet.votes {
            let Voter::ByOperator { evidence: Some(digest), .. } = &cast.vote.voter else { continue };
            let line = format!("Document ({}) : SHA-256 {digest}", side(language, cast.side));
            self.layout.paragraph(MARGIN, RIGHT - MARGIN, plain(SIZE), &line);
        }
    }

    fn outcome(&mut self) {
        let (language, matter) = (self.language, &self.sheet.matter);
        self.title(language.says("L'issue", "The outcome"));
        if let Some(answer) = &matter.answer {
            let (at, said) = (language.moment(answer.at), choice(language, answer.choice));
            let reason = answer.reason.as_deref().map(|reason| format!(" – {reason}"));
            let words = format!("{at} – {said} – {}{}", answer.by, reason.unwrap_or_default());
            self.layout.paragraph(MARGIN, RIGHT - MARGIN, plain(9.0), &words);
        }
        let Some(outcome) = &matter.outcome else {
            return self.none(language.says("Rien n'est encore décidé.", "Nothing is decided yet."));
        };
        let mut words = vec![language.moment(outcome.at), matter.state.clone()];
        words.extend(outcome.side.map(|of| side(language, of).to_owned()));
        words.extend(outcome.code.map(|code| code.to_string()));
        words.extend(outcome.words.clone());
        self.layout.paragraph(MARGIN, RIGHT - MARGIN, plain(9.0), &words.join(" – "));
    }

    fn events(&mut self) {
        let language = self.language;
        self.title(language.says("Les événements du journal", "The events of the journal"));
        let columns = [
            column("#", 24.0),
            column(language.says("Événement", "Event"), 80.0),
            column(language.says("Date", "When"), 82.0),
            column(language.says("Enregistré (UTC)", "Recorded (UTC)"), 96.0),
            column(language.says("Par", "By"), 127.0),
            column(language.says("Adresse", "Address"), 90.0),
        ];
        let row = |event: &ConsentEvent| {
            vec![
                event.sequence.to_string(),
                event.event_type.clone(),
                language.moment(event.at),
                event.recorded_at.format("%Y-%m-%d %H:%M:%S").to_string(),
                format!("{} ({})", event.actor, event.channel),
                event.address.clone().unwrap_or_default(),
            ]
        };
        self.layout.table(&columns, SIZE, self.sheet.events.iter().map(row));
    }

    /// What the dossier can be proven by: the chain of the stream.
    fn proof(&mut self) {
        let (language, stream) = (self.language, &self.sheet.matter.stream);
        let Some(last) = self.sheet.events.last() else { return };
        self.layout.need(70.0);
        self.layout.y += 12.0;
        let words = language.says(
            "Empreinte (SHA-256) du dernier événement, qui dépend de tous ceux qui précèdent :",
            "Hash (SHA-256) of the last event, which depends on all before it:",
        );
        self.layout.paragraph(MARGIN, RIGHT - MARGIN, plain(8.5), words);
        let line = format!("{stream} #{} {}", last.sequence, last.hash);
        self.layout.paragraph(MARGIN, RIGHT - MARGIN, bold(8.5), &line);
        let words = language.says(
            "« registrar audit verify » recalcule cette chaîne à partir du journal.",
            "\"registrar audit verify\" computes this chain again from the journal.",
        );
        self.layout.paragraph(MARGIN, RIGHT - MARGIN, faint(8.0), words);
    }
}

/// In A-labels, and as people write it where that differs.
fn written(name: &DomainName) -> String {
    let unicode = name.unicode();
    if unicode == name.as_str() { unicode } else { format!("{unicode} ({name})") }
}

fn rule(matter: &Matter) -> Option<String> {
    match matter {
        Matter::Trade(trade) => trade.dossier().map(|(terms, _)| terms.rule.clone()),
        Matter::Transfer(transfer) => transfer.inbound().map(|(terms, _)| terms.rule.clone()),
    }
}

fn side(language: Language, side: VoteSide) -> &'static str {
    match side {
        VoteSide::Owner => language.says("titulaire", "registrant"),
        VoteSide::NewOwner => language.says("nouveau titulaire", "new registrant"),
        VoteSide::Admin => language.says("contact administratif", "admin contact"),
    }
}

fn choice(language: Language, choice: Choice) -> &'static str {
    match choice {
        Choice::Accept => language.says("accepte", "accepts"),
        Choice::Refuse => language.says("refuse", "refuses"),
    }
}

fn address(language: Language, address: Option<&str>) -> String {
    address.map_or_else(|| language.says("effacée", "erased").to_owned(), str::to_owned)
}

/// Who voted, and what proves it.
fn voter(language: Language, voter: &Voter) -> (String, String) {
    match voter {
        Voter::ByLink { serial, address } => {
            let by = format!("{} no {serial}", language.says("lien du courriel", "link of mail"));
            let from = address.value().map_or(language.says("effacée", "erased"), String::as_str);
            (by, format!("{} {from}", language.says("adresse", "address")))
        }
        Voter::ByOperator { login, reason, .. } => (format!("operator:{login}"), reason.to_string()),
    }
}
