import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime";
import utc from "dayjs/plugin/utc";
import { now } from "./clock";
import { Quiet } from "./quiet";

dayjs.extend(relativeTime);
dayjs.extend(utc);

/** `2026-11-28 14:05` in this machine's zone. */
export function moment(at: string): string {
  return dayjs(at).format("YYYY-MM-DD HH:mm");
}

export function day(at: string): string {
  return dayjs(at).format("YYYY-MM-DD");
}

/** To the second, in UTC too, and how long ago. */
export function exact(at: string): string {
  return `${dayjs(at).format("YYYY-MM-DD HH:mm:ss Z")} · ${dayjs(at).utc().format("HH:mm:ss")} UTC · ${dayjs(at).from(now())}`;
}

const line = { whiteSpace: "nowrap" } as const;

/** A moment, to the minute; the second, UTC and how long ago on top of it. */
export function When({ at, only }: { at: string | null | undefined; only?: "day" | "ago" }) {
  if (!at) return <Quiet />;
  const shown = only === "day" ? day(at) : only === "ago" ? dayjs(at).from(now()) : moment(at);
  return (
    <time dateTime={at} style={line} data-hint="">
      {shown}
    </time>
  );
}
