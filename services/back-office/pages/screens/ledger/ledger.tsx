import { Alert, Button, Group, Menu, SegmentedControl, Tabs, Text } from "@mantine/core";
import { IconChevronDown, IconHistory } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { DayFilter } from "@/ui/day-field";
import { span } from "@/ui/days";
import { FilterBar } from "@/ui/filters";
import { AccountLink } from "@/ui/links";
import { Page } from "@/ui/page";
import { AccountFilter, useAccount } from "@/ui/pickers";
import { AllBalances } from "./balances";
import { LedgerMenu } from "./menu";
import { MoneyTab } from "./money";
import { PointsTab } from "./points";
import { ledgerRoute } from "./routes";

/** Where an account's points and money came from, and where they went. */
export function Ledger() {
  const { t } = useTranslation(["ledger", "common"]);
  const search = ledgerRoute.useSearch();
  const navigate = useNavigate({ from: ledgerRoute.fullPath });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const account = useAccount(search.account);
  const number = search.account;
  const tab = search.tab ?? "points";
  const called = account?.nichandle ?? number;
  return (
    <Page
      title={number === undefined ? t("title") : t("titleOf", { account: called })}
      badges={
        number !== undefined && (
          <Text size="sm" span>
            <AccountLink number={number} name={t("accountPage")} />
          </Text>
        )
      }
      actions={
        number !== undefined &&
        !search.asOf && <LedgerMenu account={number} currency={account?.currency ?? null} />
      }
      full
    >
      <FilterBar
        active={Boolean(search.from || search.to || search.asOf || search.asc)}
        onClear={() => set({ from: undefined, to: undefined, asOf: undefined, asc: undefined })}
      >
        <AccountFilter
          label={t("account")}
          value={number}
          onChange={(chosen) => void navigate({ search: { account: chosen, tab: search.tab } })}
        />
        {number !== undefined && (
          <>
            <DayFilter
              label={t("from")}
              value={search.from}
              max={search.to}
              onChange={(from) => set({ from })}
            />
            <DayFilter label={t("to")} value={search.to} min={search.from} onChange={(to) => set({ to })} />
            <Spans from={search.from} to={search.to} onChoose={set} />
            {tab === "points" && (
              <>
                <DayFilter label={t("asOf")} value={search.asOf} onChange={(asOf) => set({ asOf })} />
                <SegmentedControl
                  aria-label={t("order")}
                  value={search.asc ? "asc" : "desc"}
                  onChange={(order) => set({ asc: order === "asc" || undefined })}
                  data={[
                    { value: "desc", label: t("newest") },
                    { value: "asc", label: t("oldest") },
                  ]}
                />
              </>
            )}
          </>
        )}
      </FilterBar>
      {search.asOf && number !== undefined && (
        <Alert color="blue" variant="light" icon={<IconHistory />} mb="xs" py={6} flex="none">
          <Group gap="sm">
            <Text size="sm">{t("common:time.asItWas", { day: search.asOf })}</Text>
            <Button variant="default" size="compact-xs" onClick={() => set({ asOf: undefined })}>
              {t("common:time.backToNow")}
            </Button>
          </Group>
        </Alert>
      )}
      {number === undefined ? (
        <AllBalances />
      ) : (
        <>
          <Tabs
            value={tab}
            onChange={(chosen) => set({ tab: chosen === "money" ? "money" : undefined, entry: undefined })}
          >
            <Tabs.List mb="xs">
              <Tabs.Tab value="points">{t("points")}</Tabs.Tab>
              <Tabs.Tab value="money">{t("money")}</Tabs.Tab>
            </Tabs.List>
          </Tabs>
          {tab === "points" ? <PointsTab account={number} /> : <MoneyTab account={number} />}
        </>
      )}
    </Page>
  );
}

const spans = ["month", "lastMonth", "year", "lastYear"] as const;

/** Periods that accounts are closed by. */
function Spans({
  from,
  to,
  onChoose,
}: {
  from?: string;
  to?: string;
  onChoose: (period: { from: string; to: string }) => void;
}) {
  const { t } = useTranslation("ledger");
  const chosen = spans.find((name) => span(name).from === from && span(name).to === to);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={13} aria-hidden />}>
          {chosen ? t(`spans.${chosen}`) : t("period")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {spans.map((name) => (
          <Menu.Item key={name} onClick={() => onChoose(span(name))}>
            {t(`spans.${name}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
