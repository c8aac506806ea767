import { Group, Loader, Skeleton, Text } from "@mantine/core";
import { type CSSProperties, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Rows } from "@/api/reading";
import { Empty } from "./empty";
import { Failure } from "./failure";
import css from "./table.module.css";
import { Head } from "./table-head";
import { ROW } from "./table-line";
import { Lines } from "./table-lines";

export interface Column<Row> {
  /** Also what the server sorts by, where `sortable`. */
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** A length of CSS, or a share of what is left: `12rem`, `2fr`. */
  width?: string;
  align?: "right";
  sortable?: boolean;
}

interface Props<Row> {
  /** What the table lists, for those who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: Rows<Row>;
  keyOf: (row: Row) => string;
  /** Enter, or a click on the row. */
  onOpen?: (row: Row) => void;
  sort?: { by: string; descending: boolean };
  onSort?: (by: string, descending: boolean) => void;
  filtered?: boolean;
  onClear?: () => void;
  empty?: string;
  selection?: ReadonlySet<string>;
  onSelect?: (selection: ReadonlySet<string>) => void;
  /** Beside the count, at the foot. */
  foot?: ReactNode;
  /** Of the table with its scrolling; the rest of the page where absent. */
  height?: string;
}

/**
 * Rows of any number: only those in sight exist, and more are asked for as the end comes near. Arrows move, Home and End
 * go to the ends, Enter opens, Space selects.
 */
export function DataTable<Row>(props: Props<Row>) {
  const { label, columns, rows, keyOf, onOpen, sort, onSort, selection, onSelect } = props;
  const { t } = useTranslation();
  const [scroll, setScroll] = useState<HTMLDivElement | null>(null);
  const { rows: model, hasMore, loadingMore } = rows;
  const count = model.length;
  const toggle = (key: string) => {
    if (!selection || !onSelect) return;
    const next = new Set(selection);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  };
  const all = selection !== undefined && count > 0 && model.every((row) => selection.has(keyOf(row)));
  return (
    <div
      className={`card ${css.frame}`}
      style={props.height ? { height: props.height, flex: "none" } : undefined}
    >
      <div className={css.scroll} ref={setScroll} tabIndex={count === 0 ? 0 : -1}>
        <div
          role="table"
          style={widthsOf(columns, selection !== undefined)}
          aria-label={label}
          aria-rowcount={hasMore ? -1 : count + 1}
          aria-busy={rows.loading}
        >
          <Head
            columns={columns}
            sort={sort}
            onSort={onSort}
            chosen={selection && (all ? "all" : selection.size > 0 ? "some" : "none")}
            onAll={() => onSelect?.(all ? new Set() : new Set(model.map(keyOf)))}
          />
          <Lines
            scroll={scroll}
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            onOpen={onOpen}
            selection={selection}
            toggle={toggle}
          />
        </div>
        {rows.loading && (
          <div aria-hidden className={css.loading}>
            {Array.from({ length: 12 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
              <Skeleton key={index} height={14} my={10} mx={12} width={`${92 - ((index * 17) % 40)}%`} />
            ))}
          </div>
        )}
        {rows.error && <Failure error={rows.error} again={rows.again} />}
        {!rows.loading && !rows.error && count === 0 && (
          <Empty
            words={props.filtered ? t("table.emptyFiltered") : (props.empty ?? t("table.empty"))}
            onClear={props.filtered ? props.onClear : undefined}
          />
        )}
      </div>
      <Group className={css.foot} justify="space-between" gap="xs">
        <Text size="xs" c="dimmed" role="status">
          {rows.loading
            ? t("table.loading")
            : hasMore
              ? t("table.shownMore", { count })
              : t("table.end", { count })}
          {selection && selection.size > 0 ? ` · ${t("table.selected", { count: selection.size })}` : ""}
        </Text>
        <Group gap="xs">
          {loadingMore && <Loader size={12} aria-label={t("table.more")} />}
          {props.foot}
        </Group>
      </Group>
    </div>
  );
}

/** What all lines are laid out by: it is said once, above them. */
function widthsOf<Row>(columns: readonly Column<Row>[], selects: boolean): CSSProperties {
  const template = columns.map(({ width }) =>
    width?.endsWith("fr") || !width ? `minmax(6rem, ${width ?? "1fr"})` : width,
  );
  // One width for all rows: else each, wider than the window by its own content, would have columns of its own.
  const least = columns.map(({ width }) => (width && !width.endsWith("fr") ? width : "6rem"));
  const box = selects ? ["2.25rem"] : [];
  return {
    minWidth: `calc(${[...box, ...least].join(" + ")})`,
    "--columns": [...box, ...template].join(" "),
    "--line": `${ROW}px`,
  } as CSSProperties;
}
