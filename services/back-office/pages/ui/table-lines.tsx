import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Rows } from "@/api/reading";
import type { Column } from "./table";
import { type Hands, Line, ROW } from "./table-line";

interface Props<Row> {
  /** What they are scrolled in. */
  scroll: HTMLDivElement | null;
  columns: readonly Column<Row>[];
  rows: Rows<Row>;
  keyOf: (row: Row) => string;
  onOpen: ((row: Row) => void) | undefined;
  selection: ReadonlySet<string> | undefined;
  toggle: (key: string) => void;
}

const steps: Record<string, number> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: 15,
  PageUp: -15,
};

/** The lines in sight. What stands around them is not rendered again while they are scrolled. */
export function Lines<Row>({ scroll, columns, rows, keyOf, onOpen, selection, toggle }: Props<Row>) {
  const { t } = useTranslation();
  const [current, setCurrent] = useState(0);
  const { rows: model } = rows;
  const virtual = useVirtualizer({
    count: model.length,
    getScrollElement: () => scroll,
    estimateSize: () => ROW,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items[items.length - 1]?.index ?? 0;
  const { more, hasMore, loadingMore } = rows;
  useEffect(() => {
    if (hasMore && !loadingMore && lastShown >= model.length - 30) more();
  }, [hasMore, loadingMore, lastShown, model.length, more]);

  const go = (index: number) => {
    const wanted = Math.max(0, Math.min(model.length - 1, index));
    setCurrent(wanted);
    virtual.scrollToIndex(wanted);
    requestAnimationFrame(() => scroll?.querySelector<HTMLElement>(`[data-row="${wanted}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const row = model[index];
    if (!row || event.target !== event.currentTarget) return;
    const step = steps[event.key];
    if (step !== undefined) go(index + step);
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(model.length - 1);
    else if (event.key === "Enter" && onOpen) onOpen(row);
    else if (event.key === " " && selection) toggle(keyOf(row));
    else return;
    event.preventDefault();
  };
  // Lines hold on to this, and are rendered again only when they themselves change.
  const hands = useRef<Hands<Row>>(null as never);
  hands.current = { onFocus: setCurrent, onKeyDown, onOpen, toggle };
  const reached = Math.min(current, model.length - 1);
  const select = t("table.select");
  return (
    <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative" }}>
      {items.map(({ index, start }) => {
        const row = model[index];
        if (!row) return null;
        const key = keyOf(row);
        return (
          <Line
            key={key}
            id={key}
            row={row}
            index={index}
            top={start}
            columns={columns}
            reached={index === reached}
            chosen={selection?.has(key)}
            select={select}
            opens={onOpen !== undefined}
            hands={hands}
          />
        );
      })}
    </div>
  );
}
