import { FileInput, Loader, Text } from "@mantine/core";
import { IconFileCertificate } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

/** SHA-256, hexadecimal. */
export async function digestOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, "0")).join("");
}

interface Props {
  value: string | undefined;
  onChange: (digest: string | undefined) => void;
  error?: string;
  required?: boolean;
}

/** A document that proves something: only its digest goes to the server, and whoever keeps it can prove it later. */
export function EvidenceField({ value, onChange, error, required }: Props) {
  const { t } = useTranslation();
  const [file, setFile] = useState<File | null>(null);
  const [busy, setBusy] = useState(false);
  const choose = async (chosen: File | null) => {
    setFile(chosen);
    onChange(undefined);
    if (!chosen) return;
    setBusy(true);
    try {
      onChange(await digestOf(chosen));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div>
      <FileInput
        size="xs"
        label={t("evidence.label")}
        description={t("evidence.hint")}
        placeholder={t("evidence.choose")}
        leftSection={busy ? <Loader size={12} /> : <IconFileCertificate size={14} aria-hidden />}
        value={file}
        onChange={choose}
        clearable
        clearButtonProps={{ "aria-label": t("evidence.remove") }}
        required={required}
        error={error}
      />
      {value && (
        <Text size="xs" mt={4} style={{ overflowWrap: "anywhere" }} role="status">
          {t("evidence.digest")} <span className="mono">{value}</span>
        </Text>
      )}
    </div>
  );
}
