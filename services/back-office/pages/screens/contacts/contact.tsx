import { Skeleton, Tabs } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { called } from "@/ui/contact/called";
import { Confirmed } from "@/ui/contact/confirmed";
import { Empty } from "@/ui/empty";
import { Failure } from "@/ui/failure";
import { useFollow } from "@/ui/follow";
import { Timeline } from "@/ui/history";
import { Page } from "@/ui/page";
import { State } from "@/ui/state";
import { Commands } from "./commands/menu";
import { ContactDomains } from "./domains";
import { ContactPageDocument } from "./held";
import { Operations } from "./operations";
import { Overview } from "./overview";
import { contactPageRoute } from "./routes";
import { type Tab, tabs } from "./search";

/** A person or organisation: who it is, what belongs to it, what was done with it. */
export function ContactPage() {
  const { t } = useTranslation(["contacts", "common"]);
  const asked = contactPageRoute.useParams().number;
  const number = Number(asked);
  const { tab = "overview" } = contactPageRoute.useSearch();
  const navigate = useNavigate({ from: contactPageRoute.fullPath });
  const { rights } = useSession();
  useFollow("contact", asked);
  const known = Number.isSafeInteger(number);
  const reading = useReading(ContactPageDocument, { number: known ? number : 0 }, !known);
  const person = reading.data?.contact;
  const title = person ? (called(person.details) ?? person.handle ?? String(number)) : String(number);
  return (
    <Page
      kind={person?.handle && title !== person.handle ? `${t("kind")} ${person.handle}` : t("kind")}
      title={title}
      badges={
        person && (
          <>
            <State of={person.status} />
            <Confirmed of={person} />
          </>
        )
      }
      actions={person && rights.support && <Commands of={person} />}
    >
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {known && !reading.data && !reading.error && (
        <Skeleton height={320} role="status" aria-label={t("common:table.loading")} />
      )}
      {(!known || (reading.data && !person)) && <Empty words={t("unknown", { number: asked })} />}
      {person && (
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
            <Overview person={person} />
          </Tabs.Panel>
          <Tabs.Panel value="domains">
            <ContactDomains contact={person.number} />
          </Tabs.Panel>
          <Tabs.Panel value="operations">
            <Operations person={person} />
          </Tabs.Panel>
          <Tabs.Panel value="history">
            <Timeline stream={`contact/${person.number}`} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}
