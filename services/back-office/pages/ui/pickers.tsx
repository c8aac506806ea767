import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { type FieldProps, named, Picker, useSearch } from "./picker";

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
