import { CloseButton, Group, Text, TextInput } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { dayOf } from "./days";

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

/** A day, `2026-11-28`: typed, or chosen from the browser's own calendar. */
export function DayField({ label, value, onChange, shown, width = 136, ...rest }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const send = (day: string) => {
    setTyped(day);
    // While a year is typed, 0002 is one too: nothing here is as old.
    if (day === "") onChange(undefined);
    else if (dayOf(day) && day >= "1970") onChange(day);
  };
  const field = (
    <TextInput
      type="date"
      {...(shown ? { label } : { "aria-label": label, w: width })}
      value={typed}
      onChange={(event) => send(event.currentTarget.value)}
      min={rest.min}
      max={rest.max}
      description={rest.description}
      error={rest.error}
      required={rest.required}
      rightSection={
        typed && !rest.required ? (
          <CloseButton size="xs" aria-label={`${t("clearField")}: ${label}`} onClick={() => send("")} />
        ) : null
      }
    />
  );
  if (shown) return field;
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="xs" c="dimmed" aria-hidden style={{ whiteSpace: "nowrap" }}>
        {label}
      </Text>
      {field}
    </Group>
  );
}
