import { Group, NumberInput, PasswordInput, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { addressError } from "@/ui/addresses";
import { CommandDialog } from "@/ui/command";
import type { DialogProps } from "@/ui/dialogs";
import { AccountField, ContactField } from "@/ui/pickers";
import { Price } from "@/ui/price";
import { servers } from "./records";

const RegisterDomain = graphql(`
  mutation RegisterDomain($input: RegisterDomainInput!) {
    registerDomain(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

const RequestTransfer = graphql(`
  mutation RequestTransfer($input: RequestTransferInput!) {
    requestTransfer(input: $input) { operation { number } consistency repeated userErrors { code field message } }
  }
`);

/** A name with an ending: what may be asked about. */
const whole = /^[^\s.]+(\.[^\s.]+)+$/;

interface Props extends DialogProps {
  onDone: (name: string) => void;
}

export function RegisterDialog({ onDone, ...dialog }: Props) {
  const { t } = useTranslation("domains");
  const [form, setForm] = useState({ name: "", period: 1, servers: "", languageTag: "" });
  const [account, setAccount] = useState<number | null>(null);
  const [people, setPeople] = useState<Record<"owner" | "admin" | "tech" | "billing", number | null>>({
    owner: null,
    admin: null,
    tech: null,
    billing: null,
  });
  const [price, setPrice] = useState<number | null>(null);
  const name = form.name.trim();
  const [settled] = useDebouncedValue(name, 500);
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));
  const { owner } = people;
  return (
    <CommandDialog
      {...dialog}
      document={RegisterDomain}
      title={t("register.title")}
      explain={t("register.explain")}
      verb={t("register.verb")}
      done={t("done.sent")}
      onDone={() => onDone(name)}
      variables={() => {
        if (account === null || owner === null || !whole.test(name)) return null;
        const { admin, tech, billing } = people;
        const tag = form.languageTag.trim();
        return {
          input: {
            account,
            owner,
            admin,
            tech,
            billing,
            name,
            period: form.period,
            nameServers: servers(form.servers),
            languageTag: tag === "" ? null : tag,
            agreedPrice: price,
          },
        };
      }}
    >
      {(errorOf) => (
        <>
          <Group align="flex-start" gap="sm" wrap="wrap">
            <TextInput
              label={t("name")}
              value={form.name}
              required
              flex={1}
              miw={200}
              spellCheck={false}
              error={errorOf("name")}
              onChange={(event) => set({ name: event.currentTarget.value })}
              data-autofocus
            />
            <NumberInput
              label={t("renew.years")}
              min={1}
              max={10}
              w={90}
              value={form.period}
              error={errorOf("period")}
              onChange={(value) => typeof value === "number" && set({ period: value })}
            />
          </Group>
          <AccountField
            label={t("register.account")}
            description={t("register.accountHint")}
            value={account}
            required
            error={errorOf("account")}
            onChange={(number) => {
              setAccount(number);
              setPeople({ owner: null, admin: null, tech: null, billing: null });
            }}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
            {(["owner", "admin", "tech", "billing"] as const).map((role) => (
              <ContactField
                key={role}
                account={account}
                label={t(`roles.${role}`)}
                placeholder={role === "owner" ? undefined : t("register.own")}
                value={people[role]}
                required={role === "owner"}
                error={errorOf(role)}
                onChange={(number) => setPeople((before) => ({ ...before, [role]: number }))}
              />
            ))}
          </SimpleGrid>
          <Textarea
            label={t("setServers.field")}
            description={t("setServers.hint")}
            value={form.servers}
            minRows={2}
            spellCheck={false}
            classNames={{ input: "mono" }}
            error={
              errorOf("nameServers") ??
              addressError(
                errorOf,
                servers(form.servers).flatMap((one) => one.addresses),
              )
            }
            onChange={(event) => set({ servers: event.currentTarget.value })}
          />
          <TextInput
            label={t("register.languageTag")}
            description={t("register.languageTagHint")}
            w={260}
            value={form.languageTag}
            error={errorOf("languageTag") ?? errorOf("language")}
            onChange={(event) => set({ languageTag: event.currentTarget.value })}
          />
          <Price
            account={account}
            name={settled}
            action="create"
            period={form.period}
            onPrice={setPrice}
            ready={dialog.opened && whole.test(settled)}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function TransferDialog({ onDone, ...dialog }: Props) {
  const { t } = useTranslation("domains");
  const [typed, setName] = useState("");
  const [code, setCode] = useState("");
  const [account, setAccount] = useState<number | null>(null);
  const [owner, setOwner] = useState<number | null>(null);
  const [price, setPrice] = useState<number | null>(null);
  const name = typed.trim();
  const [settled] = useDebouncedValue(name, 500);
  return (
    <CommandDialog
      {...dialog}
      document={RequestTransfer}
      title={t("transferIn.title")}
      explain={t("transferIn.explain")}
      verb={t("transferIn.verb")}
      done={t("transferIn.done")}
      onDone={() => onDone(name)}
      variables={() =>
        account === null || !whole.test(name)
          ? null
          : { input: { account, name, authCode: code, owner, agreedPrice: price } }
      }
    >
      {(errorOf) => (
        <>
          <TextInput
            label={t("name")}
            value={typed}
            required
            spellCheck={false}
            error={errorOf("name")}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <PasswordInput
            label={t("transferIn.code")}
            description={t("transferIn.codeHint")}
            value={code}
            autoComplete="off"
            error={errorOf("authCode")}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          <AccountField
            label={t("register.account")}
            description={t("register.accountHint")}
            value={account}
            required
            error={errorOf("account")}
            onChange={(number) => {
              setAccount(number);
              setOwner(null);
            }}
          />
          <ContactField
            account={account}
            label={t("roles.owner")}
            placeholder={t("transferIn.fromRegistry")}
            value={owner}
            error={errorOf("owner")}
            onChange={setOwner}
          />
          <Price
            account={account}
            name={settled}
            action="transfer"
            onPrice={setPrice}
            ready={dialog.opened && whole.test(settled)}
          />
        </>
      )}
    </CommandDialog>
  );
}
