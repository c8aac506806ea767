import { NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { PaymentMeans } from "@/api/generated/office/graphql";
import { Issued, MeansField, type PointsAnswer } from "@/screens/ledger/shared";
import { grouped } from "@/ui/amount";
import { CommandDialog, ReasonField } from "@/ui/command";
import { useFields } from "@/ui/fields";
import type { Invoice } from "./invoice";

const Pay = graphql(`
  mutation PayInvoice($input: PayInvoiceInput!) {
    payInvoice(input: $input) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);
const Credit = graphql(`
  mutation CreditInvoice($input: CreditInvoiceInput!) {
    creditInvoice(input: $input) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);

interface Props {
  opened: boolean;
  onClose: () => void;
  invoice: Invoice;
}

export function PayDialog({ opened, onClose, invoice }: Props) {
  const { t } = useTranslation(["billing", "ledger"]);
  const [fields, set] = useFields<{ means: PaymentMeans; reference: string }>(
    { means: "TRANSFER", reference: "" },
    opened,
  );
  const gross = `${grouped(invoice.gross.amount)} ${invoice.gross.currency}`;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("pay.title", { number: invoice.number })}
      explain={
        invoice.points > 0
          ? t("pay.explainPoints", { gross, points: grouped(invoice.points) })
          : t("pay.explain", { gross })
      }
      verb={t("pay.verb")}
      document={Pay}
      variables={() => ({
        input: { invoice: invoice.number, means: fields.means, reference: fields.reference },
      })}
    >
      {(errorOf) => (
        <>
          <MeansField value={fields.means} onChange={(means) => set({ means })} error={errorOf("means")} />
          <TextInput
            label={t("ledger:paymentReference")}
            description={t("ledger:paymentReferenceHint")}
            value={fields.reference}
            onChange={(event) => set({ reference: event.currentTarget.value })}
            error={errorOf("reference")}
            required
            data-autofocus
          />
        </>
      )}
    </CommandDialog>
  );
}

/** All that is left of an invoice, or a part: in points where it sold points, else in money. */
export function CreditDialog({ opened, onClose, invoice }: Props) {
  const { t } = useTranslation("billing");
  const [fields, set] = useFields<{ part: "whole" | "part"; points?: number; net: string; reason: string }>(
    { part: "whole", net: "", reason: "" },
    opened,
  );
  const sellsPoints = invoice.points > 0;
  const part = fields.part === "part";
  const missing = part && (sellsPoints ? !fields.points : fields.net.trim() === "");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("credit.title", { number: invoice.number })}
      explain={
        sellsPoints
          ? invoice.status === "PAID"
            ? t("credit.explainPaid")
            : t("credit.explainDue")
          : t("credit.explain")
      }
      verb={t("credit.verb")}
      danger
      document={Credit}
      variables={() =>
        missing
          ? null
          : {
              input: {
                invoice: invoice.number,
                points: part && sellsPoints ? fields.points : null,
                net: part && !sellsPoints ? fields.net.trim().replace(",", ".") : null,
                reason: fields.reason,
              },
            }
      }
      done={(answer) => <Issued answer={answer as PointsAnswer} words={t("credit.done")} />}
    >
      {(errorOf) => (
        <>
          <SegmentedControl
            aria-label={t("credit.much")}
            value={fields.part}
            onChange={(chosen) => set({ part: chosen as "whole" | "part" })}
            data={[
              { value: "whole", label: t("credit.whole") },
              { value: "part", label: t("credit.part") },
            ]}
          />
          {part && sellsPoints && (
            <NumberInput
              label={t("credit.points")}
              description={t("credit.sold", { points: grouped(invoice.points) })}
              value={fields.points ?? ""}
              onChange={(typed) => set({ points: typeof typed === "number" ? typed : undefined })}
              error={errorOf("points")}
              allowDecimal={false}
              allowNegative={false}
              thousandSeparator=" "
              hideControls
              required
            />
          )}
          {part && !sellsPoints && (
            <TextInput
              label={t("credit.net", { currency: invoice.net.currency })}
              value={fields.net}
              onChange={(event) => set({ net: event.currentTarget.value })}
              error={errorOf("net")}
              inputMode="decimal"
              required
            />
          )}
          <ReasonField
            value={fields.reason}
            onChange={(reason) => set({ reason })}
            error={errorOf("reason")}
          />
        </>
      )}
    </CommandDialog>
  );
}
