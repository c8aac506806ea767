import { NumberInput, Select } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PaymentMeans } from "@/api/generated/office/graphql";
import { useFields } from "@/ui/fields";
import { AccountField } from "@/ui/pickers";
import { ToldLink } from "@/ui/told-link";
import { useRate, worth } from "./standing";
import { meansWords } from "./words";

export interface DialogProps {
  opened: boolean;
  onClose: () => void;
  account: number;
}

export interface PointsAnswer {
  invoice?: string | null;
  adjustment?: number | null;
}

export const means: readonly PaymentMeans[] = ["TRANSFER", "CARD", "CHEQUE", "DEBIT", "CASH", "OTHER"];

/** How many points, and what they come to. */
export function PointsField({
  account,
  value,
  onChange,
  error,
  negative,
  label,
}: {
  account: number;
  value: number | undefined;
  onChange: (points: number | undefined) => void;
  error?: ReactNode;
  negative?: boolean;
  label?: string;
}) {
  const { t } = useTranslation("ledger");
  const rate = useRate(account);
  return (
    <NumberInput
      label={label ?? t("points")}
      description={value === undefined ? t("pointsHint") : t("worth", { amount: worth(value, rate) })}
      value={value ?? ""}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : undefined)}
      error={error}
      allowDecimal={false}
      allowNegative={negative ?? false}
      thousandSeparator=" "
      hideControls
      required
      data-autofocus
    />
  );
}

export function MeansField({
  value,
  onChange,
  error,
}: {
  value: PaymentMeans;
  onChange: (means: PaymentMeans) => void;
  error?: ReactNode;
}) {
  const { t } = useTranslation(["ledger", "common"]);
  return (
    <Select
      label={t("paidBy")}
      value={value}
      data={means.map((one) => ({ value: one, label: meansWords(t, one) }))}
      onChange={(chosen) => chosen && onChange(chosen as PaymentMeans)}
      allowDeselect={false}
      error={error}
      required
    />
  );
}

/** The account that a dialog is about, where the screen has not chosen one. */
export function useChosen(account: number | undefined, opened: boolean) {
  const [fields, set] = useFields<{ account?: number }>({}, opened);
  const { t } = useTranslation("ledger");
  const field = account === undefined && (
    <AccountField
      label={t("account")}
      value={fields.account ?? null}
      onChange={(chosen) => set({ account: chosen ?? undefined })}
      required
    />
  );
  return [account ?? fields.account, field] as const;
}

/** The invoice that was issued, one click away. */
export function Issued({ answer, words }: { answer: PointsAnswer; words: string }) {
  return (
    <>
      {words} {answer.invoice && <ToldLink to={`/invoices/${answer.invoice}`}>{answer.invoice}</ToldLink>}
    </>
  );
}

/** Booked, or put before a second person. */
export function Booked({ answer }: { answer: PointsAnswer }) {
  const { t } = useTranslation("ledger");
  if (answer.adjustment == null) return t("booked");
  return (
    <>
      {t("waitsNow", { number: answer.adjustment })}{" "}
      <ToldLink to={`/adjustments?adjustment=${answer.adjustment}`}>{t("toApprovals")}</ToldLink>
    </>
  );
}
