import { useTranslation } from "react-i18next";
import { ContactLink, DomainLink, HostLink } from "@/ui/links";
import { Quiet } from "@/ui/quiet";
import { detailOf, partyOf } from "./waiting";

/** The name, host or contact that an operation is about. */
export function Subject({
  kind,
  subject,
  unicode,
}: {
  kind: string;
  subject: string;
  unicode?: string | null;
}) {
  if (kind === "Host") return <HostLink name={subject} />;
  if (kind === "Contact" && /^\d+$/.test(subject)) return <ContactLink number={Number(subject)} />;
  if (kind === "Domain") return <DomainLink name={subject} unicode={unicode} />;
  return <>{subject}</>;
}

/** `the registry sandbox`, `the vote of the present owner`. */
export function useWaitWords(): (who: string) => string {
  const { t } = useTranslation("operations");
  return (who) => {
    const party = partyOf(who);
    const detail = detailOf(who);
    if (party === "registry") return t("who.registry", { id: detail });
    if (party === "voters") return t(`who.side.${detail}`, { defaultValue: detail });
    return t(`who.${party}`);
  };
}

export function WaitsFor({ of }: { of: readonly { who: string }[] }) {
  const words = useWaitWords();
  if (of.length === 0) return <Quiet />;
  const all = of.map(({ who }) => words(who)).join(", ");
  return <span title={all}>{all}</span>;
}

/** The registry's code with its own words, which may be long. */
export function Reply({ code, message }: { code: number; message: string }) {
  if (code === 0 && !message) return <Quiet />;
  return (
    <span data-hint={message || String(code)}>
      {code > 0 && <span style={{ fontWeight: 600 }}>{code}</span>} {message}
    </span>
  );
}
