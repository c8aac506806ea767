import { Button, Group, MultiSelect, Select, Text, Tooltip } from "@mantine/core";
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconRefresh } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CombinedError } from "urql";
import { useClient } from "urql";
import { graphql } from "@/api/generated/office";
import type { EventListQuery, ExportEventsQueryVariables } from "@/api/generated/office/graphql";
import { PAGE, useRows } from "@/api/reading";
import { refusedIn } from "@/api/refused";
import { useEventWords } from "@/events/words";
import { useSession } from "@/session/session";
import { DayFilter } from "@/ui/day-field";
import { endOf, startOf, today } from "@/ui/days";
import { FilterBar } from "@/ui/filters";
import { Go } from "@/ui/links";
import { Refusal } from "@/ui/refusal";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { download, filtered, oneOf } from "@/ui/tools";
import { When } from "@/ui/when";
import { EventPanel } from "./event";
import { useHappenings } from "./live";
import { auditRoute } from "./routes";
import { channels } from "./search";
import { placeOf, streamTypes } from "./streams";
import { WholeFilter } from "./suggest";

const EventList = graphql(`
  query EventList(
    $stream: String
    $actor: String
    $channel: String
    $kind: String
    $types: [String!]!
    $correlation: UUID
    $from: DateTime
    $to: DateTime
    $first: Int
    $after: String
  ) {
    events(
      stream: $stream
      actor: $actor
      channel: $channel
      kind: $kind
      types: $types
      correlation: $correlation
      from: $from
      to: $to
      first: $first
      after: $after
    ) {
      nodes { stream sequence kind at recordedAt actor channel correlation }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const ExportEvents = graphql(`
  query ExportEvents(
    $stream: String
    $actor: String
    $channel: String
    $kind: String
    $types: [String!]!
    $from: DateTime
    $to: DateTime
  ) {
    exportEvents(
      stream: $stream
      actor: $actor
      channel: $channel
      kind: $kind
      types: $types
      from: $from
      to: $to
    )
  }
`);

type Row = EventListQuery["events"]["nodes"][number];

/** What is in the address but filters nothing. */
const NO_FILTER = ["view", "event", "login", "act", "subject", "before", "after"];

/** Everything that was recorded, the newest first, as it happens. */
export function Events() {
  const { t } = useTranslation(["audit", "common"]);
  const search = auditRoute.useSearch();
  const navigate = useNavigate({ from: auditRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [paused, setPaused] = useState(false);
  const filter = {
    stream: search.stream ?? null,
    actor: search.actor ?? null,
    channel: search.channel ?? null,
    kind: search.kind ?? null,
    types: search.types?.split(",") ?? [],
    from: search.from ? startOf(search.from) : null,
    to: search.to ? endOf(search.to) : null,
  };
  const rows = useRows(
    EventList,
    { ...filter, correlation: search.correlation ?? null },
    (data) => data.events,
  );
  // Whoever has gone further down keeps their place until they ask for what is new.
  const deep = rows.rows.length > PAGE;
  const { missed, listening, caughtUp } = useHappenings(paused || deep, rows.again);
  const columns = useColumns();
  const narrowed = filtered(search, NO_FILTER);
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <>
      <FilterBar
        active={narrowed}
        onClear={clear}
        end={
          <Live
            paused={paused}
            missed={missed}
            listening={listening}
            onPause={() => {
              if (paused) caughtUp();
              setPaused(!paused);
            }}
            onShow={caughtUp}
          />
        }
      >
        <WholeFilter
          label={t("stream")}
          value={search.stream}
          known={rows.rows.map((row) => row.stream)}
          onChange={(stream) => set({ stream })}
          width={190}
          main
        />
        <WholeFilter
          label={t("actor")}
          value={search.actor}
          known={rows.rows.map((row) => row.actor)}
          onChange={(actor) => set({ actor })}
          width={140}
        />
        <WholeFilter
          label={t("kind")}
          value={search.kind}
          known={rows.rows.map((row) => row.kind)}
          onChange={(kind) => set({ kind })}
          width={120}
        />
        <Select
          size="xs"
          w={130}
          aria-label={t("door")}
          placeholder={t("door")}
          data={channels.map((channel) => ({ value: channel, label: t(`doors.${channel}`) }))}
          value={search.channel ?? null}
          onChange={(channel) => set({ channel: oneOf(channels, channel) })}
          clearable
          clearButtonProps={{ "aria-label": `${t("common:clearField")}: ${t("door")}` }}
        />
        <MultiSelect
          size="xs"
          w={search.types ? 240 : 110}
          aria-label={t("types")}
          placeholder={search.types ? undefined : t("types")}
          data={[...streamTypes]}
          value={search.types?.split(",") ?? []}
          onChange={(types) => set({ types: types.length > 0 ? types.join(",") : undefined })}
          searchable
          clearable
          clearButtonProps={{ "aria-label": `${t("common:clearField")}: ${t("types")}` }}
        />
        <DayFilter
          label={t("common:time.from")}
          value={search.from}
          max={search.to}
          onChange={(from) => set({ from })}
        />
        <DayFilter
          label={t("common:time.to")}
          value={search.to}
          min={search.from}
          onChange={(to) => set({ to })}
        />
        {search.correlation && (
          <WholeFilter
            label={t("correlation")}
            value={search.correlation}
            known={[]}
            onChange={(correlation) => set({ correlation })}
            width={290}
          />
        )}
      </FilterBar>
      <DataTable
        label={t("views.events")}
        columns={columns}
        rows={rows}
        keyOf={(row) => `${row.stream}#${row.sequence}`}
        onOpen={(row) => set({ event: `${row.stream}#${row.sequence}` })}
        filtered={narrowed}
        onClear={clear}
        empty={t("noEvents")}
        foot={search.correlation === undefined && <Export filter={filter} />}
      />
      <EventPanel place={placeOf(search.event)} onClose={() => set({ event: undefined })} />
    </>
  );
}

/** The events of a filter as a table; the export is recorded as a look, so it is for overseers. */
function Export({ filter }: { filter: ExportEventsQueryVariables }) {
  const { t } = useTranslation(["audit", "common"]);
  const { rights } = useSession();
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<CombinedError | undefined>();
  if (!rights.oversee) return null;
  const write = async () => {
    setBusy(true);
    const answer = await client.query(ExportEvents, filter, { requestPolicy: "network-only" });
    setBusy(false);
    setFailed(answer.error);
    if (answer.data) download(`events-${today()}.csv`, answer.data.exportEvents, "text/csv;charset=utf-8");
  };
  return (
    <>
      {failed && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert" component="div">
          <Refusal of={refusedIn(failed)} />
        </Text>
      )}
      <Tooltip label={t("exportHint")}>
        <Button
          size="compact-xs"
          variant="default"
          loading={busy}
          leftSection={<IconDownload size={13} aria-hidden />}
          onClick={write}
        >
          {t("common:table.csv")}
        </Button>
      </Tooltip>
    </>
  );
}

function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation(["audit", "common"]);
  const eventWords = useEventWords();
  return useMemo<Column<Row>[]>(
    () => [
      { id: "at", header: t("at"), width: "9rem", cell: (row) => <When at={row.at} /> },
      {
        id: "kind",
        header: t("kind"),
        width: "1.2fr",
        cell: (row) => (
          <Go
            to="/audit"
            search={(before: object) => ({ ...before, event: `${row.stream}#${row.sequence}` })}
            replace
            title={row.kind}
          >
            {eventWords(row.kind, row.stream)}
          </Go>
        ),
      },
      {
        id: "stream",
        header: t("stream"),
        width: "2fr",
        cell: (row) => <span className="mono">{row.stream}</span>,
      },
      { id: "sequence", header: t("number"), width: "4rem", align: "right", cell: (row) => row.sequence },
      { id: "actor", header: t("actor"), width: "1.2fr", cell: (row) => row.actor },
      {
        id: "channel",
        header: t("door"),
        width: "8rem",
        cell: (row) => <Tag color="gray">{row.channel}</Tag>,
      },
      {
        id: "correlation",
        header: t("correlation"),
        width: "8rem",
        cell: (row) => (
          <Go to="/audit" search={{ correlation: row.correlation }} className="mono" title={t("sameRequest")}>
            {row.correlation.slice(0, 8)}
          </Go>
        ),
      },
    ],
    [t, eventWords],
  );
}

function Live({
  paused,
  missed,
  listening,
  onPause,
  onShow,
}: {
  paused: boolean;
  missed: number;
  listening: boolean;
  onPause: () => void;
  onShow: () => void;
}) {
  const { t } = useTranslation("audit");
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  return (
    <Group gap="xs" wrap="nowrap">
      {missed > 0 && (
        <Button variant="light" leftSection={<IconRefresh size={14} aria-hidden />} onClick={onShow}>
          {t("missed", { count: missed })}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<Icon size={14} aria-hidden />}
        aria-pressed={paused}
        onClick={onPause}
      >
        {paused ? t("resume") : t("pause")}
      </Button>
      <Text size="xs" c="dimmed" role="status" style={{ whiteSpace: "nowrap" }}>
        {paused ? t("paused") : listening ? t("live") : t("notLive")}
      </Text>
    </Group>
  );
}
