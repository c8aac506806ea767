import i18next, { type FlatNamespace } from "i18next";
import { initReactI18next } from "react-i18next";
import "dayjs/locale/fr";
import dayjs from "dayjs";

export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

const KEPT = "registrar.language";
const files = import.meta.glob<{ default: Record<string, unknown> }>("../**/words.*.json");

/** `domains` is `screens/domains/words.en.json`, `manager/mail`, `ui/contact`, `events` and `refusals` those of their folders; `common` is this one's. */
function file(language: string, space: string): string {
  if (/^(events|manager|refusals|ui)\b/.test(space)) return `../${space}/words.${language}.json`;
  return space === "common" ? `./words.${language}.json` : `../screens/${space}/words.${language}.json`;
}

function paths(language: string, space: string): string {
  const wanted = file(language, space);
  return (
    Object.keys(files).find((path) => path === wanted || path.endsWith(wanted.replace(/^\.\.?/, ""))) ??
    wanted
  );
}

export function chosenLanguage(): Language {
  const kept = localStorage.getItem(KEPT) ?? navigator.language.slice(0, 2);
  return kept === "fr" ? "fr" : "en";
}

let started: Promise<void> | undefined;

/** The common words, in the language of whoever reads; once. */
export function startWords(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  await i18next
    .use(initReactI18next)
    .use({
      type: "backend",
      init: () => undefined,
      read: (language: string, space: string, done: (error: unknown, words: unknown) => void) => {
        const load = files[paths(language, space)];
        if (!load) return done(new Error(`no words: ${language}/${space}`), null);
        load().then(
          (loaded) => done(null, loaded.default),
          // Not `null`: then they would never be asked for again.
          (error: unknown) => done(error, true),
        );
      },
    })
    .init({
      // Asked for now, before everything else that is under way.
      initAsync: false,
      maxRetries: 0,
      lng: chosenLanguage(),
      fallbackLng: "en",
      supportedLngs: languages,
      ns: ["common"],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
      react: { useSuspense: true },
    });
  speak(i18next.language as Language);
}

/**
 * A part of the pages together with the words that it says, which begin to come at once: it comes whole, and waits for
 * nothing when it is shown. A test holds the names of the words against what the part says.
 */
export async function spoken<Part>(part: () => Promise<Part>, ...words: FlatNamespace[]): Promise<Part> {
  const [found] = await Promise.all([part(), learn(words)]);
  return found;
}

async function learn(words: readonly FlatNamespace[]): Promise<void> {
  // Which language it is must be known.
  await startWords();
  const known = (area: string) => i18next.languages.every((one) => i18next.hasResourceBundle(one, area));
  // Whoever asks for words waits for all that are under way.
  if (words.every(known)) return;
  await new Promise<void>((done, fail) => {
    void i18next.loadNamespaces(words, (errors: unknown) => (errors ? fail([errors].flat()[0]) : done()));
  });
}

function speak(language: Language): void {
  document.documentElement.lang = language;
  dayjs.locale(language);
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
  speak(language);
}
