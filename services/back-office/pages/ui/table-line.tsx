import { Checkbox } from "@mantine/core";
import { type KeyboardEvent, memo, type ReactNode, type RefObject } from "react";
import type { Column } from "./table";
import css from "./table.module.css";

/** The height of a line. */
export const ROW = 34;

/** What a table does when something is done to one of its lines. */
export interface Hands<Row> {
  onFocus: (index: number) => void;
  onKeyDown: (event: KeyboardEvent, index: number) => void;
  onOpen: ((row: Row) => void) | undefined;
  toggle: (key: string) => void;
}

interface Props<Row> {
  id: string;
  row: Row;
  index: number;
  top: number;
  columns: readonly Column<Row>[];
  /** The one line that Tab comes to. */
  reached: boolean;
  /** Whether it is selected; absent where nothing can be. */
  chosen: boolean | undefined;
  /** The word for that. */
  select: string;
  opens: boolean;
  hands: RefObject<Hands<Row>>;
}

function Shown<Row>({ id, row, index, columns, chosen, hands, ...props }: Props<Row>) {
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 2}
      {...(chosen === undefined ? {} : { "aria-selected": chosen })}
      tabIndex={props.reached ? 0 : -1}
      className={`${css.row} ${css.line}`}
      data-open={props.opens || undefined}
      data-chosen={chosen || undefined}
      style={{ transform: `translateY(${props.top}px)` }}
      onFocus={() => hands.current.onFocus(index)}
      onKeyDown={(event) => hands.current.onKeyDown(event, index)}
      onClick={(event) => {
        if ((event.target as HTMLElement).closest("a, button, input, label")) return;
        if (window.getSelection()?.toString()) return;
        hands.current.onOpen?.(row);
      }}
    >
      {chosen !== undefined && (
        <div role="cell" className={css.cell}>
          <Checkbox
            size="xs"
            tabIndex={-1}
            aria-label={`${props.select} ${id}`}
            checked={chosen}
            onChange={() => hands.current.toggle(id)}
          />
        </div>
      )}
      {columns.map((column) => (
        <div role="cell" key={column.id} className={css.cell} data-align={column.align}>
          {column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** A line of a table: while the list scrolls, only those that come into sight are made. */
export const Line = memo(Shown) as <Row>(props: Props<Row>) => ReactNode;
