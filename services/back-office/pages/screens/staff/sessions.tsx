import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { Badge, Button, Table, Text, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { type Reading, useReading } from "@/api/reading";
import { CommandDialog } from "@/ui/command";
import { Facts } from "@/ui/facts";
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

/** Where somebody is signed in. */
export function Sessions({ login }: { login: string }) {
  const reading = useReading(SessionList, { login });
  return (
    <SessionsCard
      login={login}
      reading={reading}
      document={CloseSession}
      variables={(session) => ({ input: { login, session } })}
    />
  );
}

export interface Opened {
  openedAt: string;
  expiresAt: string;
  address?: string | null;
  agent: string;
  /** The provider of OpenID Connect that vouched. */
  issuer?: string | null;
}

interface Props<Data extends object, Variables extends object> {
  login: string;
  reading: Reading<{ sessions: readonly (Opened & { name: string; current: boolean })[] }>;
  /** What ends one, by its name. */
  document: TypedDocumentNode<Data, Variables>;
  variables: (session: string) => Variables;
}

/** Sessions, and the way to end them. */
export function SessionsCard<Data extends object, Variables extends object>({
  login,
  reading,
  document,
  variables,
}: Props<Data, Variables>) {
  const { t } = useTranslation(["staff", "common"]);
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
        document={document}
        variables={() => (closing ? variables(closing) : null)}
        onDone={reading.again}
      />
    </Card>
  );
}

/** The session that asks. */
export function ThisSession({ of }: { of: Opened }) {
  const { t } = useTranslation("staff");
  return (
    <Card title={t("profile.thisSession")}>
      <Facts
        columns={2}
        of={[
          [t("sessions.opened"), <When key="o" at={of.openedAt} />],
          [t("sessions.ends"), <When key="e" at={of.expiresAt} />],
          [t("sessions.from"), of.address],
          [t("sessions.with"), of.agent],
        ]}
      />
    </Card>
  );
}
