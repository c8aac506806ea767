import "@mantine/dates/styles.css";
import { DateInput } from "@mantine/dates";
import { IconCalendar } from "@tabler/icons-react";
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
  const { i18n } = useTranslation();
  // The end of a day is the next one's beginning; the day that was chosen is shown.
  const shown = value
    ? dayjs(value)
        .subtract(edge === until ? 1 : 0, "minute")
        .format("YYYY-MM-DD")
    : null;
  return (
    <DateInput
      size="xs"
      w={150}
      aria-label={label}
      placeholder={label}
      leftSection={<IconCalendar size={14} aria-hidden />}
      valueFormat="YYYY-MM-DD"
      locale={i18n.language}
      clearable
      value={shown}
      onChange={(day) => onChange(day ? edge(day) : undefined)}
    />
  );
}
