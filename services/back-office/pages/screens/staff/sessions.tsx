import { Badge, Button, Table, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { CommandDialog } from "@/ui/command";
import { Failure } from "@/ui/failure";
import { Card } from "@/ui/page";
import { When } from "@/ui/when";

const SessionList = graphql(`
  query SessionList($login: String) {
    sessions(login: $login) { name openedAt expiresAt address agent issuer current }
  }
`);

const CloseSession = graphql(`
  mutation CloseSession($input: CloseSessionInput!) {
    closeSession(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

/** Where somebody is signed in, and the way to end it. */
export function Sessions({ login }: { login: string }) {
  const { t } = useTranslation(["staff", "common"]);
  const reading = useReading(SessionList, { login });
  const [closing, setClosing] = useState<string | null>(null);
  const sessions = reading.data?.sessions ?? [];
  return (
    <Card title={t("sessions.title")} flush>
      {reading.error && <Failure error={reading.error} again={reading.again} />}
      {!reading.error && sessions.length === 0 && (
        <Text size="sm" c="dimmed" p="sm">
          {reading.loading ? t("common:table.loading") : t("sessions.none")}
        </Text>
      )}
      {sessions.length > 0 && (
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("sessions.opened")}</Table.Th>
                <Table.Th>{t("sessions.with")}</Table.Th>
                <Table.Th>{t("sessions.from")}</Table.Th>
                <Table.Th>{t("sessions.ends")}</Table.Th>
                <Table.Th>
                  <VisuallyHidden>{t("sessions.close")}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {sessions.map((session) => (
                <Table.Tr key={session.name}>
                  <Table.Td>
                    <When at={session.openedAt} />
                  </Table.Td>
                  <Table.Td>
                    {session.agent} {session.current && <Badge>{t("sessions.this")}</Badge>}
                    {session.issuer && (
                      <Text size="xs" c="dimmed">
                        {t("sessions.vouched", { issuer: session.issuer })}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td className="mono">{session.address ?? "–"}</Table.Td>
                  <Table.Td>
                    <When at={session.expiresAt} />
                  </Table.Td>
                  <Table.Td align="right">
                    <Button variant="default" size="compact-xs" onClick={() => setClosing(session.name)}>
                      {t("sessions.close")}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <CommandDialog
        opened={closing !== null}
        onClose={() => setClosing(null)}
        title={t("sessions.close")}
        explain={
          sessions.find((session) => session.name === closing)?.current
            ? t("sessions.closeThis")
            : t("sessions.closeOther", { login })
        }
        verb={t("sessions.close")}
        danger
        document={CloseSession}
        variables={() => (closing ? { input: { login, session: closing } } : null)}
        onDone={reading.again}
      />
    </Card>
  );
}
