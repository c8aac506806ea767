import { Text, Tooltip } from "@mantine/core";
import dayjs from "dayjs";
import relativeTime from "dayjs/plugin/relativeTime";
import utc from "dayjs/plugin/utc";
import { now } from "./clock";

dayjs.extend(relativeTime);
dayjs.extend(utc);

/** `2026-11-28 14:05` in this machine's zone. */
export function moment(at: string): string {
  return dayjs(at).format("YYYY-MM-DD HH:mm");
}

export function day(at: string): string {
  return dayjs(at).format("YYYY-MM-DD");
}

/** Worked out once somebody looks: a list has hundreds of moments. */
function Exact({ at }: { at: string }) {
  return `${dayjs(at).format("YYYY-MM-DD HH:mm:ss Z")} · ${dayjs(at).utc().format("HH:mm:ss")} UTC · ${dayjs(at).from(now())}`;
}

/** A moment, to the minute; the second, UTC and how long ago on top of it. */
export function When({ at, only }: { at: string | null | undefined; only?: "day" | "ago" }) {
  if (!at)
    return (
      <Text span c="dimmed" size="sm">
        {"–"}
      </Text>
    );
  const shown = only === "day" ? day(at) : only === "ago" ? dayjs(at).from(now()) : moment(at);
  return (
    <Tooltip label={<Exact at={at} />}>
      <time dateTime={at} style={{ whiteSpace: "nowrap" }}>
        {shown}
      </time>
    </Tooltip>
  );
}
