import { Checkbox, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconSelector } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Column } from "./table";
import css from "./table.module.css";

interface Props<Row> {
  columns: readonly Column<Row>[];
  sort: { by: string; descending: boolean } | undefined;
  onSort: ((by: string, descending: boolean) => void) | undefined;
  /** Which of the lines are selected; absent where none can be. */
  chosen: "all" | "some" | "none" | undefined;
  onAll: () => void;
}

/** The headings of a table, by which it is sorted. */
export function Head<Row>({ columns, sort, onSort, chosen, onAll }: Props<Row>) {
  const { t } = useTranslation();
  return (
    <div role="rowgroup" className={css.head}>
      <div role="row" className={css.row} aria-rowindex={1}>
        {chosen && (
          <div role="columnheader" className={css.cell} tabIndex={-1}>
            <Checkbox
              size="xs"
              aria-label={t("table.selectAll")}
              checked={chosen === "all"}
              indeterminate={chosen === "some"}
              onChange={onAll}
            />
          </div>
        )}
        {columns.map((column) => {
          const sorted = sort?.by === column.id;
          const order = sorted ? (sort.descending ? "descending" : "ascending") : "none";
          const Icon = sorted ? (sort.descending ? IconArrowDown : IconArrowUp) : IconSelector;
          return (
            <div
              role="columnheader"
              key={column.id}
              tabIndex={-1}
              className={css.cell}
              data-align={column.align}
              {...(column.sortable ? { "aria-sort": order } : {})}
            >
              {column.sortable && onSort ? (
                <UnstyledButton
                  className={css.sort}
                  aria-label={t("table.sort", { column: column.header })}
                  onClick={() => onSort(column.id, sorted ? !sort.descending : false)}
                >
                  {column.header}
                  <Icon size={13} stroke={1.5} aria-hidden />
                </UnstyledButton>
              ) : (
                column.header
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
