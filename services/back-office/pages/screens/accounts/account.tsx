import { Alert, Skeleton, Tabs, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { useFollow } from "@/ui/follow";
import { Timeline } from "@/ui/history";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { Access } from "./access";
import { Commands } from "./commands/menu";
import { AccountPageDocument, type Held } from "./held";
import { Overview } from "./overview";
import { accountPageRoute } from "./routes";
import { type Tab, tabs } from "./search";
import { AccountContacts, AccountDomains, AccountInvoices, AccountOperations, AccountOrders } from "./tables";

/** An account: who it is, what it has, what it may, and everything that belongs to it. */
export function AccountPage() {
  const { t } = useTranslation(["accounts", "common"]);
  const asked = accountPageRoute.useParams().number;
  const number = Number(asked);
  const { tab = "overview" } = accountPageRoute.useSearch();
  const navigate = useNavigate({ from: accountPageRoute.fullPath });
  useFollow("account", asked);
  const known = Number.isSafeInteger(number);
  const reading = useReading(AccountPageDocument, { number: known ? number : 0 }, !known);
  const held = reading.data?.account;
  return (
    <Page
      kind={held ? `${t("kind")} ${held.number}` : t("kind")}
      title={held?.nichandle ?? asked}
      badges={held && <State of={held.status} />}
      actions={held && <Commands of={held} />}
    >
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {known && !reading.data && !reading.error && (
        <Skeleton height={320} role="status" aria-label={t("common:table.loading")} />
      )}
      {(!known || (reading.data && !held)) && <Empty words={t("unknown", { number: asked })} />}
      {held && <Closed of={held} />}
      {held && (
        <Tabs
          value={tab}
          onChange={(chosen) =>
            void navigate({ search: { tab: (chosen ?? undefined) as Tab | undefined }, replace: true })
          }
        >
          <Tabs.List mb="sm">
            {tabs.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`tabs.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="overview">
            <Overview
              held={held}
              money={reading.data?.moneyAccount}
              means={reading.data?.paymentMeans ?? []}
            />
          </Tabs.Panel>
          <Tabs.Panel value="access">
            <Access held={held} />
          </Tabs.Panel>
          <Tabs.Panel value="domains">
            <AccountDomains account={number} />
          </Tabs.Panel>
          <Tabs.Panel value="contacts">
            <AccountContacts account={number} />
          </Tabs.Panel>
          <Tabs.Panel value="operations">
            <AccountOperations account={number} />
          </Tabs.Panel>
          <Tabs.Panel value="orders">
            <AccountOrders account={number} />
          </Tabs.Panel>
          <Tabs.Panel value="invoices">
            <AccountInvoices account={number} />
          </Tabs.Panel>
          <Tabs.Panel value="history">
            <Timeline stream={`account/${number}`} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}

/** Why an account can do nothing. */
function Closed({ of }: { of: Held }) {
  const { t } = useTranslation("accounts");
  if (of.status === "open") return null;
  return (
    <Alert color="orange" variant="light" icon={<IconLock />} mb="sm" py={6}>
      <Text size="sm">
        {t(`${of.status === "closed" ? "closed" : "suspended"}`)}
        {of.reason ? ` “${of.reason}”` : ""}
      </Text>
    </Alert>
  );
}
