import { Badge, Button, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/reseller";
import { type Issued, IssuedDialog } from "@/screens/accounts/commands/issued";
import { useSession } from "@/session/session";
import { CommandDialog } from "@/ui/command";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import { Card } from "@/ui/page";
import { SmallTable } from "@/ui/small-table";
import { When } from "@/ui/when";
import type { Application, Credential } from "./reading";

const CreateOwn = graphql(`
  mutation CreateOwnApplication($input: OwnApplicationInput!) {
    createApplication(input: $input) {
      number applicationKey applicationSecret consistency repeated userErrors { code field message }
    }
  }
`);

const RevokeOwn = graphql(`
  mutation RevokeOwnApplication($key: String!) {
    revokeApplication(applicationKey: $key) { id consistency repeated userErrors { code field message } }
  }
`);

const RevokeCredential = graphql(`
  mutation RevokeOwnCredential($credential: Int!) {
    revokeCredential(credential: $credential) { id consistency repeated userErrors { code field message } }
  }
`);

/** Programs of the account that call the REST door. */
export function Applications({ of }: { of: readonly Application[] }) {
  const { t } = useTranslation(["accounts", "common"]);
  const { show, name, turn, props } = useDialogs<"create" | "revoke">();
  const [revoked, setRevoked] = useState<Application | null>(null);
  return (
    <Card
      title={t("applications.title")}
      flush
      actions={
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconPlus size={12} />}
          onClick={() => show("create")}
        >
          {t("applications.create.open")}
        </Button>
      }
    >
      <SmallTable
        label={t("applications.title")}
        rows={of}
        keyOf={(row) => row.key}
        empty={t("applications.none")}
        columns={[
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
          {
            header: t("applications.revoke.verb"),
            quiet: true,
            align: "right",
            cell: (row) =>
              row.revoked ? null : (
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
              ),
          },
        ]}
      />
      {name === "create" && <CreateDialog key={turn} {...props} />}
      {name === "revoke" && revoked && (
        <CommandDialog
          key={turn}
          {...props}
          document={RevokeOwn}
          title={t("applications.revoke.title", { name: revoked.name ?? revoked.key })}
          explain={t("applications.revoke.explain")}
          verb={t("applications.revoke.verb")}
          danger
          done={t("applications.revoke.done")}
          variables={() => ({ key: revoked.key })}
        />
      )}
    </Card>
  );
}

function CreateDialog({ opened, onClose }: DialogProps) {
  const { t } = useTranslation(["accounts", "manager/access"]);
  const { me } = useSession();
  const [form, setForm] = useState({ name: "", description: "" });
  const [issued, setIssued] = useState<Issued | null>(null);
  return (
    <>
      <CommandDialog
        opened={opened && !issued}
        onClose={onClose}
        document={CreateOwn}
        title={t("applications.create.title", { name: me.login })}
        explain={t("applications.create.explain")}
        verb={t("applications.create.verb")}
        done={t("applications.create.done")}
        onDone={(answer) => setIssued(answer as Issued)}
        variables={() => (form.name.trim() === "" ? null : { input: form })}
      >
        {(errorOf) =>
          (["name", "description"] as const).map((field) => (
            <TextInput
              key={field}
              label={t(`applications.${field}`)}
              required={field === "name"}
              value={form[field]}
              error={errorOf(field)}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                setForm((before) => ({ ...before, [field]: typed }));
              }}
            />
          ))
        }
      </CommandDialog>
      <IssuedDialog
        issued={issued}
        next={t("manager/access:secret.next")}
        kept={t("manager/access:secret.kept")}
        onClose={() => setIssued(null)}
      />
    </>
  );
}

const colours: Record<string, string> = { GRANTED: "teal", PENDING: "orange" };

/** What the account lets programs do, its own and others'. */
export function Credentials({
  of,
  applications,
}: {
  of: readonly Credential[];
  applications: readonly Application[];
}) {
  const { t } = useTranslation(["accounts", "manager/access"]);
  const { show, name, turn, props } = useDialogs<"revoke">();
  const [revoked, setRevoked] = useState<number | null>(null);
  const called = new Map(applications.map((application) => [application.key, application.name]));
  return (
    <Card title={t("manager/access:granted")} flush>
      <SmallTable
        label={t("manager/access:granted")}
        rows={of}
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
              row.status === "GRANTED" || row.status === "PENDING" ? (
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
      {name && revoked !== null && (
        <CommandDialog
          key={turn}
          {...props}
          document={RevokeCredential}
          title={t("credentials.revoke.title", { number: revoked })}
          explain={t("credentials.revoke.explain")}
          verb={t("credentials.revoke.verb")}
          danger
          done={t("credentials.revoke.done")}
          variables={() => ({ credential: revoked })}
        />
      )}
    </Card>
  );
}
