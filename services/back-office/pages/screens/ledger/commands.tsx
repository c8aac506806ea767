import { NumberInput, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { PaymentMeans } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { CommandDialog, ReasonField } from "@/ui/command";
import { useFields } from "@/ui/fields";
import { PointsOf } from "./reading";
import {
  Booked,
  type DialogProps,
  Issued,
  MeansField,
  type PointsAnswer,
  PointsField,
  useChosen,
} from "./shared";
import { SecondPerson } from "./standing";

const Buy = graphql(`
  mutation BuyPoints($input: PointsInput!, $paidBy: PaymentMeans!) {
    buyPoints(input: $input, paidBy: $paidBy) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);
const Invoicing = graphql(`
  mutation InvoicePoints($input: InvoicePointsInput!) {
    invoicePoints(input: $input) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);
const Grant = graphql(`
  mutation GrantPoints($input: PointsInput!) {
    grantPoints(input: $input) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);
const Adjust = graphql(`
  mutation AdjustPoints($input: PointsInput!) {
    adjustPoints(input: $input) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);
const Refund = graphql(`
  mutation RefundPoints($input: RefundInput!) {
    refundPoints(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const LowPoints = graphql(`
  mutation SetLowPoints($input: LowPointsInput!) {
    setLowPoints(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export function BuyDialog({
  opened,
  onClose,
  account: fixed,
}: Omit<DialogProps, "account"> & { account?: number }) {
  const { t } = useTranslation(["ledger", "common"]);
  const [account, accountField] = useChosen(fixed, opened);
  const [fields, set] = useFields<{ points?: number; reason: string; paidBy: PaymentMeans }>(
    { reason: "", paidBy: "TRANSFER" },
    opened,
  );
  const { points, reason, paidBy } = fields;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("buy.title")}
      explain={t("buy.explain")}
      verb={t("buy.verb")}
      document={Buy}
      variables={() => (points && account ? { input: { account, points, reason }, paidBy } : null)}
      done={(answer) => <Issued answer={answer as PointsAnswer} words={t("buy.done")} />}
    >
      {(errorOf) => (
        <>
          {accountField}
          <PointsField
            account={account ?? 0}
            value={points}
            onChange={(typed) => set({ points: typed })}
            error={errorOf("points")}
          />
          <MeansField
            value={paidBy}
            onChange={(chosen) => set({ paidBy: chosen })}
            error={errorOf("means")}
          />
          <TextInput
            label={t("paymentReference")}
            description={t("paymentReferenceHint")}
            value={reason}
            onChange={(event) => set({ reason: event.currentTarget.value })}
            error={errorOf("reason") ?? errorOf("reference")}
            required
          />
        </>
      )}
    </CommandDialog>
  );
}

export function InvoiceDialog({
  opened,
  onClose,
  account: fixed,
}: Omit<DialogProps, "account"> & { account?: number }) {
  const { t } = useTranslation(["ledger", "common"]);
  const [account, accountField] = useChosen(fixed, opened);
  const [fields, set] = useFields<{ points?: number }>({}, opened);
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("invoicing.title")}
      explain={t("invoicing.explain")}
      verb={t("invoicing.verb")}
      document={Invoicing}
      variables={() => (fields.points && account ? { input: { account, points: fields.points } } : null)}
      done={(answer) => <Issued answer={answer as PointsAnswer} words={t("invoicing.done")} />}
    >
      {(errorOf) => (
        <>
          {accountField}
          <PointsField
            account={account ?? 0}
            value={fields.points}
            onChange={(points) => set({ points })}
            error={errorOf("points")}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function GrantDialog({ opened, onClose, account }: DialogProps) {
  const { t } = useTranslation("ledger");
  const [fields, set] = useFields<{ points?: number; reason: string }>({ reason: "" }, opened);
  const { points, reason } = fields;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("grant.title")}
      explain={
        <>
          {t("grant.explain")}
          <SecondPerson account={account} />
        </>
      }
      verb={t("grant.verb")}
      document={Grant}
      variables={() => (points ? { input: { account, points, reason } } : null)}
      done={(answer) => <Booked answer={answer as PointsAnswer} />}
    >
      {(errorOf) => (
        <>
          <PointsField
            account={account}
            value={points}
            onChange={(typed) => set({ points: typed })}
            error={errorOf("points")}
          />
          <ReasonField
            value={reason}
            onChange={(typed) => set({ reason: typed })}
            error={errorOf("reason")}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function AdjustDialog({ opened, onClose, account }: DialogProps) {
  const { t } = useTranslation("ledger");
  const [fields, set] = useFields<{ points?: number; reason: string }>({ reason: "" }, opened);
  const reading = useReading(PointsOf, { account, asOf: null }, !opened);
  const available = reading.data?.pointsAccount?.available;
  const { points, reason } = fields;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("adjust.title")}
      explain={
        <>
          {t("adjust.explain")}
          <SecondPerson account={account} />
        </>
      }
      verb={t("adjust.verb")}
      document={Adjust}
      variables={() => (points ? { input: { account, points, reason } } : null)}
      done={(answer) => <Booked answer={answer as PointsAnswer} />}
    >
      {(errorOf) => (
        <>
          <PointsField
            account={account}
            value={points}
            onChange={(typed) => set({ points: typed })}
            error={errorOf("points")}
            label={t("adjust.points")}
            negative
          />
          {available !== undefined && (
            <Text size="sm" aria-live="polite">
              {points
                ? t("adjust.after", { before: grouped(available), after: grouped(available + points) })
                : t("adjust.before", { before: grouped(available) })}
            </Text>
          )}
          <ReasonField
            value={reason}
            onChange={(typed) => set({ reason: typed })}
            error={errorOf("reason")}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function RefundDialog({
  opened,
  onClose,
  account,
  operation,
  most,
}: DialogProps & {
  operation?: number;
  /** What it has spent and was not given back yet. */
  most?: number;
}) {
  const { t } = useTranslation("ledger");
  const [fields, set] = useFields<{ points?: number; operation?: number; reason: string }>(
    { points: most, operation, reason: "" },
    opened,
  );
  const { points, reason } = fields;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("refund.title")}
      explain={t("refund.explain")}
      verb={t("refund.verb")}
      document={Refund}
      variables={() =>
        points && fields.operation
          ? { input: { account, operation: fields.operation, points, reason } }
          : null
      }
      done={t("booked")}
    >
      {(errorOf) => (
        <>
          <NumberInput
            label={t("operation")}
            value={fields.operation ?? ""}
            onChange={(typed) => set({ operation: typeof typed === "number" ? typed : undefined })}
            error={errorOf("operation")}
            readOnly={operation !== undefined}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            required
          />
          <PointsField
            account={account}
            value={points}
            onChange={(typed) => set({ points: typed })}
            error={errorOf("points")}
          />
          <ReasonField
            value={reason}
            onChange={(typed) => set({ reason: typed })}
            error={errorOf("reason")}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function LowPointsDialog({ opened, onClose, account }: DialogProps) {
  const { t } = useTranslation("ledger");
  const reading = useReading(PointsOf, { account, asOf: null }, !opened);
  const now = reading.data?.pointsAccount?.lowPoints ?? undefined;
  const [typed, setTyped] = useState<number | "" | undefined>(undefined);
  const level = typed === undefined ? (now ?? "") : typed;
  const close = () => {
    setTyped(undefined);
    onClose();
  };
  return (
    <CommandDialog
      opened={opened}
      onClose={close}
      title={t("lowLevel.title")}
      explain={t("lowLevel.explain")}
      verb={t("lowLevel.verb")}
      document={LowPoints}
      variables={() =>
        typed === undefined ? null : { input: { account, level: level === "" ? null : level } }
      }
    >
      {(errorOf) => (
        <NumberInput
          label={t("lowLevel.level")}
          description={t("lowLevel.hint")}
          value={level}
          onChange={(value) => setTyped(typeof value === "number" ? value : "")}
          error={errorOf("level")}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=" "
          hideControls
          data-autofocus
        />
      )}
    </CommandDialog>
  );
}
