import { Badge, Button, SimpleGrid, Skeleton, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useReading } from "@/api/reading";
import { grouped } from "@/ui/amount";
import { called } from "@/ui/contact/called";
import { Confirmed } from "@/ui/contact/confirmed";
import { ConfirmationFacts, DetailsFacts } from "@/ui/contact/facts";
import { useDialogs } from "@/ui/dialogs";
import { Empty } from "@/ui/empty";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Go } from "@/ui/links";
import { Card, Page } from "@/ui/page";
import { State } from "@/ui/state";
import { When } from "@/ui/when";
import { AmendContactDialog, DeleteContactDialog } from "./commands";
import { NamesOfContact, OwnContact, type Person } from "./held";
import { ownContactRoute } from "./routes";

/** One of the account's contacts: who it is, and how many names use it. */
export function OwnContactPage() {
  const { t } = useTranslation(["manager/contacts", "ui/contact", "common"]);
  const asked = ownContactRoute.useParams().number;
  const number = Number(asked);
  const known = /^\d{1,9}$/.test(asked);
  const reading = useReading(OwnContact, { number: known ? number : 0 }, !known);
  const person = reading.data?.contact;
  const title = person ? (called(person.details) ?? person.handle ?? asked) : asked;
  return (
    <Page
      kind={person?.handle && title !== person.handle ? `${t("kind")} ${person.handle}` : t("kind")}
      title={title}
      badges={
        person && (
          <>
            <State of={person.status} />
            <Confirmed of={person} />
            {person.isOwn && <Badge color="gray">{t("own")}</Badge>}
          </>
        )
      }
      actions={person?.status === "Active" && <Commands of={person} />}
    >
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {known && !reading.data && !reading.error && (
        <Skeleton height={320} role="status" aria-label={t("common:table.loading")} />
      )}
      {(!known || (reading.data && !person)) && (
        <Empty words={t("unknown", { number: asked })} hint={t("unknownHint")} />
      )}
      {person && <Overview of={person} />}
    </Page>
  );
}

function Overview({ of: person }: { of: Person }) {
  const { t } = useTranslation(["manager/contacts", "ui/contact"]);
  const { details } = person;
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm" verticalSpacing={0}>
      <Card title={t("ui/contact:details.title")}>
        {details ? (
          <DetailsFacts
            of={details}
            beside={[
              details.vatNumber ? [t("ui/contact:fields.vatNumber"), details.vatNumber] : null,
              details.companyNumber ? [t("ui/contact:fields.companyNumber"), details.companyNumber] : null,
              details.hideEmail && [t("directory"), t("forwarded")],
              ...details.identification.map(
                ({ name, value }) =>
                  [
                    <span key={name} className="mono">
                      {name}
                    </span>,
                    value,
                  ] as const,
              ),
            ]}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {t("ui/contact:details.erased")}
          </Text>
        )}
      </Card>
      <div>
        <Card title={t("record")}>
          <Facts
            of={[
              [t("number"), person.number],
              [
                t("handle"),
                <span key="handle" className="mono">
                  {person.handle}
                </span>,
              ],
              [t("names"), <Names key="names" of={person.number} />],
              [t("registered"), <When key="registered" at={person.registeredAt} />],
              [t("changed"), <When key="changed" at={person.changedAt} />],
            ]}
          />
          {person.isOwn && (
            <Text size="xs" c="dimmed" mt={6}>
              {t("ownHint")}
            </Text>
          )}
        </Card>
        {person.status === "Active" && (
          <Card title={t("ui/contact:confirmed.title")}>
            <ConfirmationFacts of={person} />
          </Card>
        )}
      </div>
    </SimpleGrid>
  );
}

/** How many names use it: the way to them, where there are any. */
function Names({ of }: { of: number }) {
  const { t } = useTranslation(["manager/contacts", "common"]);
  const { data, error, again } = useReading(NamesOfContact, { number: of });
  if (error) {
    return (
      <Button variant="subtle" size="compact-xs" onClick={again}>
        {t("common:error.again")}
      </Button>
    );
  }
  if (!data) {
    return (
      <Skeleton
        height={14}
        width={48}
        component="span"
        display="inline-block"
        role="status"
        aria-label={t("common:table.loading")}
      />
    );
  }
  if (data.namesOfContact === 0) return t("noNames");
  return (
    <Go to="/manager/names" search={{ contact: of }}>
      {t("namesOf", { count: data.namesOfContact, shown: grouped(data.namesOfContact) })}
    </Go>
  );
}

function Commands({ of: person }: { of: Person }) {
  const { t } = useTranslation("manager/contacts");
  const { show, name, turn, props } = useDialogs<"amend" | "delete">();
  return (
    <>
      <Button onClick={() => show("amend")}>{t("amend.open")}</Button>
      {!person.isOwn && (
        <Button variant="default" onClick={() => show("delete")}>
          {t("delete.open")}
        </Button>
      )}
      {name === "amend" && <AmendContactDialog key={turn} {...props} person={person} />}
      {name === "delete" && <DeleteContactDialog key={turn} {...props} person={person} />}
    </>
  );
}
