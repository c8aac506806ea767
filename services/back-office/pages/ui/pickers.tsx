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
      nodes { id number nichandle currency status }
    }
    account(number: $number) @include(if: $byNumber) { id number nichandle currency status }
  }
`);

const AccountNamed = graphql(`
  query AccountNamed($number: Int!) {
    account(number: $number) { id number nichandle currency status }
  }
`);

interface Choice {
  value: string;
  label: string;
}

interface FieldProps {
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
  /** In a row of filters: the label stands inside. */
  inside?: boolean;
}

function Picker({ found, known, search, loading, inside, ...props }: PickerProps) {
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
      nothingFoundMessage={loading ? t("table.loading") : t("table.empty")}
      comboboxProps={{ withinPortal: true }}
    />
  );
}

type Search = ReturnType<typeof useSearch>;

/** What is typed, once a person pauses; what the field shows of its own choice is no search. */
function useSearch(value: number | null) {
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
function named(...parts: readonly (string | number | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== "").join(" · ");
}

/** A contact, by the beginning of its handle or by its number; of one account where that is known. */
export function ContactField({
  account,
  known,
  ...props
}: FieldProps & {
  account?: number | null;
  /** The handle of the present value. */
  known?: string | null;
}) {
  const search = useSearch(props.value);
  const { data, loading } = useReading(
    FindContacts,
    { account: account ?? null, text: search.text, number: search.number, byNumber: search.byNumber },
    !search.opened,
  );
  const found = [...(data?.contacts?.nodes ?? []), ...(data?.contact ? [data.contact] : [])]
    .filter((contact) => account === null || account === undefined || contact.account === account)
    .map((contact) => ({
      value: String(contact.number),
      label: named(contact.handle ?? "–", contact.number),
    }));
  const present = known ? named(known, props.value) : undefined;
  return <Picker {...props} found={found} known={present} search={search} loading={loading} />;
}

/** The account of a number, for a label beside what is about it. */
export function useAccount(number: number | null | undefined) {
  const none = number === null || number === undefined;
  const reading = useReading(AccountNamed, { number: number ?? 0 }, none);
  return none ? undefined : (reading.data?.account ?? undefined);
}

function AccountPicker(props: FieldProps & { inside?: boolean }) {
  const search = useSearch(props.value);
  const { data, loading } = useReading(
    FindAccounts,
    { text: search.text, number: search.number, byNumber: search.byNumber },
    !search.opened,
  );
  const chosen = useAccount(props.value);
  const label = (account: NonNullable<typeof chosen>) =>
    named(account.nichandle ?? "–", account.number, account.currency);
  const found = [...(data?.accounts?.nodes ?? []), ...(data?.account ? [data.account] : [])].map(
    (account) => ({ value: String(account.number), label: label(account) }),
  );
  const known = chosen && label(chosen);
  return <Picker {...props} found={found} known={known} search={search} loading={loading} />;
}

/** An account, by the beginning of its nichandle or by its number. */
export function AccountField(props: FieldProps) {
  return <AccountPicker {...props} />;
}

/** The account that a list is narrowed to. */
export function AccountFilter({
  value,
  onChange,
  label,
}: {
  label: string;
  value: number | undefined;
  onChange: (account: number | undefined) => void;
}) {
  return (
    <AccountPicker
      label={label}
      value={value ?? null}
      onChange={(account) => onChange(account ?? undefined)}
      inside
    />
  );
}
