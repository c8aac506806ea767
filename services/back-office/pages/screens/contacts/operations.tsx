import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { OperationLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import type { Person } from "./held";

/** What was asked of registries about a contact: its creation, its changes. */
export function Operations({ person }: { person: Person }) {
  const { t } = useTranslation(["contacts", "common"]);
  return (
    <Card title={t("operations.title")} flush>
      <SmallTable
        label={t("operations.title")}
        rows={person.operations}
        keyOf={(row) => row.id}
        empty={t("operations.none")}
        columns={[
          { header: t("operations.number"), cell: (row) => <OperationLink number={row.number} /> },
          {
            header: t("operations.action"),
            cell: (row) => t(`common:actions.${row.action}`, { defaultValue: row.action }),
          },
          { header: t("status"), cell: (row) => <State of={row.state} /> },
          { header: t("operations.asked"), cell: (row) => <When at={row.requestedAt} /> },
          { header: t("by"), cell: (row) => row.openedBy },
          {
            header: t("operations.says"),
            cell: (row) => (
              <Text size="xs" c="dimmed">
                {row.replyCode > 0 ? `${row.replyCode} ${row.replyMessage}` : row.replyMessage}
              </Text>
            ),
          },
        ]}
      />
    </Card>
  );
}
