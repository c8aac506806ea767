import { Badge, Button, Group, SegmentedControl, SimpleGrid, Skeleton, Stack, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AdjustmentListQuery } from "@/api/generated/office/graphql";
import { type Rows, useReading, useRows } from "@/api/reading";
import { useSession } from "@/session/session";
import { grouped, Points } from "@/ui/amount";
import { now } from "@/ui/clock";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { FilterBar } from "@/ui/filters";
import { Go } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { AccountFilter, useAccount } from "@/ui/pickers";
import { State } from "@/ui/state";
import { type Column, DataTable } from "@/ui/table";
import { When } from "@/ui/when";
import { AdjustmentPanel } from "./adjustment";
import { AdjustmentList, AdjustmentListNewest } from "./adjustments-reading";
import { ApproveDialog, DeclineDialog } from "./decide";
import { PointsOf, turned } from "./reading";
import { adjustmentsRoute } from "./routes";
import { shown } from "./search";

export type Row = AdjustmentListQuery["adjustments"]["nodes"][number];

/** Corrections and gifts that one person may not book alone: those that wait come first. */
export function Adjustments() {
  const { t } = useTranslation(["ledger", "common"]);
  const search = adjustmentsRoute.useSearch();
  const navigate = useNavigate({ from: adjustmentsRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const show = search.show ?? "waiting";
  const waiting = useRows(
    show === "waiting" ? AdjustmentList : AdjustmentListNewest,
    {
      account: search.account ?? null,
      waiting: show === "waiting" ? true : show === "decided" ? false : null,
    },
    (data) => (show === "waiting" ? data.adjustments : turned(data.adjustments)),
  );
  const panel = (
    <AdjustmentPanel
      row={waiting.rows.find((row) => row.number === search.adjustment)}
      number={search.adjustment}
      onClose={() => set({ adjustment: undefined })}
    />
  );
  return (
    <Page title={t("approvals.title")} full={show !== "waiting"}>
      <Text size="sm" c="dimmed" mb="xs" maw="60rem">
        {t("approvals.explain")}
      </Text>
      <FilterBar
        active={Boolean(search.account)}
        onClear={() => void navigate({ search: { show: search.show }, replace: true })}
      >
        <SegmentedControl
          aria-label={t("state")}
          value={show}
          onChange={(chosen) =>
            set({ show: chosen === "waiting" ? undefined : (chosen as (typeof shown)[number]) })
          }
          data={shown.map((one) => ({ value: one, label: t(`approvals.${one}`) }))}
        />
        <AccountFilter label={t("account")} value={search.account} onChange={(account) => set({ account })} />
      </FilterBar>
      {show === "waiting" ? (
        <WaitingOnes rows={waiting} onOpen={(adjustment) => set({ adjustment })} />
      ) : (
        <Decided rows={waiting} onOpen={(adjustment) => set({ adjustment })} />
      )}
      {panel}
    </Page>
  );
}

function WaitingOnes({ rows, onOpen }: { rows: Rows<Row>; onOpen: (number: number) => void }) {
  const { t } = useTranslation(["ledger", "common"]);
  if (rows.error) return <Failure error={rows.error} again={rows.again} />;
  if (rows.loading) return <Skeleton height={140} />;
  if (rows.rows.length === 0) return <Empty words={t("approvals.none")} hint={t("approvals.noneHint")} />;
  return (
    <>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
        {rows.rows.map((row) => (
          <One key={row.id} row={row} onOpen={onOpen} />
        ))}
      </SimpleGrid>
      {rows.hasMore && (
        <Button variant="default" loading={rows.loadingMore} onClick={rows.more}>
          {t("approvals.more")}
        </Button>
      )}
    </>
  );
}

/** One proposal: what it would do, who asks for it and why, and who may say yes. */
function One({ row, onOpen }: { row: Row; onOpen: (number: number) => void }) {
  const { t } = useTranslation(["ledger", "common"]);
  const { me, rights } = useSession();
  const [deciding, setDeciding] = useState<"approve" | "decline" | null>(null);
  const account = useAccount(row.account);
  const reading = useReading(PointsOf, { account: row.account, asOf: null });
  const available = reading.data?.pointsAccount?.available;
  const mine = row.proposer === me.login;
  const soon = dayjs(row.expiresAt).diff(dayjs(now()), "hour") < 24;
  return (
    <Card
      title={
        <Group gap="xs">
          <Go to="/adjustments" search={(before: object) => ({ ...before, adjustment: row.number })}>
            {t("approvals.number", { number: row.number })}
          </Go>
          <Badge color="gray">
            {t(`approvals.kinds.${row.kind}` as "approvals.kinds.adjust", { defaultValue: row.kind })}
          </Badge>
        </Group>
      }
      actions={
        <Button variant="subtle" size="compact-xs" onClick={() => onOpen(row.number)}>
          {t("approvals.history")}
        </Button>
      }
    >
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <Stack gap={2} miw={0}>
          <Text size="sm">
            <Go to="/ledger" search={{ account: row.account }}>
              {account?.nichandle ?? row.account}
            </Go>{" "}
            <Text span c="dimmed" size="xs">
              {row.account}
            </Text>
          </Text>
          <Text size="sm" fs="italic" style={{ overflowWrap: "anywhere" }}>
            {`“${row.reason}”`}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {t("approvals.proposedBy", { login: row.proposer })} <When at={row.proposedAt} />
          </Text>
          <Text size="xs" component="div" fw={soon ? 600 : undefined} c={soon ? undefined : "dimmed"}>
            {t("approvals.until")} <When at={row.expiresAt} /> (<When at={row.expiresAt} only="ago" />)
          </Text>
        </Stack>
        <Stack gap={0} align="flex-end" style={{ flex: "none" }}>
          <Text size="lg" fw={600}>
            <Points value={row.points} signed />
          </Text>
          <Text size="xs" c="dimmed">
            {t("approvals.limit", { limit: grouped(row.limit) })}
          </Text>
          {available !== undefined && (
            <Text size="xs" c="dimmed">
              {`${grouped(available)} → ${grouped(available + row.points)}`}
            </Text>
          )}
        </Stack>
      </Group>
      {rights.finance && (
        <Group mt="xs" gap="xs" justify="flex-end">
          {mine ? (
            <>
              <Text size="xs" c="dimmed" flex={1}>
                {t("approvals.yours")}
              </Text>
              <Button variant="default" onClick={() => setDeciding("decline")}>
                {t("takeBack.open")}
              </Button>
            </>
          ) : (
            <>
              <Button variant="default" onClick={() => setDeciding("decline")}>
                {t("decline.open")}
              </Button>
              <Button onClick={() => setDeciding("approve")}>{t("approve.open")}</Button>
            </>
          )}
        </Group>
      )}
      <ApproveDialog
        opened={deciding === "approve"}
        onClose={() => setDeciding(null)}
        row={row}
        available={available}
      />
      <DeclineDialog
        opened={deciding === "decline"}
        onClose={() => setDeciding(null)}
        row={row}
        mine={mine}
      />
    </Card>
  );
}

function Decided({ rows, onOpen }: { rows: Rows<Row>; onOpen: (number: number) => void }) {
  const { t } = useTranslation(["ledger", "common"]);
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "number", header: t("number"), width: "4.5rem", align: "right", cell: (row) => row.number },
      { id: "status", header: t("state"), width: "7rem", cell: (row) => <State of={row.status} /> },
      {
        id: "kind",
        header: t("kind"),
        width: "6.5rem",
        cell: (row) =>
          t(`approvals.kinds.${row.kind}` as "approvals.kinds.adjust", { defaultValue: row.kind }),
      },
      {
        id: "account",
        header: t("account"),
        width: "5.5rem",
        cell: (row) => (
          <Go to="/ledger" search={{ account: row.account }}>
            {row.account}
          </Go>
        ),
      },
      {
        id: "points",
        header: t("points"),
        width: "8rem",
        align: "right",
        cell: (row) => <Points value={row.points} signed />,
      },
      { id: "reason", header: t("common:command.reason"), width: "2fr", cell: (row) => row.reason },
      { id: "proposer", header: t("approvals.proposer"), width: "7.5rem", cell: (row) => row.proposer },
      {
        id: "decidedBy",
        header: t("approvals.decidedBy"),
        width: "7.5rem",
        cell: (row) => row.decidedBy ?? "–",
      },
      {
        id: "decidedAt",
        header: t("approvals.decidedAt"),
        width: "9rem",
        cell: (row) => <When at={row.decidedAt} />,
      },
      {
        id: "because",
        header: t("approvals.because"),
        width: "1.5fr",
        cell: (row) => row.declinedBecause ?? "",
      },
    ],
    [t],
  );
  return (
    <DataTable
      label={t("approvals.title")}
      columns={columns}
      rows={rows}
      keyOf={(row) => row.id}
      onOpen={(row) => onOpen(row.number)}
      empty={t("approvals.noneDecided")}
    />
  );
}
