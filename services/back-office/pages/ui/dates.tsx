import { CloseButton, TextInput } from "@mantine/core";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";

/** The first moment of a day, here. */
export const since = (day: string): string => dayjs(day).startOf("day").toISOString();
/** The first moment after a day, here: what ends before it has the whole day. */
export const until = (day: string): string => dayjs(day).add(1, "day").startOf("day").toISOString();

interface Props {
  label: string;
  /** The moment, as the address has it. */
  value: string | undefined;
  onChange: (moment: string | undefined) => void;
  /** What moment of the chosen day is meant. */
  edge?: (day: string) => string;
}

/** A day that filters. */
export function DateFilter({ label, value, onChange, edge = since }: Props) {
  const { t } = useTranslation();
  // The end of a day is the next one's beginning; the day that was chosen is shown.
  const shown = value
    ? dayjs(value)
        .subtract(edge === until ? 1 : 0, "minute")
        .format("YYYY-MM-DD")
    : "";
  return (
    <TextInput
      type="date"
      w={185}
      aria-label={label}
      leftSection={<span aria-hidden>{label}</span>}
      leftSectionWidth={42}
      leftSectionProps={{ style: { color: "var(--mantine-color-dimmed)", fontSize: "0.75rem" } }}
      rightSection={
        value ? (
          <CloseButton size="xs" aria-label={t("table.clear")} onClick={() => onChange(undefined)} />
        ) : null
      }
      value={shown}
      onChange={(event) => {
        const day = event.currentTarget.value;
        onChange(day ? edge(day) : undefined);
      }}
    />
  );
}
