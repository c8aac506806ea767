import "@mantine/dates/styles.css";
import { DateInput } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
  /** The label stands above the field; in a row of filters it is inside. */
  shown?: boolean;
  description?: ReactNode;
  error?: string;
  required?: boolean;
  min?: string;
  max?: string;
  width?: number;
}

/** A day, `2026-11-28`, typed or chosen. */
export function DayField({ label, value, onChange, shown, width = 138, ...rest }: Props) {
  const { i18n, t } = useTranslation();
  return (
    <DateInput
      size="xs"
      {...(shown ? { label } : { "aria-label": label, placeholder: label, w: width })}
      value={value ?? null}
      onChange={(day) => onChange(day ?? undefined)}
      valueFormat="YYYY-MM-DD"
      locale={i18n.language}
      clearable={!rest.required}
      clearButtonProps={{ "aria-label": t("clearField") }}
      leftSection={<IconCalendar size={14} aria-hidden />}
      minDate={rest.min}
      maxDate={rest.max}
      description={rest.description}
      error={rest.error}
      required={rest.required}
      popoverProps={{ shadow: "md" }}
    />
  );
}
