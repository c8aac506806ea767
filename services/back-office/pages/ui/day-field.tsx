import { CloseButton, Group, Text, TextInput, type TextInputProps } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { dayOf } from "./days";

interface FilterProps {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
  required?: boolean;
  min?: string;
  max?: string;
}

interface FieldProps extends FilterProps {
  description?: ReactNode;
  error?: ReactNode;
}

/** What both have in common: the input by itself, and how it is emptied. */
function DayInput({
  day,
  looks,
}: {
  day: FilterProps;
  looks: Pick<TextInputProps, "label" | "aria-label" | "w" | "description" | "error">;
}) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(day.value ?? "");
  useEffect(() => setTyped(day.value ?? ""), [day.value]);
  const send = (entered: string) => {
    setTyped(entered);
    // While a year is typed, 0002 is one too: nothing here is as old.
    if (entered === "") day.onChange(undefined);
    else if (dayOf(entered) && entered >= "1970") day.onChange(entered);
  };
  return (
    <TextInput
      type="date"
      {...looks}
      value={typed}
      onChange={(event) => send(event.currentTarget.value)}
      min={day.min}
      max={day.max}
      required={day.required}
      rightSection={
        typed && !day.required ? (
          <CloseButton size="xs" aria-label={`${t("clearField")}: ${day.label}`} onClick={() => send("")} />
        ) : null
      }
    />
  );
}

/** A day, `2026-11-28`: typed, or chosen from the browser's own calendar. */
export function DayField({ description, error, ...day }: FieldProps) {
  return <DayInput day={day} looks={{ label: day.label, description, error }} />;
}

/** A day in a row of filters, its label beside it; the address has the day, and `startOf` or `endOf` the moment. */
export function DayFilter(day: FilterProps) {
  return (
    <Group gap={4} wrap="nowrap">
      <Text size="xs" c="dimmed" aria-hidden style={{ whiteSpace: "nowrap" }}>
        {day.label}
      </Text>
      <DayInput day={day} looks={{ "aria-label": day.label, w: 136 }} />
    </Group>
  );
}
