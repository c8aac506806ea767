import { IconAlarm, IconAlertTriangle, IconClockHour4, IconHourglassHigh } from "@tabler/icons-react";
import i18next from "i18next";
import css from "./due.module.css";
import { moment } from "./when";
import { useWords } from "./words";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `3 d`, `5 h`, `12 min`: the one unit that matters. */
export function span(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  const [unit, size] =
    length >= 2 * DAY
      ? (["day", DAY] as const)
      : length >= HOUR
        ? (["hour", HOUR] as const)
        : (["minute", MINUTE] as const);
  const language = i18next.language ?? "en";
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(
    Math.floor(length / size),
  );
}

/** How long something has stood so; what is old bears a sign, and not only a colour. */
export function Age({ since, now }: { since: string; now: number }) {
  const t = useWords();
  const length = now - Date.parse(since);
  const old = length >= 14 * DAY ? "very" : length >= 3 * DAY ? "old" : null;
  const Icon = old === "very" ? IconAlertTriangle : IconHourglassHigh;
  return (
    <span className={css.sign} data-hint={`${moment(since)}${old ? ` · ${t(`time.${old}`)}` : ""}`}>
      {old && (
        <Icon
          size={14}
          stroke={1.75}
          color={`var(--mantine-color-${old === "very" ? "red" : "orange"}-text)`}
          aria-label={t(`time.${old}`)}
        />
      )}
      <span data-strong={old !== null || undefined}>{span(length)}</span>
    </span>
  );
}

/** How long there is until a deadline, or by how much it was missed. */
export function Due({ at, now, settled }: { at: string; now: number; settled?: boolean }) {
  const t = useWords();
  const left = Date.parse(at) - now;
  const state = settled
    ? "settled"
    : left < 0
      ? "missed"
      : left < DAY
        ? "today"
        : left < 3 * DAY
          ? "soon"
          : "far";
  const Icon = state === "missed" ? IconAlertTriangle : state === "today" ? IconAlarm : IconClockHour4;
  const colour = { missed: "red", today: "orange", soon: "yellow", far: "gray", settled: "gray" }[state];
  if (state === "settled") {
    return (
      <time dateTime={at} style={{ whiteSpace: "nowrap" }}>
        {moment(at)}
      </time>
    );
  }
  const words = left < 0 ? t("time.lateBy", { span: span(left) }) : t("time.left", { span: span(left) });
  return (
    <span className={css.sign} data-hint={moment(at)}>
      {state !== "far" && (
        <Icon size={14} stroke={1.75} color={`var(--mantine-color-${colour}-text)`} aria-hidden />
      )}
      <time dateTime={at} data-strong={state === "missed" || state === "today" || undefined}>
        {words}
      </time>
    </span>
  );
}
