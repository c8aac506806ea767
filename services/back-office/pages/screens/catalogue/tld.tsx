import { Badge, Button, Group, Skeleton, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { Missing } from "@/app/missing";
import { DayFilter } from "@/ui/day-field";
import { today } from "@/ui/days";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import css from "./catalogue.module.css";
import { People } from "./people";
import { EndingRules, type Tld } from "./reading";
import { tldPageRoute } from "./routes";
import { Duties, Moves } from "./terms";

/** What holds for names of an ending, on a day. */
export function TldPage() {
  const { t } = useTranslation(["catalogue", "common"]);
  const { tld: name } = tldPageRoute.useParams();
  const { on } = tldPageRoute.useSearch();
  const navigate = useNavigate({ from: tldPageRoute.fullPath });
  const reading = useReading(EndingRules, { name, on: on ?? null });
  if (reading.error) return <Failure error={reading.error} again={reading.again} />;
  if (!reading.data) return <Skeleton height={320} m="md" />;
  const tld = reading.data.tld;
  if (!tld) return <Missing />;
  return (
    <Page
      kind={t("ending")}
      title={`.${tld.name}`}
      badges={
        <>
          <Badge color="blue">{t(`groups.${tld.group}` as "groups.gtld", { defaultValue: tld.group })}</Badge>
          <Badge color="gray">{tld.thick ? t("thickRegistry") : t("thinRegistry")}</Badge>
          {tld.premium !== "none" && <Badge color="grape">{t("premium")}</Badge>}
        </>
      }
      actions={
        <>
          <DayFilter
            label={t("on")}
            value={on ?? today()}
            onChange={(day) =>
              void navigate({ search: { on: day === today() ? undefined : day }, replace: true })
            }
            required
          />
          <Button
            variant="default"
            onClick={() => void navigate({ to: "/domains", search: { tld: tld.name } })}
          >
            {t("itsNames")}
          </Button>
        </>
      }
    >
      <div className={css.columns}>
        <Registration tld={tld} />
        <People tld={tld} />
        <Moves tld={tld} />
        <Duties tld={tld} />
        <Sold tld={tld} />
      </div>
    </Page>
  );
}

function Registration({ tld }: { tld: Tld }) {
  const { t } = useTranslation(["catalogue", "common"]);
  const { label, periods, nameServers, idn, dnssec } = tld;
  const scripts = idn.characters ?? (idn.scripts.length > 0 ? idn.scripts.join(", ") : t("anyScript"));
  return (
    <Card title={t("registration")}>
      <Facts
        of={[
          [t("registry"), tld.registry],
          [t("years"), `${periods.min}–${periods.max}`],
          [t("maxAhead"), t("yearsOf", { count: periods.maxAhead })],
          [t("length"), t("lengthOf", { min: label.min, max: label.max })],
          label.reserved.length > 0 && [t("reserved"), label.reserved.join(", ")],
          [
            t("nameServers"),
            t("serversOf", {
              min: nameServers.min,
              max: nameServers.maxUpdate,
              none: nameServers.noneAllowed ? t("orNone") : "",
            }),
          ],
          [t("glue"), t(`glues.${tld.glue}` as "glues.host_objects", { defaultValue: tld.glue })],
          [t("idnLong"), idn.allowed ? scripts : t("common:no")],
          Boolean(idn.defaultTag) && [t("idnTag"), idn.defaultTag],
          ["DNSSEC", t(`dnssec.${dnssec.form}` as "dnssec.ds", { defaultValue: dnssec.form })],
          dnssec.algorithms.length > 0 && [t("algorithms"), dnssec.algorithms.join(", ")],
          dnssec.digests.length > 0 && [t("digests"), dnssec.digests.join(", ")],
          [t("privacy"), tld.privacy ? t("common:yes") : t("common:no")],
          [
            t("rule"),
            <span key="rule" className="mono">
              {tld.rule}
            </span>,
          ],
          [t("since"), tld.from],
        ]}
      />
    </Card>
  );
}

function Sold({ tld }: { tld: Tld }) {
  const { t } = useTranslation(["catalogue", "common"]);
  const { conditions, claims, reason } = tld.launch;
  return (
    <Card title={t("sold")}>
      <Facts
        of={[
          [
            t("offered"),
            <Group key="offered" gap={4}>
              {tld.offered.map((action) => (
                <Badge key={action} color="gray">
                  {t(`actions.${action}` as "actions.create", { defaultValue: action })}
                </Badge>
              ))}
            </Group>,
          ],
          [
            t("priceLists"),
            tld.priceLists.length === 0 ? (
              t("noPrices")
            ) : (
              <Group key="lists" gap="xs">
                {tld.priceLists.map((list) => (
                  <Go
                    key={`${list.class}-${list.currency}`}
                    to="/prices"
                    search={{ class: list.class, currency: list.currency, text: tld.name }}
                  >
                    {`${list.class}-${list.currency}`}
                  </Go>
                ))}
              </Group>
            ),
          ],
          [t("premium"), tld.premium === "none" ? t("common:no") : t("premiumQuoted")],
          [t("claims"), claims ? t("common:yes") : t("common:no")],
          [t("reasonAsked"), reason ? t("common:yes") : t("common:no")],
        ]}
      />
      {conditions && (
        <Text size="sm" mt="xs">
          {t("conditions", { version: conditions.version })} {conditions.text}{" "}
          <a className="plain" href={conditions.url} target="_blank" rel="noreferrer">
            {conditions.url}
          </a>
        </Text>
      )}
    </Card>
  );
}
