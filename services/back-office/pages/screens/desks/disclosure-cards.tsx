import { Anchor, List, Stack, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { Facts } from "@/ui/facts";
import { ContactLink, DomainLink } from "@/ui/links";
import { Card } from "@/ui/page";
import { When } from "@/ui/when";
import type { RequestView } from "./disclosure-query";

/** Personal data is absent for a role that does not see it, and when its time is over. */
function useHidden(): string {
  const { t } = useTranslation(["desks", "common"]);
  const { rights } = useSession();
  return rights.personal ? t("disclosure.notKept") : t("common:redacted");
}

/** Who asks, as what, on what it rests. */
export function RequesterCard({ of }: { of: RequestView }) {
  const { t } = useTranslation(["desks", "common"]);
  const hidden = useHidden();
  const { requester } = of;
  return (
    <Card title={t("disclosure.requester")}>
      <Facts
        columns={2}
        of={[
          [t("file.requesterName"), requester?.name ?? hidden],
          [t("file.organisation"), requester ? (requester.organisation ?? "–") : hidden],
          [
            t("file.email"),
            requester ? (
              <Anchor key="e" href={`mailto:${requester.email}`} c="var(--link)" inherit>
                {requester.email}
              </Anchor>
            ) : (
              hidden
            ),
          ],
          [t("file.country"), requester?.country ?? hidden],
          [t("disclosures.kind"), of.kind ? t(`kinds.${of.kind}`) : null],
          [t("disclosures.basis"), of.legalBasis ? t(`bases.${of.legalBasis}`) : null],
          [t("file.reference"), of.reference ?? (requester ? "–" : hidden)],
          [
            t("disclosure.evidence"),
            of.evidence ? (
              <span key="v" className="mono">
                {of.evidence}
              </span>
            ) : null,
          ],
          [t("disclosures.received"), <When key="r" at={of.receivedAt} />],
          [t("disclosure.dueAt"), <When key="d" at={of.due} />],
        ]}
      />
      <Text size="xs" c="dimmed" mt="sm">
        {t("file.purpose")}
      </Text>
      <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
        {of.purpose ?? hidden}
      </Text>
    </Card>
  );
}

/** What is asked for, of whom. */
export function AskedCard({ of }: { of: RequestView }) {
  const { t } = useTranslation("desks");
  return (
    <Card title={t("disclosure.asked")}>
      <Facts
        of={[
          [t("name"), <DomainLink key="n" name={of.name} />],
          [t("disclosure.registration"), of.registration ?? t("disclosure.notRegistered")],
          ...of.asked.map(
            ({ role, items }) =>
              [t(`people.${role}`), items.map((item) => t(`items.${item}`)).join(", ")] as const,
          ),
        ]}
      />
    </Card>
  );
}

/** Questions to the requester, with what was answered. */
export function ExchangesCard({ of }: { of: RequestView }) {
  const { t } = useTranslation("desks");
  const hidden = useHidden();
  if (of.exchanges.length === 0) return null;
  return (
    <Card title={t("disclosure.exchanges")}>
      <List spacing="sm" size="sm" listStyleType="none">
        {of.exchanges.map((one) => (
          <List.Item key={one.askedAt}>
            <Stack gap={2}>
              <Text size="xs" c="dimmed" component="span">
                {t("disclosure.weAsked")} <When at={one.askedAt} />
              </Text>
              <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
                {one.question ?? hidden}
              </Text>
              <Text size="xs" c="dimmed">
                {t("disclosure.theyAnswered")}
              </Text>
              <Text size="sm" style={{ whiteSpace: "pre-wrap" }} fs={one.answer ? undefined : "italic"}>
                {one.answer ?? (one.question ? t("disclosure.noAnswer") : hidden)}
              </Text>
              {one.evidence && (
                <Text size="xs" className="mono" style={{ overflowWrap: "anywhere" }}>
                  {one.evidence}
                </Text>
              )}
            </Stack>
          </List.Item>
        ))}
      </List>
    </Card>
  );
}

/** What was decided, why, and what went to the requester. */
export function DecisionCard({ of }: { of: RequestView }) {
  const { t } = useTranslation(["desks", "common"]);
  const hidden = useHidden();
  return (
    <Card title={t("disclosure.decision")}>
      <Facts
        columns={2}
        of={[
          [t("state"), t(`standings.${of.status}`, { defaultValue: of.status })],
          [t("disclosure.endedAt"), <When key="e" at={of.endedAt} />],
          [t("disclosure.decidedBy"), of.decidedBy ?? of.changedBy],
          of.refusedBecause && [t("refuse.because"), t(`refused.${of.refusedBecause}`)],
          of.status === "granted" && [
            t("disclosure.told"),
            of.registrantNotified ? t("common:yes") : `${t("common:no")}: ${of.withheldBecause ?? hidden}`,
          ],
        ]}
      />
      {of.status !== "withdrawn" && (
        <>
          <Text size="xs" c="dimmed" mt="sm">
            {t(of.status === "refused" ? "refuse.text" : "grant.balance")}
          </Text>
          <Text size="sm" style={{ whiteSpace: "pre-wrap" }}>
            {of.weighed ?? hidden}
          </Text>
        </>
      )}
      {of.disclosed.map((part) => (
        <Table.ScrollContainer minWidth={420} key={part.role} mt="sm">
          <Table withTableBorder captionSide="top">
            <Table.Caption>
              {t(`people.${part.role}`)}: <ContactLink number={part.contact} />{" "}
              {t("disclosure.version", { version: part.version })}
            </Table.Caption>
            <Table.Tbody>
              {part.items.map((item) => (
                <Table.Tr key={item}>
                  <Table.Th scope="row" w="40%">
                    {t(`items.${item}`)}
                  </Table.Th>
                  <Table.Td>{part.copy?.find((one) => one.item === item)?.value ?? hidden}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ))}
    </Card>
  );
}
