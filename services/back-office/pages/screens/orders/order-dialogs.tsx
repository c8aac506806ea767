import { NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { grouped } from "@/ui/amount";
import { CommandDialog, ReasonField } from "@/ui/command";
import type { ErrorOf } from "@/ui/refusal";
import { Cancel, GiveUp, Pay, Refund, Reject } from "./commands";
import type { LineView, OrderView } from "./order-query";

interface Props {
  of: OrderView;
  opened: boolean;
  onClose: () => void;
}

/** How an order may be paid here; the first two need no document. */
const means = ["points", "balance", "transfer", "card", "cheque"] as const;
type Means = (typeof means)[number];

export function PayDialog({ of, opened, onClose }: Props) {
  const { t } = useTranslation("orders");
  const announced = of.status === "ANNOUNCED";
  const [by, setBy] = useState<Means>(announced ? "transfer" : "points");
  const [reference, setReference] = useState("");
  const received = by !== "points" && by !== "balance";
  const missing = received && reference.trim() === "";
  const available = of.accountNode?.points?.available;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("pay.title", { number: of.number })}
      explain={
        <>
          <Text size="sm">{t("pay.explain", { price: of.price, points: grouped(of.points) })}</Text>
          {by === "points" && available !== undefined && available !== null && (
            <Text size="sm">{t("pay.available", { points: grouped(available) })}</Text>
          )}
        </>
      }
      verb={t("pay.verb")}
      document={Pay}
      variables={() =>
        missing
          ? null
          : {
              input: {
                order: of.number,
                means: by === "points" ? null : by,
                reference: received ? reference.trim() : null,
              },
            }
      }
      done={t("pay.done")}
      onDone={() => setReference("")}
    >
      {(errorOf) => (
        <>
          <Select
            label={t("pay.means")}
            value={by}
            allowDeselect={false}
            error={errorOf("means")}
            data={means.map((one) => ({ value: one, label: t(`pay.by.${one}`) }))}
            onChange={(value) => setBy(means.find((one) => one === value) ?? "points")}
          />
          {received && (
            <TextInput
              label={t("pay.reference")}
              description={t("pay.referenceHint")}
              required
              maxLength={64}
              value={reference}
              error={errorOf("reference")}
              onChange={(event) => setReference(event.currentTarget.value)}
            />
          )}
        </>
      )}
    </CommandDialog>
  );
}

/** An announced payment that does not come, or an unpaid order that nobody wants any more. */
export function EndDialog({ verb, of, opened, onClose }: Props & { verb: "reject" | "cancel" }) {
  const { t } = useTranslation("orders");
  const [reason, setReason] = useState("");
  const common = {
    opened,
    onClose,
    title: t(`${verb}.title`, { number: of.number }),
    explain: t(`${verb}.explain`),
    verb: t(`${verb}.verb`),
    danger: true,
    variables: () => (reason.trim() === "" ? null : { input: { order: of.number, reason } }),
    done: t(`${verb}.done`),
    onDone: () => setReason(""),
    children: (errorOf: ErrorOf) => (
      <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
    ),
  };
  return verb === "reject" ? (
    <CommandDialog {...common} document={Reject} />
  ) : (
    <CommandDialog {...common} document={Cancel} />
  );
}

export function GiveUpDialog({ of, line, opened, onClose }: Props & { line: LineView }) {
  const { t } = useTranslation("orders");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("giveUp.title", { label: line.label })}
      explain={t("giveUp.explain", { points: grouped(line.points) })}
      verb={t("giveUp.verb")}
      danger
      document={GiveUp}
      variables={() =>
        reason.trim() === "" ? null : { input: { order: of.number, line: line.line, reason } }
      }
      done={t("giveUp.done")}
      onDone={() => setReason("")}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}

export function RefundDialog({ of, line, opened, onClose }: Props & { line: LineView }) {
  const { t } = useTranslation("orders");
  const left = line.points - line.refunded;
  const [points, setPoints] = useState<number | null>(left);
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("refund.title", { label: line.label })}
      explain={t("refund.explain", { left: grouped(left) })}
      verb={t("refund.verb")}
      document={Refund}
      variables={() =>
        reason.trim() === "" || !points
          ? null
          : { input: { order: of.number, line: line.line, points, reason } }
      }
      done={t("refund.done")}
      onDone={() => setReason("")}
    >
      {(errorOf) => (
        <>
          <NumberInput
            label={t("refund.points")}
            min={1}
            max={left}
            allowDecimal={false}
            thousandSeparator=" "
            required
            value={points ?? ""}
            error={errorOf("points")}
            onChange={(value) => setPoints(typeof value === "number" ? value : null)}
          />
          <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
        </>
      )}
    </CommandDialog>
  );
}
