import { Button, Checkbox, Menu, Text, Textarea, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { addressError } from "@/ui/addresses";
import { CommandDialog } from "@/ui/command";
import { type DialogProps, useDialogs } from "@/ui/dialogs";
import { AccountField } from "@/ui/pickers";

const CreateHost = graphql(`
  mutation CreateHost($input: HostInput!) {
    createHost(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const UpdateHost = graphql(`
  mutation UpdateHost($input: HostInput!) {
    updateHost(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const DeleteHost = graphql(`
  mutation DeleteHost($input: HostInput!) {
    deleteHost(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

export interface HostOf {
  name: string;
  account?: number | null;
  addresses: readonly string[];
}

function split(typed: string): string[] {
  return typed.split(/[\s,]+/).filter((address) => address !== "");
}

interface AddressesProps {
  value: string;
  onChange: (value: string) => void;
  error: ReactNode;
}

function Addresses({ value, onChange, error }: AddressesProps) {
  const { t } = useTranslation("hosts");
  return (
    <Textarea
      label={t("addresses")}
      description={t("addressesHint")}
      required
      spellCheck={false}
      classNames={{ input: "mono" }}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface CreateProps extends DialogProps {
  account: number | null;
  onDone: (host: string) => void;
}

export function CreateHostDialog({ account: known, onDone, ...dialog }: CreateProps) {
  const { t } = useTranslation("hosts");
  const [account, setAccount] = useState(known);
  const [host, setHost] = useState("");
  const [typed, setTyped] = useState("");
  const addresses = split(typed);
  return (
    <CommandDialog
      {...dialog}
      document={CreateHost}
      title={t("create.title")}
      explain={t("create.explain")}
      verb={t("create.verb")}
      done={t("sent")}
      onDone={() => onDone(host.trim())}
      variables={() =>
        account === null || host.trim() === "" || addresses.length === 0
          ? null
          : { input: { account, host: host.trim(), addresses } }
      }
    >
      {(errorOf) => (
        <>
          <AccountField
            label={t("account")}
            value={account}
            onChange={setAccount}
            required
            error={errorOf("account")}
          />
          <TextInput
            label={t("name")}
            description={t("create.nameHint")}
            required
            spellCheck={false}
            value={host}
            error={errorOf("host") ?? errorOf("name")}
            onChange={(event) => setHost(event.currentTarget.value)}
          />
          <Addresses value={typed} onChange={setTyped} error={addressError(errorOf, addresses)} />
        </>
      )}
    </CommandDialog>
  );
}

export function UpdateHostDialog({ host, ...dialog }: DialogProps & { host: HostOf }) {
  const { t } = useTranslation("hosts");
  const [typed, setTyped] = useState(host.addresses.join("\n"));
  const addresses = split(typed);
  const { account } = host;
  return (
    <CommandDialog
      {...dialog}
      document={UpdateHost}
      title={t("update.title", { name: host.name })}
      explain={t("update.explain")}
      verb={t("update.verb")}
      done={t("sent")}
      variables={() =>
        addresses.length === 0 || typeof account !== "number"
          ? null
          : { input: { account, host: host.name, addresses } }
      }
    >
      {(errorOf) => <Addresses value={typed} onChange={setTyped} error={addressError(errorOf, addresses)} />}
    </CommandDialog>
  );
}

export function DeleteHostDialog({ host, ...dialog }: DialogProps & { host: HostOf }) {
  const { t } = useTranslation("hosts");
  const [sure, setSure] = useState(false);
  const { account } = host;
  return (
    <CommandDialog
      {...dialog}
      document={DeleteHost}
      title={t("delete.title", { name: host.name })}
      explain={<Text size="sm">{t("delete.explain")}</Text>}
      verb={t("delete.verb")}
      danger
      done={t("sent")}
      variables={() =>
        sure && typeof account === "number" ? { input: { account, host: host.name, addresses: [] } } : null
      }
    >
      <Checkbox
        size="xs"
        checked={sure}
        onChange={(event) => setSure(event.currentTarget.checked)}
        label={t("delete.sure", { name: host.name })}
      />
    </CommandDialog>
  );
}

export function HostCommands({ host }: { host: HostOf }) {
  const { t } = useTranslation("hosts");
  const { show, name, turn, props } = useDialogs<"update" | "delete">();
  return (
    <>
      <Button onClick={() => show("update")}>{t("update.open")}</Button>
      <Menu>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />}>
            {t("more")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item color="red" onClick={() => show("delete")}>
            {t("delete.open")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {name === "update" && <UpdateHostDialog key={turn} {...props} host={host} />}
      {name === "delete" && <DeleteHostDialog key={turn} {...props} host={host} />}
    </>
  );
}
