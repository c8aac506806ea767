import { Alert, Group, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconHourglass } from "@tabler/icons-react";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { grouped, Points } from "@/ui/amount";
import { now } from "@/ui/clock";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import css from "./ledger.module.css";
import { LimitOf, PointsOf, RateOf, WaitingOf } from "./reading";

/** What the points of an account are worth: so many are one unit of its currency. */
export function useRate(account: number): { currency: string; perUnit: number } | undefined {
  const [at] = useState(() => dayjs(now()).startOf("day").toISOString());
  const reading = useReading(RateOf, { account, at });
  const found = reading.data?.statement;
  return found ? { currency: found.currency, perUnit: found.pointsPerUnit } : undefined;
}

/** `12 345` points as `123.45 EUR`. */
export function worth(points: number, rate: { currency: string; perUnit: number } | undefined): string {
  if (!rate) return "";
  const places = rate.currency === "XOF" ? 0 : 2;
  return `${grouped((points / rate.perUnit).toFixed(places))} ${rate.currency}`;
}

/** What the account holds now, or held on a day: four figures that must add up. */
export function Standing({ account, asOf }: { account: number; asOf: string | null }) {
  const { t } = useTranslation(["ledger", "common"]);
  const reading = useReading(PointsOf, { account, asOf });
  const rate = useRate(account);
  const points = reading.data?.pointsAccount;
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (!reading.data) return <Skeleton height={58} mb="xs" />;
  if (!points) {
    return (
      <Text size="sm" c="dimmed" mb="xs">
        {t("noPointsAccount")}
      </Text>
    );
  }
  const sound = points.available + points.reserved + points.spent === points.granted;
  const low = !asOf && points.lowPoints != null && points.available < points.lowPoints;
  const figures = [
    {
      term: t("available"),
      value: points.available,
      hint: low ? t("belowLevel", { level: grouped(points.lowPoints ?? 0) }) : worth(points.available, rate),
    },
    { term: t("reserved"), value: points.reserved, hint: t("reservedHint") },
    { term: t("spent"), value: points.spent, hint: t("spentHint") },
    { term: t("granted"), value: points.granted, hint: sound ? t("addsUp") : t("addsUpNot") },
  ];
  return (
    <dl className={`card ${css.figures}`} style={{ marginTop: 0 }}>
      {figures.map(({ term, value, hint }, index) => (
        <div key={term} className={css.figure}>
          <dt>{term}</dt>
          <dd>
            <Points value={value} />
            <small>
              {index === 3 &&
                (sound ? (
                  <IconCheck size={12} color="var(--mantine-color-teal-7)" aria-hidden />
                ) : (
                  <IconAlertTriangle size={12} color="var(--mantine-color-error)" aria-hidden />
                ))}
              {index === 0 && low && <IconAlertTriangle size={12} aria-hidden />} {hint}
            </small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Corrections of this account that a second person has to approve. */
export function Waiting({ account }: { account: number }) {
  const { t } = useTranslation(["ledger", "common"]);
  const reading = useReading(WaitingOf, { account });
  const waiting = reading.data?.adjustments.nodes ?? [];
  if (waiting.length === 0) return null;
  const points = waiting.reduce((sum, one) => sum + one.points, 0);
  return (
    <Alert color="orange" variant="light" icon={<IconHourglass />} mb="xs" py={6} flex="none">
      <Group gap="sm">
        <Text size="sm">
          {t("waits", { count: waiting.length, points: `${points > 0 ? "+" : ""}${grouped(points)}` })}
        </Text>
        <Text size="sm" span>
          <Go to="/adjustments" search={{ account }}>
            {t("toApprovals")}
          </Go>
        </Text>
      </Group>
    </Alert>
  );
}

/** Up to where one person books alone, as far as it is known from the account's own corrections. */
export function SecondPerson({ account }: { account: number }) {
  const { t } = useTranslation("ledger");
  const reading = useReading(LimitOf, { account });
  const limit = reading.data?.adjustments.nodes[0]?.limit;
  return (
    <Text size="xs" c="dimmed" mt={4}>
      {limit === undefined ? t("secondPerson") : t("secondPersonAbove", { limit: grouped(limit) })}
    </Text>
  );
}
