import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";

const FindContacts = graphql(`
  query FindContacts($account: Int, $text: String, $number: Int!, $byNumber: Boolean!) {
    contacts(account: $account, text: $text, status: "Active", first: 12) @skip(if: $byNumber) {
      nodes { number handle account }
    }
    contact(number: $number) @include(if: $byNumber) { number handle account status }
  }
`);

const FindAccounts = graphql(`
  query FindAccounts($text: String, $number: Int!, $byNumber: Boolean!) {
    accounts(text: $text, first: 12) @skip(if: $byNumber) {
      nodes { number nichandle status }
    }
    account(number: $number) @include(if: $byNumber) { number nichandle status }
  }
`);

export interface Choice {
  value: string;
  label: string;
}

interface PickerProps {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
  error?: ReactNode;
  description?: string;
  required?: boolean;
  placeholder?: string;
  /** How the present value is called, before anything was searched. */
  known?: string | null;
}

interface BaseProps extends PickerProps {
  found: readonly Choice[];
  typed: string;
  onType: (typed: string) => void;
  loading: boolean;
  onOpened: (opened: boolean) => void;
}

function Picker({ found, typed, onType, loading, onOpened, known, ...props }: BaseProps) {
  const { t } = useTranslation();
  const data = useMemo(() => {
    const all = [...found];
    const value = props.value === null ? null : String(props.value);
    if (value && !all.some((choice) => choice.value === value)) {
      all.unshift({ value, label: known ? `${known} · ${value}` : value });
    }
    return all;
  }, [found, props.value, known]);
  return (
    <Select
      label={props.label}
      description={props.description}
      error={props.error}
      required={props.required}
      placeholder={props.placeholder}
      searchable
      clearable={!props.required}
      value={props.value === null ? null : String(props.value)}
      onChange={(chosen) => props.onChange(chosen === null ? null : Number(chosen))}
      searchValue={typed}
      onSearchChange={onType}
      onDropdownOpen={() => onOpened(true)}
      onDropdownClose={() => onOpened(false)}
      data={data}
      filter={({ options }) => options}
      nothingFoundMessage={loading ? t("table.loading") : t("table.empty")}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

/** What is typed, once a person pauses; what the field shows of its own choice is no search. */
function useSearch(choices: (typed: string) => boolean) {
  const [typed, setTyped] = useState("");
  const [opened, setOpened] = useState(false);
  const [settled] = useDebouncedValue(typed.trim(), 200);
  const text = choices(settled) ? "" : settled;
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

const shows = (typed: string) => typed.includes(" · ");

/** A contact, by the beginning of its handle or by its number; of one account where that is known. */
export function ContactField({ account, ...props }: PickerProps & { account?: number | null }) {
  const search = useSearch(shows);
  const { data, loading } = useReading(
    FindContacts,
    { account: account ?? null, text: search.text, number: search.number, byNumber: search.byNumber },
    !search.opened,
  );
  const contacts = [...(data?.contacts?.nodes ?? []), ...(data?.contact ? [data.contact] : [])];
  const found = contacts
    .filter((contact) => account === null || account === undefined || contact.account === account)
    .map((contact) => ({
      value: String(contact.number),
      label: `${contact.handle ?? "–"} · ${contact.number}`,
    }));
  return (
    <Picker
      {...props}
      found={found}
      typed={search.typed}
      onType={search.setTyped}
      loading={loading}
      onOpened={search.setOpened}
    />
  );
}

/** An account, by the beginning of its nichandle or by its number. */
export function AccountPicker(props: PickerProps) {
  const search = useSearch(shows);
  const { data, loading } = useReading(
    FindAccounts,
    { text: search.text, number: search.number, byNumber: search.byNumber },
    !search.opened,
  );
  const accounts = [...(data?.accounts?.nodes ?? []), ...(data?.account ? [data.account] : [])];
  const found = accounts.map((account) => ({
    value: String(account.number),
    label: `${account.nichandle ?? "–"} · ${account.number}`,
  }));
  return (
    <Picker
      {...props}
      found={found}
      typed={search.typed}
      onType={search.setTyped}
      loading={loading}
      onOpened={search.setOpened}
    />
  );
}
