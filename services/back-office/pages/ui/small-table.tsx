import { Skeleton, Table, Text, VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./small-table.module.css";

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

/** The least width of a column, in pixels: narrower, and the table scrolls by itself. */
const COLUMN = 105;

/** A few rows within a card, all there at once. */
export function SmallTable<Row>({ label, columns, rows, keyOf, empty }: Props<Row>) {
  const { t } = useTranslation();
  const { ref, width } = useElementSize<HTMLDivElement>();
  if (!rows) return <Skeleton height={40} m="sm" role="status" aria-label={t("table.loading")} />;
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed" p="sm">
        {empty}
      </Text>
    );
  }
  const wanted = COLUMN * columns.length;
  // What scrolls is reached by the keyboard, and what does not is no stop on its way.
  const scrolls = width > 0 && width < wanted ? { tabIndex: 0, role: "group", "aria-label": label } : {};
  return (
    <div ref={ref} className={css.scroll} {...scrolls}>
      <Table aria-label={label} fz="sm" miw={wanted}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column.header} className={css.heading} data-align={column.align}>
                {column.quiet ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={keyOf(row)}>
              {columns.map((column) => (
                <Table.Td key={column.header} className={css.cell} data-align={column.align}>
                  {column.cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
