import { Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { DriftField } from "@/api/generated/office/graphql";
import { CommandDialog, ReasonField } from "@/ui/command";
import type { ErrorOf } from "@/ui/refusal";

const Accept = graphql(`
  mutation AcceptDrift($input: DriftDecisionInput!) {
    acceptDrift(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Push = graphql(`
  mutation PushDrift($input: DriftDecisionInput!) {
    pushDrift(input: $input) {
      operation { number }
      consistency
      repeated
      userErrors { code field message }
    }
  }
`);
const Ignore = graphql(`
  mutation IgnoreDrift($input: DriftDecisionInput!) {
    ignoreDrift(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
export const Reconcile = graphql(`
  mutation ReconcileDomain($input: ReconcileDomainInput!) {
    reconcileDomain(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

export const decisions = ["accept", "push", "ignore"] as const;
export type Decision = (typeof decisions)[number];

export interface Difference {
  name: string;
  field: DriftField;
  believed: string;
  shown: string;
}

/** Who is right about one field of a name: the registry, or we, or nobody minds. */
export function DecideDialog({
  decision,
  of,
  onClose,
}: {
  decision: Decision;
  of: Difference;
  onClose: () => void;
}) {
  const { t } = useTranslation("desks");
  const [reason, setReason] = useState("");
  const common = {
    opened: true,
    onClose,
    title: t(`drift.${decision}.title`, { field: t(`drift.fields.${of.field}`), name: of.name }),
    explain: (
      <>
        <Text size="sm">{t(`drift.${decision}.explain`)}</Text>
        <Text size="sm" mt={4}>
          {t("drift.believed")}: <b>{of.believed}</b> · {t("drift.shown")}: <b>{of.shown}</b>
        </Text>
      </>
    ),
    verb: t(`drift.${decision}.verb`),
    variables: () => (reason.trim() === "" ? null : { input: { name: of.name, fields: [of.field], reason } }),
    done: t(`drift.${decision}.done`),
    children: (errorOf: ErrorOf) => (
      <ReasonField value={reason} onChange={setReason} error={errorOf("reason")} />
    ),
  };
  if (decision === "accept") return <CommandDialog {...common} document={Accept} />;
  if (decision === "push") return <CommandDialog {...common} document={Push} />;
  return <CommandDialog {...common} document={Ignore} />;
}
