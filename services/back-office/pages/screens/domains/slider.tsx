import { ActionIcon, Slider, Text, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import dayjs from "dayjs";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useRows } from "@/api/reading";
import { useEventWords } from "@/events/words";
import { now } from "@/ui/clock";
import { days, type Marked } from "./days";
import css from "./slider.module.css";

const NameEvents = graphql(`
  query NameEvents($stream: String!, $first: Int, $after: String) {
    events(stream: $stream, first: $first, after: $after) {
      nodes { sequence kind at }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

/** So many events make marks; a name of a longer life has its days, and marks for the latest. */
const MARKED = 1_000;

interface Props {
  name: string;
  asOf: string | undefined;
  onChange: (day: string | undefined) => void;
}

/** The days of a name's life, from its first event to today: moving along them shows it as it was. */
export function TimeSlider({ name, asOf, onChange }: Props) {
  const { t } = useTranslation(["domains", "common"]);
  const events = useRows(NameEvents, { stream: `domain/${name}` }, (data) => data.events);
  const { rows, hasMore, loadingMore, more } = events;
  useEffect(() => {
    if (hasMore && !loadingMore && rows.length < MARKED) more();
  }, [hasMore, loadingMore, more, rows.length]);
  const life = useMemo(() => days(rows, now()), [rows]);
  if (!life || life.last < 1) return null;
  return <Line key={life.first} life={life} asOf={asOf} onChange={onChange} label={t("slider.label")} />;
}

function Line({
  life,
  asOf,
  onChange,
  label,
}: {
  life: Marked;
  asOf: string | undefined;
  onChange: Props["onChange"];
  label: string;
}) {
  const { t } = useTranslation(["domains", "common"]);
  const eventWords = useEventWords();
  const dayAt = (index: number) => dayjs(life.first).add(index, "day").format("YYYY-MM-DD");
  const chosen = asOf
    ? Math.min(life.last, Math.max(0, dayjs(asOf).startOf("day").diff(dayjs(life.first), "day")))
    : life.last;
  const [at, setAt] = useState(chosen);
  useEffect(() => setAt(chosen), [chosen]);
  const go = (index: number) => onChange(index >= life.last ? undefined : dayAt(index));
  const marked = life.marks.map((mark) => mark.index);
  const before = marked.filter((index) => index < at).at(-1);
  const after = marked.find((index) => index > at) ?? (at < life.last ? life.last : undefined);
  const happened = life.marks.find((mark) => mark.index === at)?.kinds ?? [];
  const words = at >= life.last ? t("common:time.now") : dayAt(at);
  return (
    <section className={`card ${css.slider}`} aria-label={label}>
      <Step label={t("slider.earlier")} to={before} go={go} icon={<IconChevronLeft size={16} />} />
      <Slider
        className={css.track}
        classNames={{ mark: css.mark }}
        size={3}
        thumbSize={14}
        min={0}
        max={life.last}
        value={at}
        onChange={setAt}
        onChangeEnd={go}
        marks={marked.map((value) => ({ value }))}
        label={dayAt}
        thumbLabel={label}
        thumbValueText={words}
      />
      <Step label={t("slider.later")} to={after} go={go} icon={<IconChevronRight size={16} />} />
      <div className={css.words} aria-live="polite">
        <Text size="sm" fw={600} span>
          {words}
        </Text>
        <Text size="xs" c="dimmed" span truncate>
          {happened.length > 0
            ? happened.map((kind) => eventWords(kind, "domain")).join(", ")
            : at >= life.last
              ? t("slider.hint")
              : t("slider.quiet")}
        </Text>
      </div>
    </section>
  );
}

function Step({
  label,
  to,
  go,
  icon,
}: {
  label: string;
  to: number | undefined;
  go: (index: number) => void;
  icon: React.ReactNode;
}) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} disabled={to === undefined} onClick={() => to !== undefined && go(to)}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
