import type { TFunction } from "i18next";
import { plainWords } from "@/events/name";

type Words = TFunction<["ledger", "common"]>;

/** Settled, Refunded … in the reader's language; a kind that no word is known of as the journal has it. */
export function kindWords(t: Words, kind: string): string {
  return t(`kinds.${kind}` as "kinds.Bought", { defaultValue: plainWords(kind) });
}

export function bookWords(t: Words, book: string): string {
  return t(`booksOf.${book}` as "booksOf.spent", { defaultValue: book });
}

export function meansWords(t: Words, means: string): string {
  return t(`means.${means.toUpperCase()}` as "means.TRANSFER", { defaultValue: means });
}
