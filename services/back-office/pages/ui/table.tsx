import { Checkbox, Group, Loader, Skeleton, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconSelector } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Rows } from "@/api/reading";
import { Empty } from "./empty";
import { Failure } from "./failure";
import css from "./table.module.css";
import { type Hands, Line, ROW } from "./table-line";

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
  const scroll = useRef<HTMLDivElement>(null);
  const [current, setCurrent] = useState(0);
  const { rows: model } = rows;
  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items[items.length - 1]?.index ?? 0;
  const { more, hasMore, loadingMore } = rows;
  useEffect(() => {
    if (hasMore && !loadingMore && lastShown >= model.length - 30) more();
  }, [hasMore, loadingMore, lastShown, model.length, more]);

  const template = [
    ...(selection ? ["2.25rem"] : []),
    ...columns.map((column) =>
      column.width?.endsWith("fr") || !column.width ? `minmax(6rem, ${column.width ?? "1fr"})` : column.width,
    ),
  ].join(" ");
  // One width for all rows: else each, wider than the window by its own content, would have columns of its own.
  const widths = [
    ...(selection ? ["2.25rem"] : []),
    ...columns.map(({ width }) => (width && !width.endsWith("fr") ? width : "6rem")),
  ];
  const minWidth = `calc(${widths.join(" + ")})`;

  const go = (index: number) => {
    const wanted = Math.max(0, Math.min(model.length - 1, index));
    setCurrent(wanted);
    virtual.scrollToIndex(wanted);
    requestAnimationFrame(() =>
      scroll.current?.querySelector<HTMLElement>(`[data-row="${wanted}"]`)?.focus(),
    );
  };
  const toggle = (key: string) => {
    if (!selection || !onSelect) return;
    const next = new Set(selection);
    if (!next.delete(key)) next.add(key);
    onSelect(next);
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const row = model[index];
    if (!row || event.target !== event.currentTarget) return;
    const steps: Record<string, number> = {
      ArrowDown: 1,
      j: 1,
      ArrowUp: -1,
      k: -1,
      PageDown: 15,
      PageUp: -15,
    };
    const step = steps[event.key];
    if (step !== undefined) go(index + step);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(model.length - 1);
    else if (event.key === "Enter" && onOpen) onOpen(row);
    else if (event.key === " " && selection) toggle(keyOf(row));
    else return;
    event.preventDefault();
  };

  const count = model.length;
  const allChosen = selection !== undefined && count > 0 && model.every((row) => selection.has(keyOf(row)));
  // Lines hold on to this, and are rendered again only when they themselves change.
  const hands = useRef<Hands<Row>>(null as never);
  hands.current = { onFocus: setCurrent, onKeyDown, onOpen, toggle };
  return (
    <div
      className={`card ${css.frame}`}
      style={props.height ? { height: props.height, flex: "none" } : undefined}
    >
      <div className={css.scroll} ref={scroll} tabIndex={count === 0 ? 0 : -1}>
        <div
          role="table"
          style={{ minWidth }}
          aria-label={label}
          aria-rowcount={hasMore ? -1 : count + 1}
          aria-busy={rows.loading}
        >
          <div role="rowgroup" className={css.head}>
            <div role="row" className={css.row} style={{ gridTemplateColumns: template }} aria-rowindex={1}>
              {selection && (
                <div role="columnheader" className={css.cell} tabIndex={-1}>
                  <Checkbox
                    size="xs"
                    aria-label={t("table.selectAll")}
                    checked={allChosen}
                    indeterminate={!allChosen && selection.size > 0}
                    onChange={() => onSelect?.(allChosen ? new Set() : new Set(model.map(keyOf)))}
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
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
            {items.map((item) => {
              const row = model[item.index];
              if (!row) return null;
              const key = keyOf(row);
              return (
                <Line
                  key={key}
                  id={key}
                  row={row}
                  index={item.index}
                  top={item.start}
                  columns={columns}
                  template={template}
                  reached={item.index === Math.min(current, count - 1)}
                  chosen={selection?.has(key)}
                  opens={onOpen !== undefined}
                  hands={hands}
                />
              );
            })}
          </div>
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
