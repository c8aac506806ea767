import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import "dayjs/locale/fr";
import dayjs from "dayjs";

export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

const KEPT = "registrar.language";
const files = import.meta.glob<{ default: Record<string, unknown> }>("../**/words.*.json");

/** `domains` is `screens/domains/words.en.json`, `manager/mail`, `ui/contact` and `refusals` those of their folders; `common` is this one's. */
function file(language: string, space: string): string {
  if (/^(manager|refusals|ui)\b/.test(space)) return `../${space}/words.${language}.json`;
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

/** Words come with the screen that says them. */
export async function startWords(): Promise<void> {
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
          (error: unknown) => done(error, null),
        );
      },
    })
    .init({
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

function speak(language: Language): void {
  document.documentElement.lang = language;
  dayjs.locale(language);
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await i18next.changeLanguage(language);
  speak(language);
}
