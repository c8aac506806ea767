import { Alert, Button, Group, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { IconCoin } from "@tabler/icons-react";
import { Link, type LinkProps, linkOptions } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import type { OwnHomeQuery } from "@/api/generated/reseller/graphql";
import { useReading } from "@/api/reading";
import { grouped, money, Points } from "@/ui/amount";
import { useTicking } from "@/ui/clock";
import { Due } from "@/ui/due";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { Card, Page } from "@/ui/page";

import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";
import { useAsking } from "../asking";
import { NameLink } from "../links";
import { Answers } from "./answers";
import css from "./home.module.css";

const OwnHome = graphql(`
  query OwnHome {
    me {
      account nichandle currency pointsPerUnit lowPoints
      points { available reserved }
      holder { organisation name }
    }
    overview {
      names expiring expired redemption actionRequired underWay failed unpaidOrders dueInvoices contactChanges moves
    }
    domains(filter: { states: [ACTIVE, EXPIRED] }, sort: EXPIRES, first: 8) {
      nodes { name unicode expires }
    }
  }
`);

type Own = OwnHomeQuery["me"];
type Numbers = OwnHomeQuery["overview"];

/** Names that end within this are shown. */
const SOON = 60 * 86_400_000;

/** What is left, what waits for the account, what ends soon. */
export function ManagerHome() {
  const { t } = useTranslation(["manager", "common"]);
  const reading = useReading(OwnHome, {});
  const { me, overview, domains } = reading.data ?? {};
  const now = useTicking();
  useAsking((overview?.underWay ?? 0) > 0);
  const ending = domains?.nodes.filter((one) => one.expires && Date.parse(one.expires) < now + SOON);
  return (
    <Page
      title={t("home.title")}
      window={t("nav.home")}
      kind={
        me &&
        [me.holder?.organisation || me.holder?.name, me.nichandle, me.account].filter(Boolean).join(" · ")
      }
    >
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {me && <Low of={me} />}
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" verticalSpacing={0}>
        <Card
          title={t("home.points")}
          actions={
            <Go to="/manager/points" search={{}}>
              {t("home.statement")}
            </Go>
          }
        >
          {me ? (
            <Left of={me} />
          ) : (
            <Skeleton height={72} role="status" aria-label={t("common:table.loading")} />
          )}
        </Card>
        <Waiting of={overview} />
      </SimpleGrid>
      {overview && overview.moves + overview.contactChanges > 0 && <Answers />}
      <Card
        title={t("home.ending")}
        flush
        actions={
          <Go to="/manager/names" search={{ sort: "EXPIRES" }}>
            {t("home.allNames")}
          </Go>
        }
      >
        <SmallTable
          label={t("home.ending")}
          rows={ending}
          keyOf={(row) => row.name}
          empty={t("home.noneEnding")}
          columns={[
            { header: t("home.name"), cell: (row) => <NameLink {...row} /> },
            { header: t("home.expires"), cell: (row) => <When at={row.expires} only="day" /> },
            {
              header: t("home.left"),
              cell: (row) => (row.expires ? <Due at={row.expires} now={now} /> : null),
            },
          ]}
        />
      </Card>
    </Page>
  );
}

function Low({ of }: { of: Own }) {
  const { t } = useTranslation("manager");
  if (of.lowPoints === null || of.lowPoints === undefined || of.points.available >= of.lowPoints) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconCoin />} title={t("home.low")} mb="sm" role="status">
      <Text size="sm">{t("home.lowHint", { level: grouped(of.lowPoints) })}</Text>
      <Group mt="xs">
        <Button component={Link} to="/manager/points" variant="default">
          {t("home.topUp")}
        </Button>
      </Group>
    </Alert>
  );
}

function Left({ of }: { of: Own }) {
  const { t } = useTranslation(["manager", "common"]);
  return (
    <>
      <p className={css.left}>
        <strong>{grouped(of.points.available)}</strong> {t("common:points")}{" "}
        <Text span size="sm" c="dimmed">
          {t("home.worth", {
            amount: money(Math.floor((of.points.available * 100) / of.pointsPerUnit), of.currency),
          })}
        </Text>
      </p>
      <Facts of={[[t("home.reserved"), <Points key="r" value={of.points.reserved} />]]} />
    </>
  );
}

const items: readonly {
  name: Exclude<keyof Numbers & string, "__typename" | "moves" | "contactChanges">;
  urgent?: boolean;
  to: Pick<LinkProps, "to" | "search"> | object;
}[] = [
  {
    name: "actionRequired",
    urgent: true,
    to: linkOptions({ to: "/manager/operations", search: { state: "ACTION_REQUIRED" } }),
  },
  {
    name: "failed",
    urgent: true,
    to: linkOptions({ to: "/manager/operations", search: { state: "FAILED", pending: true } }),
  },
  {
    name: "expired",
    urgent: true,
    to: linkOptions({ to: "/manager/names", search: { state: "EXPIRED" } }),
  },
  {
    name: "redemption",
    urgent: true,
    to: linkOptions({ to: "/manager/names", search: { state: "REDEMPTION" } }),
  },
  { name: "unpaidOrders", to: linkOptions({ to: "/manager/orders", search: { status: "NOT_PAID" } }) },
  { name: "dueInvoices", to: linkOptions({ to: "/manager/invoices", search: { status: "DUE" } }) },
  {
    name: "expiring",
    to: linkOptions({ to: "/manager/names", search: { state: "ACTIVE", expires: 30 } }),
  },
  { name: "underWay", to: linkOptions({ to: "/manager/operations", search: { pending: true } }) },
  { name: "names", to: linkOptions({ to: "/manager/names", search: { state: "ACTIVE" } }) },
];

/** The numbers, each with the list behind it. */
function Waiting({ of }: { of: Numbers | undefined }) {
  const { t } = useTranslation("manager");
  return (
    <Card title={t("home.waiting")}>
      <ul className={css.items}>
        {items.map(({ name, urgent, to }) => (
          <li key={name}>
            <Link
              {...to}
              className={css.item}
              data-zero={of?.[name] === 0 || undefined}
              data-urgent={(urgent && (of?.[name] ?? 0) > 0) || undefined}
            >
              <span className={css.words}>{t(`home.items.${name}`)}</span>
              <span className={css.number}>
                {of ? grouped(of[name]) : <Skeleton height={16} width={24} component="span" />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
