import dayjs from "dayjs";
import { now } from "./clock";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A search parameter as a day, `2026-11-28`; what is none is absent. */
export function dayOf(value: unknown): string | undefined {
  return typeof value === "string" && DAY.test(value) && dayjs(value).format("YYYY-MM-DD") === value
    ? value
    : undefined;
}

/** The first moment of a day in this machine's zone. */
export function startOf(day: string): string {
  return dayjs(day).startOf("day").toISOString();
}

/** The first moment after a day: where a period that includes it ends. */
export function endOf(day: string): string {
  return dayjs(day).add(1, "day").startOf("day").toISOString();
}

export function today(): string {
  return dayjs(now()).format("YYYY-MM-DD");
}

export type Span = "month" | "lastMonth" | "year" | "lastYear";

/** Named periods, both days included; what has not come yet is not cut off. */
export function span(name: Span, today = dayjs(now())): { from: string; to: string } {
  const unit = name === "month" || name === "lastMonth" ? "month" : "year";
  const start = (name === "lastMonth" || name === "lastYear" ? today.subtract(1, unit) : today).startOf(unit);
  return { from: start.format("YYYY-MM-DD"), to: start.endOf(unit).format("YYYY-MM-DD") };
}
