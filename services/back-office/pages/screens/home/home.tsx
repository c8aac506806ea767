import { SegmentedControl, SimpleGrid, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import dayjs from "dayjs";
import utc from "dayjs/plugin/utc";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import type { Span } from "@/api/generated/office/graphql";
import { useLive } from "@/api/live";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { Bars, type Series } from "@/ui/bars";
import { useNow } from "@/ui/clock";
import { Failure } from "@/ui/failure";
import { Card, Page } from "@/ui/page";
import { Closed } from "./closed";
import { homeRoute } from "./routes";
import { periods } from "./search";
import { Work } from "./work";

dayjs.extend(utc);

const Overview = graphql(`
  query Overview {
    overview {
      votesWaiting
      contactChangesOpen
      actionRequired
      blocked
      failedOperations
      pendingOperations
      registryMessages
      parkedJobs
      driftOpen
      obligationsAtRisk
      obligationsMissed
      disclosureRequestsOpen
      disclosureRequestsDueSoon
      ordersNotPaid
      adjustmentsWaiting
      overdueInvoices
      domains
      domainsExpiringSoon
      accounts
      blockedBy { who operations }
    }
  }
`);

const Anything = graphql(`
  subscription Anything {
    events { stream sequence }
  }
`);

const Volumes = graphql(`
  query Volumes($from: NaiveDate!, $to: NaiveDate!, $by: Span!) {
    volumes(from: $from, to: $to, by: $by) { day action operations points }
    revenue(from: $from, to: $to, by: $by) { day currency invoiced spentPoints }
  }
`);

const TONES: Record<string, Series["tone"]> = {
  Create: 1,
  Renew: 2,
  TransferRequest: 3,
  Trade: 4,
  Restore: 5,
  Update: 6,
  Delete: 8,
};

/** Each day or month of the span, with what is shown below its bar. */
function slots(by: Span, from: dayjs.Dayjs, to: dayjs.Dayjs): { key: string; tick: string }[] {
  const unit = by === "DAY" ? "day" : "month";
  const found = [];
  for (let at = from; at.isBefore(to); at = at.add(1, unit)) {
    found.push({ key: at.format("YYYY-MM-DD"), tick: at.format(by === "DAY" ? "D MMM" : "MMM YY") });
  }
  return found;
}

/** What waits for somebody, and how it is going. */
export function Home() {
  const { t } = useTranslation(["home", "common"]);
  const { me } = useSession();
  const search = homeRoute.useSearch();
  const navigate = useNavigate({ from: homeRoute.fullPath });
  useLive(Anything, {});
  const overview = useReading(Overview, {});
  const period = search.period ?? "month";
  const by: Span = period === "month" ? "DAY" : "MONTH";
  // The server's days are those of UTC, by its own clock.
  const now = useNow();
  const today = dayjs.utc(now).format("YYYY-MM-DD");
  const { from, to } = useMemo(() => {
    const end = dayjs(today).add(1, "day");
    if (period === "month") return { from: end.subtract(30, "day"), to: end };
    const month = dayjs(today).startOf("month");
    return { from: month.subtract(11, "month"), to: month.add(1, "month") };
  }, [period, today]);
  const volumes = useReading(Volumes, { from: from.format("YYYY-MM-DD"), to: to.format("YYYY-MM-DD"), by });
  const spans = useMemo(() => slots(by, from, to), [by, from, to]);
  const ticks = spans.map((slot) => slot.tick);
  const operations = useMemo<Series[]>(() => {
    const found = volumes.data?.volumes ?? [];
    const actions = [...new Set(found.map((one) => one.action))];
    return actions
      .sort((a, b) => (TONES[a] ?? 7) - (TONES[b] ?? 7))
      .map((action) => ({
        name: t(`common:actions.${action}` as "common:actions.Create", { defaultValue: action }),
        tone: TONES[action] ?? 7,
        values: spans.map(
          (slot) => found.find((one) => one.day === slot.key && one.action === action)?.operations ?? 0,
        ),
      }));
  }, [volumes.data, spans, t]);
  const points = useMemo<Series[]>(() => {
    const found = volumes.data?.revenue ?? [];
    const currencies = [...new Set(found.map((one) => one.currency))].sort();
    return currencies.map((currency, index) => ({
      name: t("pointsOf", { currency }),
      tone: ((index % 8) + 1) as Series["tone"],
      values: spans.map(
        (slot) => found.find((one) => one.day === slot.key && one.currency === currency)?.spentPoints ?? 0,
      ),
    }));
  }, [volumes.data, spans, t]);
  return (
    <Page title={t("title")} window={t("common:nav.home")} kind={t("greeting", { login: me.login })}>
      {overview.error && <Failure error={overview.error} again={overview.again} />}
      <Closed now={now} />
      <Work of={overview.data?.overview} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
        <Card
          title={t("volumes")}
          actions={
            <SegmentedControl
              size="xs"
              aria-label={t("period")}
              value={period}
              data={periods.map((value) => ({ value, label: t(`periods.${value}`) }))}
              onChange={(value) =>
                void navigate({ search: { period: value === "year" ? "year" : undefined }, replace: true })
              }
            />
          }
        >
          {volumes.error ? (
            <Failure error={volumes.error} again={volumes.again} />
          ) : operations.length === 0 ? (
            <Text size="sm" c="dimmed" py="lg" ta="center">
              {volumes.loading ? t("common:table.loading") : t("noVolumes")}
            </Text>
          ) : (
            <Bars label={t("volumes")} ticks={ticks} series={operations} />
          )}
        </Card>
        <Card title={t("revenue")}>
          {points.length === 0 ? (
            <Text size="sm" c="dimmed" py="lg" ta="center">
              {volumes.loading ? t("common:table.loading") : t("noRevenue")}
            </Text>
          ) : (
            <Bars label={t("revenue")} ticks={ticks} series={points} unit={t("common:points")} />
          )}
        </Card>
      </SimpleGrid>
    </Page>
  );
}
