import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog, ReasonField } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";

const AcceptMove = graphql(`
  mutation AcceptMove($input: ResellerMoveInput!) {
    acceptResellerMove(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const RefuseMove = graphql(`
  mutation RefuseMove($input: ResellerMoveInput!) {
    refuseResellerMove(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const WithdrawMove = graphql(`
  mutation WithdrawMove($input: ResellerMoveInput!) {
    withdrawResellerMove(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export type MoveEnd = "accept" | "refuse" | "withdraw";

const documents = { accept: AcceptMove, refuse: RefuseMove, withdraw: WithdrawMove } as const;

/** The answer to the open move of a name, given by an operator for a side. */
export function MoveDialog({ name, end, ...dialog }: DialogProps & { name: string; end: MoveEnd }) {
  const { t } = useTranslation("domains");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog<object, { input: { name: string; reason: string } }>
      {...dialog}
      document={documents[end]}
      title={t(`move.${end}.title`, { name })}
      explain={t(`move.${end}.explain`)}
      verb={t(`move.${end}.verb`)}
      danger={end !== "accept"}
      done={t(`move.${end}.done`)}
      variables={() => (reason.trim() === "" ? null : { input: { name, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
