import { Skeleton, Table, Text, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface SmallColumn<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  align?: "right";
  /** The heading is only for those who do not see the column. */
  quiet?: boolean;
}

interface Props<Row> {
  /** What the table lists, for those who do not see it. */
  label: string;
  columns: readonly SmallColumn<Row>[];
  rows: readonly Row[] | undefined;
  keyOf: (row: Row) => string | number;
  empty: ReactNode;
}

/** A few rows within a card, all there at once. */
export function SmallTable<Row>({ label, columns, rows, keyOf, empty }: Props<Row>) {
  const { t } = useTranslation();
  if (!rows) return <Skeleton height={40} m="sm" aria-label={t("table.loading")} />;
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        {empty}
      </Text>
    );
  }
  return (
    <Table.ScrollContainer minWidth={Math.min(130 * columns.length, 560)} type="native">
      <Table aria-label={label} fz="sm">
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th
                key={column.header}
                fz="xs"
                ta={column.align ?? "left"}
                style={{ whiteSpace: "nowrap" }}
              >
                {column.quiet ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {columns.map((column) => (
                <Table.Td key={column.header} ta={column.align ?? "left"} valign="top">
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
