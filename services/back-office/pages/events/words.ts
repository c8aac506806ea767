import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { plainWords } from "./name";

/**
 * What the journal calls an event, in the reader's language. English is made of the name itself, so its own words are
 * none; where a name means something else in a stream of one type, that type has a word of its own.
 */
export function useEventWords(): (kind: string, stream: string) => string {
  const { i18n } = useTranslation("events");
  const { language } = i18n;
  return useCallback(
    (kind: string, stream: string) => {
      const [type = ""] = stream.split("/");
      const known = (key: string): string | undefined => i18n.getResource(language, "events", key);
      return known(`${type}.${kind}`) ?? known(kind) ?? plainWords(kind);
    },
    [i18n, language],
  );
}
