import { Checkbox, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { servers } from "@/screens/domains/commands/records";
import { addressError } from "@/ui/addresses";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { named } from "@/ui/picker";
import { OwnContactField } from "../contact-field";
import { type Held, UpdateOwnDomain } from "../held";

type Props = DialogProps & { held: Held };

export function ServersDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("manager/names");
  const [typed, setTyped] = useState(() =>
    held.nameServers.map(({ host, addresses }) => [host, ...addresses].join(" ")).join("\n"),
  );
  const wanted = servers(typed);
  return (
    <CommandDialog
      {...dialog}
      document={UpdateOwnDomain}
      title={t("setServers.title", { name: held.unicode })}
      explain={t("setServers.explain")}
      verb={t("setServers.verb")}
      done={t("sent")}
      variables={() => ({ input: { name: held.name, nameServers: wanted } })}
    >
      {(errorOf) => (
        <Textarea
          label={t("servers")}
          description={t("setServers.hint")}
          value={typed}
          minRows={4}
          spellCheck={false}
          classNames={{ input: "mono" }}
          error={
            errorOf("nameServers") ??
            addressError(
              errorOf,
              wanted.flatMap((one) => one.addresses),
            )
          }
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </CommandDialog>
  );
}

/** What a client may set at a registry (RFC 5731). */
const client = [
  "clientTransferProhibited",
  "clientUpdateProhibited",
  "clientDeleteProhibited",
  "clientRenewProhibited",
  "clientHold",
] as const;

export function StatusesDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("manager/names");
  const before = client.filter((status) => held.statuses.includes(status));
  const [chosen, setChosen] = useState<string[]>(before);
  const same = chosen.length === before.length && before.every((status) => chosen.includes(status));
  return (
    <CommandDialog
      {...dialog}
      document={UpdateOwnDomain}
      title={t("setStatuses.title", { name: held.unicode })}
      explain={t("setStatuses.explain")}
      verb={t("setStatuses.verb")}
      done={t("sent")}
      variables={() => (same ? null : { input: { name: held.name, clientStatuses: chosen } })}
    >
      {(errorOf) => (
        <Checkbox.Group
          label={t("setStatuses.field")}
          value={chosen}
          onChange={setChosen}
          error={errorOf("clientStatuses")}
        >
          <Stack gap="xs" mt={6}>
            {client.map((status) => (
              <Checkbox
                key={status}
                value={status}
                size="xs"
                label={<span className="mono">{status}</span>}
                description={t(`statuses.${status}`)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      )}
    </CommandDialog>
  );
}

const roles = ["admin", "tech", "billing"] as const;

/** `PD86-FREE · 4711 · Paul Durand` */
function known(contact: Held["contacts"][number] | undefined): string | undefined {
  return contact && named(contact.handle ?? "–", contact.number, contact.name);
}

/** The account's own, or others' whose number is known. */
export function ContactsDialog({ held, ...dialog }: Props) {
  const { t } = useTranslation("manager/names");
  const now = Object.fromEntries(held.contacts.map((contact) => [contact.role, contact]));
  const [chosen, setChosen] = useState<Record<string, number | null>>(() =>
    Object.fromEntries(roles.map((role) => [role, now[role]?.number ?? null])),
  );
  const changed = roles.filter((role) => chosen[role] !== null && chosen[role] !== now[role]?.number);
  return (
    <CommandDialog
      {...dialog}
      document={UpdateOwnDomain}
      title={t("setContacts.title", { name: held.unicode })}
      explain={t("setContacts.explain")}
      verb={t("setContacts.verb")}
      done={t("sent")}
      variables={() =>
        changed.length > 0
          ? {
              input: {
                name: held.name,
                ...Object.fromEntries(changed.map((role) => [role, chosen[role]])),
              },
            }
          : null
      }
    >
      {(errorOf) =>
        roles.map((role) => (
          <OwnContactField
            key={role}
            label={t(`people.roles.${role}`)}
            known={known(now[role])}
            others
            value={chosen[role] ?? null}
            error={errorOf(role)}
            onChange={(number) => setChosen((before) => ({ ...before, [role]: number }))}
          />
        ))
      }
    </CommandDialog>
  );
}
