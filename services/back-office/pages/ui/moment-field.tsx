import { TextInput } from "@mantine/core";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  /** `2026-11-28T14:05` in this machine's zone, as it is typed; empty until it is whole. */
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
  required?: boolean;
}

/** The zone of this machine, with what it is ahead of UTC at a moment: `Europe/Paris, UTC+01:00`. */
export function zoneAt(moment: string): string {
  const at = dayjs(moment || undefined);
  return `${Intl.DateTimeFormat().resolvedOptions().timeZone}, UTC${at.format("Z")}`;
}

/** A day and a time, in the zone of whoever types them, which stands below. */
export function MomentField({ label, value, onChange, error, required }: Props) {
  const { t } = useTranslation();
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={t("time.zone", { zone: zoneAt(value) })}
      inputWrapperOrder={["label", "input", "description", "error"]}
      value={value}
      error={error}
      required={required}
      // Years of five digits are typed by a slip.
      max="9999-12-31T23:59"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
