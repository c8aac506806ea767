import { Group, Text, VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useState } from "react";
import { grouped } from "./amount";
import css from "./bars.module.css";

export interface Series {
  name: string;
  /** One of the eight colours of the charts. */
  tone: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  values: readonly number[];
}

interface Props {
  /** What is shown, for those who do not see it. */
  label: string;
  /** What stands below each bar. */
  ticks: readonly string[];
  series: readonly Series[];
  height?: number;
  unit?: string;
}

const LEFT = 44;
const BOTTOM = 20;
const TOP = 8;

/** A round number at or above the largest, and its quarter steps. */
export function scale(largest: number): { top: number; steps: readonly number[] } {
  if (largest <= 4) return { top: 4, steps: [0, 1, 2, 3, 4] };
  const power = 10 ** Math.floor(Math.log10(largest));
  const top =
    [1, 2, 4, 5, 8, 10].map((factor) => factor * power).find((value) => value >= largest) ?? largest;
  return { top, steps: [0, 0.25, 0.5, 0.75, 1].map((share) => share * top).filter(Number.isInteger) };
}

/** `12 500 000` as `12.5M`, so that an axis stays narrow. */
function short(value: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/**
 * Stacked bars over days or months. Drawn here because a charts' library alone is a third of what the first page may
 * weigh; the same numbers stand in a table for those who do not see them.
 */
export function Bars({ label, ticks, series, height = 190, unit }: Props) {
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const sums = ticks.map((_, index) =>
    series.reduce((sum, one) => sum + Math.max(0, one.values[index] ?? 0), 0),
  );
  const { top, steps } = scale(Math.max(0, ...sums));
  const inner = Math.max(0, width - LEFT - 8);
  const slot = ticks.length === 0 ? 0 : inner / ticks.length;
  const high = height - BOTTOM - TOP;
  const y = (value: number) => TOP + high - (value / top) * high;
  const every = Math.max(1, Math.ceil(ticks.length / Math.max(1, Math.floor(inner / 56))));
  const shown = at ?? ticks.length - 1;
  return (
    <figure className={css.figure}>
      <Group gap="md" mb={4} wrap="wrap">
        {series.map((one) => (
          <span className={css.key} key={one.name}>
            <span className={css.swatch} data-tone={one.tone} aria-hidden />
            {one.name}
            <span className={css.value}>{grouped(one.values[shown] ?? 0)}</span>
          </span>
        ))}
        <Text size="xs" c="dimmed" span>
          {ticks[shown]}
          {unit ? ` · ${unit}` : ""}
        </Text>
      </Group>
      <div ref={ref} className={css.plot}>
        {width > 0 && (
          <svg width={width} height={height} aria-hidden onPointerLeave={() => setAt(null)}>
            {steps.map((step) => (
              <g key={step}>
                <line x1={LEFT} x2={width - 8} y1={y(step)} y2={y(step)} className={css.grid} />
                <text x={LEFT - 6} y={y(step) + 3.5} textAnchor="end" className={css.tick}>
                  {short(step)}
                </text>
              </g>
            ))}
            {ticks.map((tick, index) => {
              let below = 0;
              const x = LEFT + index * slot;
              return (
                <g
                  key={tick}
                  onPointerEnter={() => setAt(index)}
                  data-at={at === index || undefined}
                  className={css.bar}
                >
                  <rect x={x} y={TOP} width={slot} height={high} className={css.hit} />
                  {series.map((one) => {
                    const value = Math.max(0, one.values[index] ?? 0);
                    const from = below;
                    below += value;
                    return (
                      <rect
                        key={one.name}
                        x={x + slot * 0.16}
                        width={Math.max(1, slot * 0.68)}
                        y={y(below)}
                        height={Math.max(0, y(from) - y(below))}
                        data-tone={one.tone}
                      />
                    );
                  })}
                  {index % every === 0 && (
                    <text x={x + slot / 2} y={height - 5} textAnchor="middle" className={css.tick}>
                      {tick}
                    </text>
                  )}
                </g>
              );
            })}
          </svg>
        )}
      </div>
      <VisuallyHidden>
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <td />
              {series.map((one) => (
                <th scope="col" key={one.name}>
                  {one.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ticks.map((tick, index) => (
              <tr key={tick}>
                <th scope="row">{tick}</th>
                {series.map((one) => (
                  <td key={one.name}>{one.values[index] ?? 0}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  );
}
