import { FileInput, Loader, Text } from "@mantine/core";
import { IconFileCertificate } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Refused } from "@/api/refused";
import { Refusal } from "./refusal";

/** SHA-256, hexadecimal. */
export async function digestOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/** For whose vote a document is shown. */
export interface Shown {
  kind: string;
  number: number;
  side: string;
}

interface Kept {
  digest?: string;
  userErrors?: Refused[];
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Gives a document to the server as it is; its digest, or why it was not kept. */
async function keep(file: File, shown: Shown): Promise<{ digest: string } | { refused: Refused }> {
  const { kind, number, side } = shown;
  const asked = new URLSearchParams({ kind, number: String(number), side, name: file.name });
  const answer = await fetch(`/graphql/evidence?${asked}`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  const body = (await answer.json()) as Kept;
  if (body.digest) return { digest: body.digest };
  const [refused] = body.userErrors ?? [];
  const error = body.errors?.[0];
  const message = error?.message ?? `HTTP ${answer.status}`;
  return { refused: refused ?? { code: error?.extensions?.code ?? "", message } };
}

interface Props {
  /** Where it is kept with a vote; absent where only its digest goes to the server. */
  shown?: Shown;
  value: string | undefined;
  onChange: (digest: string | undefined) => void;
  error?: ReactNode;
  required?: boolean;
}

/**
 * A document that proves something. For a vote the server keeps it, sealed; elsewhere only its digest goes there, and
 * whoever keeps it can prove it later.
 */
export function EvidenceField({ shown, value, onChange, error, required }: Props) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ReactNode>();
  const choose = async (chosen: File | null) => {
    setFile(chosen);
    onChange(undefined);
    setProblem(undefined);
    if (!chosen) return;
    setBusy(true);
    try {
      if (!shown) return onChange(await digestOf(chosen));
      const kept = await keep(chosen, shown);
      if ("digest" in kept) onChange(kept.digest);
      else setProblem(<Refusal of={[kept.refused]} />);
    } catch {
      setProblem(t("evidence.failed"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <FileInput
        size="xs"
        label={t("evidence.label")}
        description={t(shown ? "evidence.keptHint" : "evidence.hint")}
        accept={shown && "application/pdf,image/jpeg,image/png"}
        placeholder={t("evidence.choose")}
        leftSection={busy ? <Loader size={12} /> : <IconFileCertificate size={14} aria-hidden />}
        value={file}
        onChange={choose}
        clearable
        clearButtonProps={{ "aria-label": t("evidence.remove") }}
        required={required}
        error={problem ?? error}
      />
      {value && (
        <Text size="xs" mt={4} style={{ overflowWrap: "anywhere" }} role="status">
          {t("evidence.digest")} <span className="mono">{value}</span>
        </Text>
      )}
    </div>
  );
}
