import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useClient } from "urql";
import { graphql } from "@/api/generated/office";
import { csv } from "@/ui/csv";
import { download } from "@/ui/tools";
import { day } from "@/ui/when";
import { useWaitWords } from "./cells";
import type { PendingRow } from "./pending-query";
import type { PendingSearch } from "./search";

const PendingCsv = graphql(`
  query PendingCsv($months: Int!, $account: Int, $kind: String, $states: [OperationState!]!) {
    pendingStatusCsv(months: $months, account: $account, kind: $kind, states: $states)
  }
`);

type Export = (shown: readonly PendingRow[], chosen: readonly PendingRow[]) => Promise<void>;

/**
 * The list as a file: by the server, which knows every column; what is filtered or chosen here alone is written from what
 * is shown.
 */
export function useExport(search: PendingSearch): [Export, boolean] {
  const client = useClient();
  const write = useWrite();
  const [busy, setBusy] = useState(false);
  const run: Export = async (shown, chosen) => {
    const here = chosen.length > 0 || search.text || search.waits || search.older !== undefined;
    setBusy(true);
    try {
      const answer = here
        ? null
        : await client.query(PendingCsv, asked(search), { requestPolicy: "network-only" });
      const content = answer?.data?.pendingStatusCsv ?? write(chosen.length > 0 ? chosen : shown);
      download(`pending-status-${day(new Date().toISOString())}.csv`, content, "text/csv;charset=utf-8");
    } finally {
      setBusy(false);
    }
  };
  return [run, busy];
}

/** What the server filters by. */
export function asked(search: PendingSearch) {
  return {
    months: search.months ?? 4,
    account: search.account ?? null,
    kind: search.action ?? null,
    states: search.states ?? [],
  };
}

function useWrite(): (rows: readonly PendingRow[]) => string {
  const { t } = useTranslation(["operations", "common"]);
  const words = useWaitWords();
  return (rows) =>
    csv(rows, [
      [t("number"), (row) => row.number],
      [t("state"), (row) => t(`common:states.${row.state}`)],
      [t("action"), (row) => row.action],
      [t("subject"), (row) => row.subject],
      [t("accountNumber"), (row) => row.account],
      [t("account"), (row) => row.accountNode?.nichandle],
      [t("requestedAt"), (row) => row.requestedAt],
      [t("since"), (row) => row.since],
      [t("waitsFor"), (row) => row.waitsFor.map(({ who }) => words(who)).join(", ")],
      [t("attempts"), (row) => row.attempts],
      [t("code"), (row) => row.replyCode || null],
      [t("reply"), (row) => row.replyMessage],
    ]);
}
