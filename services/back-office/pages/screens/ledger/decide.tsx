import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { grouped } from "@/ui/amount";
import { CommandDialog, ReasonField } from "@/ui/command";
import { useFields } from "@/ui/fields";
import type { Row } from "./adjustments";

const Approve = graphql(`
  mutation ApproveAdjustment($input: ApproveAdjustmentInput!) {
    approveAdjustment(input: $input) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);
const Decline = graphql(`
  mutation DeclineAdjustment($input: DeclineAdjustmentInput!) {
    declineAdjustment(input: $input) {
      id invoice adjustment consistency repeated userErrors { code field message }
    }
  }
`);

interface Props {
  opened: boolean;
  onClose: () => void;
  row: Row;
}

export function ApproveDialog({
  opened,
  onClose,
  row,
  available,
}: Props & { available: number | undefined }) {
  const { t } = useTranslation("ledger");
  const points = `${row.points > 0 ? "+" : ""}${grouped(row.points)}`;
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("approve.title", { number: row.number })}
      explain={
        <>
          {t("approve.explain", { points, account: row.account, login: row.proposer })}{" "}
          {available !== undefined &&
            t("adjust.after", { before: grouped(available), after: grouped(available + row.points) })}
        </>
      }
      verb={t("approve.verb")}
      document={Approve}
      variables={() => ({ input: { adjustment: row.number } })}
      done={t("booked")}
    />
  );
}

export function DeclineDialog({ opened, onClose, row, mine }: Props & { mine: boolean }) {
  const { t } = useTranslation("ledger");
  const [fields, set] = useFields({ reason: "" }, opened);
  const words = mine ? "takeBack" : "decline";
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t(`${words}.title`, { number: row.number })}
      explain={t(`${words}.explain`)}
      verb={t(`${words}.verb`)}
      danger
      document={Decline}
      variables={() => ({ input: { adjustment: row.number, reason: fields.reason } })}
    >
      {(errorOf) => (
        <ReasonField value={fields.reason} onChange={(reason) => set({ reason })} error={errorOf("reason")} />
      )}
    </CommandDialog>
  );
}
