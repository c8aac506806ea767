import type { ReactNode } from "react";
import css from "./facts.module.css";

export type Fact = readonly [term: ReactNode, value: ReactNode] | false | null | undefined;

/** Terms and what they are, in columns where there is room. */
export function Facts({ of, columns = 1 }: { of: readonly Fact[]; columns?: 1 | 2 | 3 }) {
  return (
    <dl className={css.facts} data-columns={columns}>
      {of.map((fact, index) =>
        fact ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the facts of one thing stand in a fixed order.
          <div className={css.fact} key={index}>
            <dt>{fact[0]}</dt>
            <dd>{fact[1] === null || fact[1] === undefined || fact[1] === "" ? "–" : fact[1]}</dd>
          </div>
        ) : null,
      )}
    </dl>
  );
}
