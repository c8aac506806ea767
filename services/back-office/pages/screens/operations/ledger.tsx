import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Points } from "@/ui/amount";
import { Card } from "@/ui/page";
import { When } from "@/ui/when";
import type { OperationView } from "./operation-query";

/** What the operation did to the account's points, and what that comes to. */
export function LedgerCard({ of }: { of: OperationView }) {
  const { t } = useTranslation(["operations", "common"]);
  const lines = of.ledger;
  return (
    <Card title={t("ledger.title")} flush={lines.length > 0}>
      {lines.length === 0 ? (
        <Text size="sm" c="dimmed">
          {of.points ? t("ledger.notYet") : t("ledger.free")}
        </Text>
      ) : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("ledger.at")}</Table.Th>
              <Table.Th>{t("ledger.movement")}</Table.Th>
              <Table.Th ta="right">{t("points")}</Table.Th>
              <Table.Th ta="right">{t("ledger.available")}</Table.Th>
              <Table.Th>{t("ledger.why")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lines.map((line) => (
              <Table.Tr key={line.sequence}>
                <Table.Td>
                  <When at={line.at} />
                </Table.Td>
                <Table.Td>
                  {t(`ledger.kinds.${line.kind}`, { defaultValue: line.kind })}
                  <Text size="xs" c="dimmed">
                    {t(`ledger.books.${line.debit}`, { defaultValue: line.debit })} →{" "}
                    {t(`ledger.books.${line.credit}`, { defaultValue: line.credit })}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">
                  <Points value={line.points} />
                </Table.Td>
                <Table.Td ta="right">
                  <Points value={line.available} />
                </Table.Td>
                <Table.Td style={{ overflowWrap: "anywhere" }}>
                  {line.reason ?? line.label ?? line.fact}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Card>
  );
}
