import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { Points } from "@/ui/amount";
import { Elsewhere } from "@/ui/elsewhere";
import { Failure } from "@/ui/failure";
import { AccountLink, OperationLink, OrderLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { whom } from "./verdict-card";

const NameOperations = graphql(`
  query NameOperations($name: DomainName!, $asOf: DateTime) {
    domain(name: $name, asOf: $asOf) {
      operations {
        number action state account points orderNumber requestedAt since openedBy replyCode replyMessage
        waitsFor { who since }
      }
    }
  }
`);

/** The last operations about the name: what was asked, how it went, what the registry said. */
export function Operations({ name, asOf }: { name: string; asOf: string | null }) {
  const { t } = useTranslation(["domains", "common"]);
  const reading = useReading(NameOperations, { name, asOf });
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  return (
    <Card
      title={t("operations.title")}
      flush
      actions={
        <Elsewhere to="/operations" search={{ subject: name }}>
          {t("operations.all")}
        </Elsewhere>
      }
    >
      <SmallTable
        label={t("operations.title")}
        rows={reading.data ? (reading.data.domain?.operations ?? []) : undefined}
        keyOf={(row) => row.number}
        empty={t("operations.none")}
        columns={[
          { header: t("operations.number"), cell: (row) => <OperationLink number={row.number} /> },
          {
            header: t("operations.action"),
            cell: (row) => t(`common:actions.${row.action}`, { defaultValue: row.action }),
          },
          { header: t("state"), cell: (row) => <State of={row.state} /> },
          { header: t("account"), cell: (row) => <AccountLink number={row.account} /> },
          { header: t("operations.asked"), cell: (row) => <When at={row.requestedAt} /> },
          {
            header: t("operations.by"),
            cell: (row) => (
              <Text size="xs" c="dimmed">
                {row.openedBy}
              </Text>
            ),
          },
          { header: t("operations.points"), cell: (row) => <Points value={row.points} />, align: "right" },
          { header: t("operations.order"), cell: (row) => <OrderLink number={row.orderNumber} /> },
          {
            header: t("operations.says"),
            cell: (row) => (
              <Text size="xs" c="dimmed">
                {row.waitsFor.length > 0
                  ? t("may.waitsFor", { whom: row.waitsFor.map((one) => whom(t, one.who)).join(", ") })
                  : row.replyCode > 0
                    ? `${row.replyCode} ${row.replyMessage}`
                    : row.replyMessage}
              </Text>
            ),
          },
        ]}
      />
    </Card>
  );
}
