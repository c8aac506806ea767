import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

interface Choice {
  value: string;
  label: string;
}

export interface FieldProps {
  label: string;
  /** What is chosen; null is nothing. */
  value: number | null;
  onChange: (value: number | null) => void;
  error?: ReactNode;
  description?: string;
  required?: boolean;
  placeholder?: string;
}

interface PickerProps extends FieldProps {
  /** What the server has found for what was typed. */
  found: readonly Choice[];
  /** How the present value is called, before anything was searched. */
  known?: string | undefined;
  search: Search;
  loading: boolean;
  /** What to say where nothing was found. */
  nothing?: string | undefined;
  /** In a row of filters: the label stands inside. */
  inside?: boolean;
}

/** One thing, found by the server for what is typed. */
export function Picker({ found, known, search, loading, nothing, inside, ...props }: PickerProps) {
  const { t } = useTranslation();
  const value = props.value === null ? null : String(props.value);
  const data = useMemo(() => {
    const all = [...found];
    if (value && !all.some((choice) => choice.value === value)) {
      all.unshift({ value, label: known ?? value });
    }
    return all;
  }, [found, value, known]);
  const { label, placeholder } = props;
  return (
    <Select
      {...(inside ? { "aria-label": label, placeholder: label, w: 230 } : { label, placeholder })}
      description={props.description}
      error={props.error}
      required={props.required}
      searchable
      clearable={!props.required}
      value={value}
      onChange={(chosen) => props.onChange(chosen === null ? null : Number(chosen))}
      searchValue={search.typed}
      onSearchChange={search.setTyped}
      onDropdownOpen={() => search.setOpened(true)}
      onDropdownClose={() => search.setOpened(false)}
      data={data}
      // The server has filtered; what is chosen already stays among the choices.
      filter={({ options }) => options}
      nothingFoundMessage={loading ? t("table.loading") : (nothing ?? t("table.empty"))}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

type Search = ReturnType<typeof useSearch>;

/** What is typed, once a person pauses; what the field shows of its own choice is no search. */
export function useSearch(value: number | null) {
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState(false);
  const [settled] = useDebouncedValue(typed.trim(), 200);
  const own = settled.includes(" · ") || settled === String(value);
  const text = own ? "" : settled;
  const byNumber = /^[0-9]{1,15}$/.test(text);
  return {
    typed,
    setTyped,
    opened,
    setOpened,
    text: byNumber || text === "" ? null : text,
    byNumber,
    number: byNumber ? Number(text) : 0,
  };
}

/** `ve174-ovh · 13490 · EUR` */
export function named(...parts: readonly (string | number | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== "").join(" · ");
}
