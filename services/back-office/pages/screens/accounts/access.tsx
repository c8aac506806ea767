import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "@/session/session";
import { useDialogs } from "@/ui/dialogs";
import { Facts } from "@/ui/facts";
import { Fingerprint } from "@/ui/fingerprint";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";
import { AddCertificateDialog, AddKeyDialog, MethodsDialog, RemoveFingerprintDialog } from "./commands/mail";
import {
  CreateApplicationDialog,
  RevokeApplicationDialog,
  RevokeCredentialDialog,
} from "./commands/programs";
import type { Held } from "./held";

/** By what the account proves who it is, at which doors. */
export function Access({ held }: { held: Held }) {
  const { t } = useTranslation(["accounts", "common"]);
  return (
    <>
      <Card title={t("access.title")}>
        <Facts
          of={[
            [t("access.password"), held.hasPassword ? t("access.passwordSet") : t("access.passwordUnset")],
            [
              t("access.passphrase"),
              held.hasPassphrase ? t("access.passphraseSet") : t("access.passphraseUnset"),
            ],
          ]}
        />
      </Card>
      <Mail held={held} />
      <Applications held={held} />
      <Credentials held={held} />
    </>
  );
}

type Proof = { kind: "key" | "certificate"; fingerprint: string };

function Mail({ held }: { held: Held }) {
  const { t } = useTranslation("accounts");
  const { rights } = useSession();
  const { show, name, turn, props } = useDialogs<"methods" | "key" | "certificate" | "remove">();
  const [removed, setRemoved] = useState<Proof | null>(null);
  const settings = held.mailSettings;
  const proofs: (Proof & { trust?: string })[] = [
    ...(settings?.pgpKeys ?? []).map((fingerprint) => ({ kind: "key" as const, fingerprint })),
    ...(settings?.certificates ?? []).map(({ fingerprint, trust }) => ({
      kind: "certificate" as const,
      fingerprint,
      trust,
    })),
  ];
  const may = rights.support && held.status !== "closed";
  return (
    <Card
      title={t("mail.title")}
      flush
      actions={
        may && (
          <>
            <Button variant="default" size="compact-xs" onClick={() => show("methods")}>
              {t("mail.setMethods")}
            </Button>
            <Button variant="default" size="compact-xs" onClick={() => show("key")}>
              {t("mail.addKey")}
            </Button>
            <Button variant="default" size="compact-xs" onClick={() => show("certificate")}>
              {t("mail.addCertificate")}
            </Button>
          </>
        )
      }
    >
      <Group gap={6} px="sm" pt="xs">
        <Text size="sm" c="dimmed">
          {t("mail.methods")}
        </Text>
        {settings && settings.methods.length > 0 ? (
          settings.methods.map((method) => (
            <Badge key={method} color="gray">
              {t(`mail.method.${method}`)}
            </Badge>
          ))
        ) : (
          <Text size="sm">{t("mail.noMethods")}</Text>
        )}
      </Group>
      <SmallTable
        label={t("mail.proofs")}
        rows={proofs}
        keyOf={(row) => row.fingerprint}
        empty={t("mail.noProofs")}
        columns={[
          { header: t("mail.kind"), cell: (row) => t(`mail.kinds.${row.kind}`) },
          { header: t("mail.fingerprint"), cell: (row) => <Fingerprint of={row.fingerprint} /> },
          { header: t("mail.trust"), cell: (row) => (row.trust ? t(`mail.trusts.${row.trust}`) : "–") },
          ...(may
            ? [
                {
                  header: t("mail.remove"),
                  quiet: true,
                  align: "right" as const,
                  cell: (row: Proof) => (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      onClick={() => {
                        setRemoved(row);
                        show("remove");
                      }}
                    >
                      {t("mail.remove")}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {name === "methods" && <MethodsDialog key={turn} {...props} held={held} />}
      {name === "key" && <AddKeyDialog key={turn} {...props} held={held} />}
      {name === "certificate" && <AddCertificateDialog key={turn} {...props} held={held} />}
      {name === "remove" && removed && (
        <RemoveFingerprintDialog key={turn} {...props} held={held} {...removed} />
      )}
    </Card>
  );
}

function Applications({ held }: { held: Held }) {
  const { t } = useTranslation(["accounts", "common"]);
  const { rights } = useSession();
  const { show, name, turn, props } = useDialogs<"create" | "revoke">();
  const [revoked, setRevoked] = useState<Held["applications"][number] | null>(null);
  const may = rights.support && held.status === "open";
  return (
    <Card
      title={t("applications.title")}
      flush
      actions={
        may && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconPlus size={12} />}
            onClick={() => show("create")}
          >
            {t("applications.create.open")}
          </Button>
        )
      }
    >
      <SmallTable
        label={t("applications.title")}
        rows={held.applications}
        keyOf={(row) => row.key}
        empty={t("applications.none")}
        columns={[
          { header: t("number"), cell: (row) => row.number },
          {
            header: t("applications.name"),
            cell: (row) => (
              <div>
                {row.name}
                <Text size="xs" c="dimmed">
                  {row.description}
                </Text>
              </div>
            ),
          },
          { header: t("applications.key"), cell: (row) => <span className="mono">{row.key}</span> },
          {
            header: t("status"),
            cell: (row) => (
              <Badge color={row.revoked ? "gray" : "teal"}>
                {row.revoked ? t("applications.revoked") : t("applications.inUse")}
              </Badge>
            ),
          },
          { header: t("applications.registered"), cell: (row) => <When at={row.registeredAt} /> },
          { header: t("by"), cell: (row) => row.changedBy },
          {
            header: t("applications.revoke.verb"),
            quiet: true,
            align: "right",
            cell: (row) =>
              rights.support && !row.revoked ? (
                <Button
                  variant="subtle"
                  size="compact-xs"
                  onClick={() => {
                    setRevoked(row);
                    show("revoke");
                  }}
                >
                  {t("applications.revoke.verb")}
                </Button>
              ) : null,
          },
        ]}
      />
      {name === "create" && <CreateApplicationDialog key={turn} {...props} held={held} />}
      {name === "revoke" && revoked && (
        <RevokeApplicationDialog key={turn} {...props} application={revoked} />
      )}
    </Card>
  );
}

const colours: Record<string, string> = { GRANTED: "teal", PENDING: "orange" };

function Credentials({ held }: { held: Held }) {
  const { t } = useTranslation("accounts");
  const { rights } = useSession();
  const { show, name, turn, props } = useDialogs<"revoke">();
  const [revoked, setRevoked] = useState<number | null>(null);
  const called = new Map(held.applications.map((application) => [application.key, application.name]));
  return (
    <Card title={t("credentials.title")} flush>
      <SmallTable
        label={t("credentials.title")}
        rows={held.credentials}
        keyOf={(row) => row.number}
        empty={t("credentials.none")}
        columns={[
          { header: t("number"), cell: (row) => row.number },
          {
            header: t("credentials.program"),
            cell: (row) => called.get(row.applicationKey ?? "") ?? row.applicationKey,
          },
          {
            header: t("status"),
            cell: (row) => (
              <Badge color={colours[row.status] ?? "gray"}>{t(`credentials.states.${row.status}`)}</Badge>
            ),
          },
          {
            header: t("credentials.may"),
            cell: (row) => (
              <Stack gap={0}>
                {row.rules.map((rule) => (
                  <Text key={`${rule.method}${rule.path}`} size="xs" className="mono">
                    {rule.method} {rule.path}
                  </Text>
                ))}
              </Stack>
            ),
          },
          { header: t("credentials.granted"), cell: (row) => <When at={row.grantedAt ?? row.requestedAt} /> },
          {
            header: t("credentials.until"),
            cell: (row) => (row.until ? <When at={row.until} /> : t("credentials.forEver")),
          },
          {
            header: t("credentials.revoke.verb"),
            quiet: true,
            align: "right",
            cell: (row) =>
              rights.support && (row.status === "GRANTED" || row.status === "PENDING") ? (
                <Button
                  variant="subtle"
                  size="compact-xs"
                  onClick={() => {
                    setRevoked(row.number);
                    show("revoke");
                  }}
                >
                  {t("credentials.revoke.verb")}
                </Button>
              ) : null,
          },
        ]}
      />
      {name && revoked !== null && <RevokeCredentialDialog key={turn} {...props} credential={revoked} />}
    </Card>
  );
}
