import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog, ReasonField } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";

const SuspendAccount = graphql(`
  mutation SuspendAccount($input: SuspendInput!) {
    suspendAccount(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const ResumeAccount = graphql(`
  mutation ResumeAccount($input: AccountInput!) {
    resumeAccount(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const CloseAccount = graphql(`
  mutation CloseAccount($input: CloseAccountInput!) {
    closeAccount(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

type Props = DialogProps & { held: Held };

export function SuspendDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={SuspendAccount}
      title={t("suspend.title", { name: held.nichandle })}
      explain={t("suspend.explain")}
      verb={t("suspend.verb")}
      danger
      done={t("suspend.done")}
      variables={() => (reason.trim() === "" ? null : { input: { account: held.number, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}

export function ResumeDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  return (
    <CommandDialog
      {...dialog}
      document={ResumeAccount}
      title={t("resume.title", { name: held.nichandle })}
      explain={t("resume.explain")}
      verb={t("resume.verb")}
      done={t("resume.done")}
      variables={() => ({ input: { account: held.number } })}
    />
  );
}

export function CloseDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("accounts");
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      {...dialog}
      document={CloseAccount}
      title={t("closing.title", { name: held.nichandle })}
      explain={t("closing.explain")}
      verb={t("closing.verb")}
      danger
      done={t("closing.done")}
      variables={() => (reason.trim() === "" ? null : { input: { account: held.number, reason } })}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
