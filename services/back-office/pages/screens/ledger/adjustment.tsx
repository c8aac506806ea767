import { Drawer, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Points } from "@/ui/amount";
import { Facts } from "@/ui/facts";
import { Timeline } from "@/ui/history";
import { Go } from "@/ui/links";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import type { Row } from "./adjustments";

/** A correction from its proposal to what became of it. */
export function AdjustmentPanel({
  number,
  row,
  onClose,
}: {
  number: number | undefined;
  row: Row | undefined;
  onClose: () => void;
}) {
  const { t } = useTranslation(["ledger", "common"]);
  return (
    <Drawer
      opened={number !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("approvals.number", { number })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <Stack gap="md">
        {row && (
          <Facts
            of={[
              [t("state"), <State key="state" of={row.status} />],
              [
                t("account"),
                <Go key="account" to="/ledger" search={{ account: row.account }}>
                  {row.account}
                </Go>,
              ],
              [t("points"), <Points key="points" value={row.points} signed />],
              [t("common:command.reason"), row.reason],
              [t("approvals.proposer"), row.proposer],
              [t("approvals.until"), <When key="until" at={row.expiresAt} />],
              Boolean(row.decidedBy) && [t("approvals.decidedBy"), row.decidedBy],
              Boolean(row.declinedBecause) && [t("approvals.because"), row.declinedBecause],
            ]}
          />
        )}
        {number !== undefined && <Timeline stream={`adjustment/${number}`} />}
      </Stack>
    </Drawer>
  );
}
