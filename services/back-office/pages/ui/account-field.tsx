import { Loader, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";

const AccountChoices = graphql(`
  query AccountChoices($text: String) {
    accounts(text: $text, first: 20) {
      nodes { id number nichandle currency status }
    }
  }
`);

const AccountNamed = graphql(`
  query AccountNamed($number: Int!) {
    account(number: $number) { id number nichandle currency status }
  }
`);

export interface ChosenAccount {
  number: number;
  nichandle?: string | null;
  currency?: string | null;
}

interface Props {
  label: string;
  value: number | undefined;
  onChange: (account: number | undefined) => void;
  /** The label stands above the field; in a row of filters it is inside. */
  shown?: boolean;
  error?: string;
  required?: boolean;
  width?: number;
}

/** `ve174-ovh · 13490 · EUR` */
function named(account: ChosenAccount): string {
  return [account.nichandle, account.number, account.currency].filter(Boolean).join(" · ");
}

/** The account of a number, for a label beside what is about it. */
export function useAccount(number: number | undefined): ChosenAccount | undefined {
  const reading = useReading(AccountNamed, { number: number ?? 0 }, number === undefined);
  return number === undefined ? undefined : (reading.data?.account ?? undefined);
}

/** An account: by the beginning of its nichandle, or by its number. */
export function AccountField({ label, value, onChange, shown, error, required, width = 230 }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.split(" · ")[0]?.trim() ?? "", 200);
  const byNumber = /^\d{1,9}$/.test(asked) ? Number(asked) : undefined;
  const choices = useReading(AccountChoices, { text: asked === "" ? null : asked }, byNumber !== undefined);
  const numbered = useReading(AccountNamed, { number: byNumber ?? 0 }, byNumber === undefined);
  const chosen = useAccount(value);
  const data = useMemo(() => {
    const found: ChosenAccount[] =
      byNumber === undefined
        ? [...(choices.data?.accounts.nodes ?? [])]
        : numbered.data?.account
          ? [numbered.data.account]
          : [];
    if (value !== undefined && !found.some((account) => account.number === value)) {
      found.unshift(chosen ?? { number: value });
    }
    return found.map((account) => ({ value: String(account.number), label: named(account) }));
  }, [byNumber, choices.data, numbered.data, value, chosen]);
  const waiting = choices.loading || numbered.loading;
  return (
    <Select
      {...(shown ? { label } : { "aria-label": label, placeholder: label, w: width })}
      searchable
      clearable={!required}
      required={required}
      error={error}
      data={data}
      value={value === undefined ? null : String(value)}
      onChange={(number) => onChange(number === null ? undefined : Number(number))}
      onSearchChange={setTyped}
      // The server has filtered; what is chosen already stays among the choices.
      filter={({ options, search }) =>
        search === "" || options.some((option) => "value" in option && option.label === search)
          ? options
          : options.filter(
              (option) => !("value" in option) || option.label.includes(search.trim().toLowerCase()),
            )
      }
      nothingFoundMessage={waiting ? t("table.loading") : t("table.emptyFiltered")}
      rightSection={waiting && typed !== "" ? <Loader size={12} aria-hidden /> : undefined}
      clearButtonProps={{ "aria-label": t("clearField") }}
    />
  );
}
