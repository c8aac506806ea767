import { Group, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { OperatorLogPageQuery } from "@/api/generated/office/graphql";
import { useReading, useRows } from "@/api/reading";
import { DayFilter } from "@/ui/day-field";
import { endOf, startOf } from "@/ui/days";
import { ChoiceFilter, FilterBar } from "@/ui/filters";
import { type Column, DataTable } from "@/ui/table";
import { Tag } from "@/ui/tag";
import { When } from "@/ui/when";
import { auditRoute } from "./routes";
import { acts } from "./search";
import { ThingLink } from "./streams";
import { WholeFilter } from "./suggest";

const OperatorLogPage = graphql(`
  query OperatorLogPage(
    $login: String
    $act: OperatorAct
    $subject: String
    $from: DateTime
    $to: DateTime
    $first: Int
    $after: String
  ) {
    operatorLog(login: $login, act: $act, subject: $subject, from: $from, to: $to, first: $first, after: $after) {
      edges {
        cursor
        node { at login role act subjects reason }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

const Logins = graphql(`
  query Logins {
    operators { login }
  }
`);

type Row = OperatorLogPageQuery["operatorLog"]["edges"][number];

const words: Record<string, (typeof acts)[number]> = {
  look: "LOOK",
  "retry-job": "RETRY_JOB",
  "close-message": "CLOSE_MESSAGE",
};

/** What operators did that changed nothing: above all, whose personal data they looked at. */
export function OperatorLog() {
  const { t } = useTranslation(["audit", "common"]);
  const search = auditRoute.useSearch();
  const navigate = useNavigate({ from: auditRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const logins = useReading(Logins, {});
  const rows = useRows(
    OperatorLogPage,
    {
      login: search.login ?? null,
      act: search.act ?? null,
      subject: search.subject ?? null,
      from: search.from ? startOf(search.from) : null,
      to: search.to ? endOf(search.to) : null,
    },
    // Its cursors are the numbers of its entries: the last one's is where the page ends.
    ({ operatorLog: { edges, pageInfo } }) => ({
      nodes: edges,
      pageInfo: { hasNextPage: pageInfo.hasNextPage, endCursor: edges[edges.length - 1]?.cursor ?? null },
    }),
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "at", header: t("at"), width: "9rem", cell: ({ node }) => <When at={node.at} /> },
      { id: "login", header: t("login"), width: "10rem", cell: ({ node }) => node.login },
      {
        id: "role",
        header: t("role"),
        width: "9rem",
        cell: ({ node }) =>
          t(`common:roles.${node.role}` as "common:roles.admin", { defaultValue: node.role }),
      },
      {
        id: "act",
        header: t("act"),
        width: "13rem",
        cell: ({ node }) => {
          const known = words[node.act];
          return (
            <Tag color={known === "LOOK" ? "blue" : "gray"}>{known ? t(`acts.${known}`) : node.act}</Tag>
          );
        },
      },
      {
        id: "subjects",
        header: t("subjects"),
        width: "3fr",
        cell: ({ node }) => (
          <Group gap={8} wrap="nowrap">
            {node.subjects.slice(0, 6).map((subject) => (
              <Text key={subject} size="xs" className="mono" span>
                <ThingLink stream={subject}>{subject}</ThingLink>
              </Text>
            ))}
            {node.subjects.length > 6 && (
              <Text size="xs" c="dimmed" span>
                {t("andMore", { count: node.subjects.length - 6 })}
              </Text>
            )}
          </Group>
        ),
      },
      {
        id: "reason",
        header: t("common:command.reason"),
        width: "1fr",
        cell: ({ node }) => node.reason ?? "",
      },
    ],
    [t],
  );
  const narrowed = Boolean(search.login || search.act || search.subject || search.from || search.to);
  const clear = () => void navigate({ search: { view: "log" }, replace: true });
  return (
    <>
      <FilterBar active={narrowed} onClear={clear}>
        <WholeFilter
          label={t("login")}
          value={search.login}
          known={logins.data?.operators.map((operator) => operator.login) ?? []}
          onChange={(login) => set({ login })}
          main
        />
        <ChoiceFilter
          label={t("act")}
          value={search.act}
          options={acts.map((act) => ({ value: act, label: t(`acts.${act}`) }))}
          onChange={(act) => set({ act })}
          width={200}
        />
        <WholeFilter
          label={t("subject")}
          value={search.subject}
          known={rows.rows.flatMap((row) => row.node.subjects)}
          onChange={(subject) => set({ subject })}
          width={220}
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
      </FilterBar>
      <DataTable
        label={t("views.log")}
        columns={columns}
        rows={rows}
        keyOf={(row) => row.cursor}
        filtered={narrowed}
        onClear={clear}
        empty={t("noLog")}
      />
    </>
  );
}
