import { Badge, SimpleGrid, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Money as Amount, Points } from "@/ui/amount";
import { Elsewhere } from "@/ui/elsewhere";
import { Facts } from "@/ui/facts";
import { ContactLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";
import type { Held, Means, Money } from "./held";

interface Props {
  held: Held;
  money: Money;
  means: Means;
}

export function Overview({ held, money, means }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
      <Profile held={held} />
      <div>
        <PointsCard held={held} />
        <MoneyCard account={held.number} money={money} />
        <MeansCard means={means} />
      </div>
    </SimpleGrid>
  );
}

function Profile({ held }: { held: Held }) {
  const { t } = useTranslation(["accounts", "ui/contact", "common"]);
  return (
    <Card title={t("profile.title")}>
      <Facts
        of={[
          [t("number"), held.number],
          [
            t("nichandle"),
            <span key="nichandle" className="mono">
              {held.nichandle}
            </span>,
          ],
          [
            t("profile.ownContact"),
            <ContactLink
              key="contact"
              number={held.number}
              handle={t("profile.contactOf", { number: held.number })}
            />,
          ],
          [t("currency"), held.currency],
          [t("priceClass"), held.priceClass],
          [t("profile.locale"), t(`ui/contact:locales.${held.locale}`, { defaultValue: held.locale ?? "" })],
          [
            t("profile.premiumLimit"),
            typeof held.premiumLimit === "number" ? (
              <Points key="limit" value={held.premiumLimit} />
            ) : (
              t("profile.noPremium")
            ),
          ],
          [
            t("profile.branding"),
            [held.branding?.name, held.branding?.sender, held.branding?.linkBase]
              .filter(Boolean)
              .join(" · ") || t("profile.noBranding"),
          ],
          [t("opened"), <When key="opened" at={held.openedAt} />],
          [
            t("changed"),
            <span key="changed">
              <When at={held.changedAt} />
              <Text span size="xs" c="dimmed">
                {` · ${held.changedBy}`}
              </Text>
            </span>,
          ],
        ]}
      />
    </Card>
  );
}

function PointsCard({ held }: { held: Held }) {
  const { t } = useTranslation("accounts");
  const { points } = held;
  const level = points?.lowPoints;
  const low = points && typeof level === "number" && points.available < level;
  return (
    <Card
      title={t("points.title")}
      actions={
        <Elsewhere to="/ledger" search={{ account: held.number }}>
          {t("points.ledger")}
        </Elsewhere>
      }
    >
      {points ? (
        <Facts
          of={[
            [
              t("points.available"),
              <span key="available">
                <strong>
                  <Points value={points.available} />
                </strong>{" "}
                {low && <Badge color="orange">{t("points.low")}</Badge>}
              </span>,
            ],
            [t("points.reserved"), <Points key="reserved" value={points.reserved} />],
            [t("points.spent"), <Points key="spent" value={points.spent} />],
            [t("points.granted"), <Points key="granted" value={points.granted} />],
            [
              t("points.level"),
              typeof level === "number" ? <Points key="level" value={level} /> : t("points.nobodyTold"),
            ],
          ]}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {t("points.none")}
        </Text>
      )}
    </Card>
  );
}

function MoneyCard({ account, money }: { account: number; money: Money }) {
  const { t } = useTranslation("accounts");
  return (
    <Card
      title={t("money.title")}
      actions={
        money && (
          <Elsewhere to="/ledger" search={{ account, tab: "money" }}>
            {t("money.entries")}
          </Elsewhere>
        )
      }
    >
      {money ? (
        <Facts
          of={[
            [
              t("money.available"),
              <Amount key="available" amount={money.available} currency={money.currency} />,
            ],
            [t("money.spent"), <Amount key="spent" amount={money.spent} currency={money.currency} />],
            [
              t("money.received"),
              <Amount key="received" amount={money.received} currency={money.currency} />,
            ],
          ]}
        />
      ) : (
        <Text size="sm" c="dimmed">
          {t("money.none")}
        </Text>
      )}
    </Card>
  );
}

function MeansCard({ means }: { means: Means }) {
  const { t } = useTranslation(["accounts", "common"]);
  return (
    <Card title={t("means.title")} flush>
      <SmallTable
        label={t("means.title")}
        rows={means}
        keyOf={(row) => row.number}
        empty={t("means.none")}
        columns={[
          { header: t("number"), cell: (row) => row.number },
          {
            header: t("means.kind"),
            cell: (row) => t(`means.kinds.${row.kind}`, { defaultValue: row.kind }),
          },
          { header: t("means.preferred"), cell: (row) => (row.preferred ? t("common:yes") : t("common:no")) },
        ]}
      />
    </Card>
  );
}
