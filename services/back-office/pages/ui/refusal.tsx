import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NETWORK, type Refused } from "@/api/refused";

/** What the server found wrong with a field; nothing where nothing was. */
export type ErrorOf = (field: string) => ReactNode;

export function errorsAt(field: string, errors: readonly (Refused & { field?: string | null })[]): ReactNode {
  const found = errors.filter((error) => error.field === field);
  return found.length > 0 ? <Refusal of={found} /> : undefined;
}

/**
 * Why the server says no. It speaks English, and so do its own words in pages of another language: behind a sentence by
 * the code, because only they have the figures.
 */
export function Refusal({ of }: { of: readonly Refused[] }) {
  const { t, i18n } = useTranslation();
  // Without a network no words come either.
  if (of.some(({ code }) => code === NETWORK)) return t("error.network");
  if (i18n.language !== "en" || of.some(({ message }) => message === "")) return <ByCode of={of} />;
  return of.map(({ message }) => <Line key={message}>{message}</Line>);
}

/** Words come late the first time: until then nothing is said, so that nobody hears it twice. */
function ByCode({ of }: { of: readonly Refused[] }) {
  const { i18n, ready } = useTranslation("refusals", { useSuspense: false });
  if (!ready) return null;
  return [...new Set(of.map(({ code }) => code))].map((code, index) => {
    const words: string | undefined = i18n.getResource(i18n.language, "refusals", code);
    const messages = of.filter((one) => one.code === code && one.message !== "");
    const Said = words ? Detail : Line;
    return (
      <span key={code} style={{ display: "block", marginTop: index > 0 ? 4 : undefined }}>
        {words && <Line>{words}</Line>}
        {messages.map(({ message }) => (
          <Said key={message} lang="en">
            {message}
          </Said>
        ))}
      </span>
    );
  });
}

interface Said {
  children: string;
  lang?: string;
}

/** The space parts it from what follows for those who hear it. */
function Line({ children, lang }: Said) {
  return (
    <span style={{ display: "block" }} lang={lang}>
      {children}{" "}
    </span>
  );
}

/** Never larger than what it follows. */
function Detail({ children, lang }: Said) {
  return (
    <Text span display="block" c="dimmed" fz="min(1em, var(--mantine-font-size-xs))" lh={1.35} lang={lang}>
      {children}{" "}
    </Text>
  );
}
