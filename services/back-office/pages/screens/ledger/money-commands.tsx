import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { PaymentMeans } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { CommandDialog } from "@/ui/command";
import { useFields } from "@/ui/fields";
import { MoneyOf } from "./reading";
import { type DialogProps, MeansField } from "./shared";

const Deposit = graphql(`
  mutation DepositMoney($input: DepositMoneyInput!) {
    depositMoney(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Withdraw = graphql(`
  mutation WithdrawMoney($input: WithdrawMoneyInput!) {
    withdrawMoney(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Register = graphql(`
  mutation RegisterPaymentMean($input: RegisterPaymentMeanInput!) {
    registerPaymentMean(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Remove = graphql(`
  mutation RemovePaymentMean($input: PaymentMeanInput!) {
    removePaymentMean(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type MoneyProps = DialogProps & { currency: string | null };

/** `100,5` as `100.5`; the server reads the rest. */
function plain(amount: string): string {
  return amount.replace(/\s/g, "").replace(",", ".");
}

export function DepositDialog({ opened, onClose, account, currency }: MoneyProps) {
  const { t } = useTranslation("ledger");
  const [fields, set] = useFields<{ amount: string; means: PaymentMeans; reference: string }>(
    { amount: "", means: "TRANSFER", reference: "" },
    opened,
  );
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("deposit.title")}
      explain={t("deposit.explain")}
      verb={t("deposit.verb")}
      document={Deposit}
      variables={() =>
        fields.amount.trim() === ""
          ? null
          : {
              input: {
                account,
                amount: plain(fields.amount),
                means: fields.means,
                reference: fields.reference,
              },
            }
      }
      done={t("booked")}
    >
      {(errorOf) => (
        <>
          <TextInput
            label={t("amountIn", { currency: currency ?? "" })}
            value={fields.amount}
            onChange={(event) => set({ amount: event.currentTarget.value })}
            error={errorOf("amount")}
            inputMode="decimal"
            required
            data-autofocus
          />
          <MeansField value={fields.means} onChange={(means) => set({ means })} error={errorOf("means")} />
          <TextInput
            label={t("paymentReference")}
            description={t("paymentReferenceHint")}
            value={fields.reference}
            onChange={(event) => set({ reference: event.currentTarget.value })}
            error={errorOf("reference")}
            required
          />
        </>
      )}
    </CommandDialog>
  );
}

export function WithdrawDialog({ opened, onClose, account, currency }: MoneyProps) {
  const { t } = useTranslation("ledger");
  const reading = useReading(MoneyOf, { account }, !opened);
  const available = reading.data?.moneyAccount?.available;
  const [fields, set] = useFields({ amount: "", reference: "" }, opened);
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("withdraw.title")}
      explain={t("withdraw.explain")}
      verb={t("withdraw.verb")}
      document={Withdraw}
      variables={() =>
        fields.amount.trim() === ""
          ? null
          : { input: { account, amount: plain(fields.amount), reference: fields.reference } }
      }
      done={t("booked")}
    >
      {(errorOf) => (
        <>
          <TextInput
            label={t("amountIn", { currency: currency ?? "" })}
            description={
              available === undefined
                ? undefined
                : t("withdraw.available", { amount: `${grouped(available)} ${currency ?? ""}` })
            }
            value={fields.amount}
            onChange={(event) => set({ amount: event.currentTarget.value })}
            error={errorOf("amount")}
            inputMode="decimal"
            required
            data-autofocus
          />
          <TextInput
            label={t("paymentReference")}
            description={t("paymentReferenceHint")}
            value={fields.reference}
            onChange={(event) => set({ reference: event.currentTarget.value })}
            error={errorOf("reference")}
            required
          />
        </>
      )}
    </CommandDialog>
  );
}

export const meanKinds = [
  "bankAccount",
  "creditCard",
  "paypal",
  "deferredPaymentAccount",
  "ENTERPRISE",
  "INTERNAL_TRUSTED_ACCOUNT",
] as const;

export function RegisterMeanDialog({ opened, onClose, account }: DialogProps) {
  const { t } = useTranslation("ledger");
  const [fields, set] = useFields<{ kind: string; description: string }>(
    { kind: "bankAccount", description: "" },
    opened,
  );
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("registerMean.title")}
      explain={t("registerMean.explain")}
      verb={t("registerMean.verb")}
      document={Register}
      variables={() => ({
        input: { account, kind: fields.kind, description: fields.description.trim() || null },
      })}
    >
      {(errorOf) => (
        <>
          <Select
            label={t("meanKind")}
            value={fields.kind}
            data={meanKinds.map((kind) => ({ value: kind, label: t(`meanKinds.${kind}`) }))}
            onChange={(kind) => kind && set({ kind })}
            allowDeselect={false}
            error={errorOf("kind")}
            required
          />
          <TextInput
            label={t("meanDescription")}
            description={t("meanDescriptionHint")}
            value={fields.description}
            onChange={(event) => set({ description: event.currentTarget.value })}
            error={errorOf("description")}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function RemoveMeanDialog({ opened, onClose, account, number }: DialogProps & { number: number }) {
  const { t } = useTranslation("ledger");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("removeMean.title", { number })}
      explain={t("removeMean.explain")}
      verb={t("removeMean.verb")}
      danger
      document={Remove}
      variables={() => ({ input: { account, number } })}
    />
  );
}
