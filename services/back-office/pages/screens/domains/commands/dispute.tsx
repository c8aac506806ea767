import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { CommandDialog, ReasonField } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import type { Held } from "../held";

const LockDomain = graphql(`
  mutation LockDomain($input: DisputeInput!) {
    lockDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const UnlockDomain = graphql(`
  mutation UnlockDomain($input: DisputeInput!) {
    unlockDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

function useReason() {
  const [reason, setReason] = useState("");
  return { reason, setReason, given: reason.trim() !== "" };
}

export function LockDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const { reason, setReason, given } = useReason();
  return (
    <CommandDialog
      {...dialog}
      document={LockDomain}
      title={t("lock.title", { name: held.unicode })}
      explain={t("lock.explain")}
      verb={t("lock.verb")}
      danger
      done={t("lock.done")}
      variables={() => (given ? { input: { name: held.name, reason } } : null)}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}

export function UnlockDialog({ held, ...dialog }: DialogProps & { held: Held }) {
  const { t } = useTranslation("domains");
  const { reason, setReason, given } = useReason();
  return (
    <CommandDialog
      {...dialog}
      document={UnlockDomain}
      title={t("unlock.title", { name: held.unicode })}
      explain={t("unlock.explain")}
      verb={t("unlock.verb")}
      done={t("unlock.done")}
      variables={() => (given ? { input: { name: held.name, reason } } : null)}
    >
      {(errorOf) => <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />}
    </CommandDialog>
  );
}
