import { Group, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { CatalogueQuery } from "@/api/generated/office/graphql";
import { useReading } from "@/api/reading";
import { DayFilter } from "@/ui/day-field";
import { today } from "@/ui/days";
import { ChoiceFilter, FilterBar, TextFilter } from "@/ui/filters";
import { Go } from "@/ui/links";
import { useLocalRows } from "@/ui/local";
import { Page } from "@/ui/page";
import { type Column, DataTable } from "@/ui/table";
import { filtered } from "@/ui/tools";
import { catalogueRoute } from "./routes";
import { groups } from "./search";

const Endings = graphql(`
  query Catalogue($on: NaiveDate) {
    tlds(on: $on) {
      name
      from
      registry
      group
      periods { min max }
      transfer { byRequest codeRequired votes }
      trade { procedure }
      restore
      dnssec { form }
      idn { allowed }
      thick
      privacy
      premium
      offered
      priceLists { class currency }
    }
  }
`);

export type Row = CatalogueQuery["tlds"][number];

/** Every ending that is sold, with the rules that tell them apart. */
export function Catalogue() {
  const { t } = useTranslation(["catalogue", "common"]);
  const search = catalogueRoute.useSearch();
  const navigate = useNavigate({ from: catalogueRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const reading = useReading(Endings, { on: search.on ?? null });
  const { text, group, registry } = search;
  const keep = useCallback(
    (row: Row) =>
      row.name.startsWith((text ?? "").replace(/^\./, "").toLowerCase()) &&
      (group === undefined || row.group === group) &&
      (registry === undefined || row.registry === registry),
    [text, group, registry],
  );
  const rows = useLocalRows(reading, (data) => data.tlds, keep);
  const columns = useColumns(search.on);
  const registries = [...new Set(reading.data?.tlds.map((row) => row.registry) ?? [])].sort();
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <Page title={t("title")} full>
      <FilterBar active={filtered(search)} onClear={clear}>
        <TextFilter
          label={t("beginning")}
          value={text}
          onChange={(chosen) => set({ text: chosen })}
          width={190}
        />
        <ChoiceFilter
          label={t("group")}
          value={group}
          options={groups.map((one) => ({ value: one, label: t(`groups.${one}`) }))}
          onChange={(chosen) => set({ group: chosen })}
          width={190}
        />
        <ChoiceFilter
          label={t("registry")}
          value={registry}
          options={registries.map((one) => ({ value: one, label: one }))}
          onChange={(chosen) => set({ registry: chosen })}
        />
        <DayFilter
          label={t("on")}
          value={search.on ?? today()}
          onChange={(on) => set({ on: on === today() ? undefined : on })}
          required
        />
      </FilterBar>
      <DataTable
        label={t("title")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.name}
        onOpen={(row) =>
          void navigate({ to: "/catalogue/$tld", params: { tld: row.name }, search: { on: search.on } })
        }
        filtered={filtered(search)}
        onClear={clear}
      />
    </Page>
  );
}

function Yes({ on, words }: { on: boolean; words: string }) {
  return on ? <IconCheck size={15} role="img" aria-label={words} /> : null;
}

function useColumns(on: string | undefined): readonly Column<Row>[] {
  const { t } = useTranslation(["catalogue", "common"]);
  return useMemo<Column<Row>[]>(
    () => [
      {
        id: "name",
        header: t("ending"),
        width: "1fr",
        cell: (row) => (
          <Go to="/catalogue/$tld" params={{ tld: row.name }} search={{ on }}>
            {`.${row.name}`}
          </Go>
        ),
      },
      {
        id: "group",
        header: t("group"),
        width: "9.5rem",
        cell: (row) => t(`groups.${row.group}` as "groups.gtld", { defaultValue: row.group }),
      },
      { id: "registry", header: t("registry"), width: "6.5rem", cell: (row) => row.registry },
      {
        id: "periods",
        header: t("years"),
        width: "4.5rem",
        cell: (row) =>
          row.periods.min === row.periods.max ? row.periods.min : `${row.periods.min}–${row.periods.max}`,
      },
      { id: "transfer", header: t("transferIn"), width: "11rem", cell: (row) => <Transfer row={row} /> },
      {
        id: "trade",
        header: t("trade"),
        width: "8.5rem",
        cell: (row) =>
          t(`procedures.${row.trade.procedure}` as "procedures.votes", { defaultValue: row.trade.procedure }),
      },
      {
        id: "restore",
        header: t("restore"),
        width: "5rem",
        cell: (row) => <Yes on={row.restore} words={t("restore")} />,
      },
      {
        id: "dnssec",
        header: "DNSSEC",
        width: "5.5rem",
        cell: (row) => (row.dnssec.form === "none" ? "" : row.dnssec.form),
      },
      {
        id: "idn",
        header: t("idn"),
        width: "4rem",
        cell: (row) => <Yes on={row.idn.allowed} words={t("idn")} />,
      },
      {
        id: "thick",
        header: t("thick"),
        width: "5rem",
        cell: (row) => (row.thick ? t("thickWord") : t("thinWord")),
      },
      {
        id: "prices",
        header: t("lists"),
        width: "5.5rem",
        align: "right",
        cell: (row) => row.priceLists.length,
      },
    ],
    [t, on],
  );
}

function Transfer({ row }: { row: Row }) {
  const { t } = useTranslation("catalogue");
  const words = [
    row.transfer.byRequest ? t("byRequest") : t("byPush"),
    row.transfer.codeRequired && t("withCode"),
    row.transfer.votes && t("withVotes"),
  ].filter(Boolean);
  return (
    <Group gap={4} wrap="nowrap">
      <Text span size="xs" truncate>
        {words.join(", ")}
      </Text>
    </Group>
  );
}
