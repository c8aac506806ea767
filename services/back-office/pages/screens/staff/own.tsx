import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { Badge, Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type UserError, useCommand } from "@/api/command";
import { useSession } from "@/session/session";
import { Enrolment, RecoveryCodes } from "@/session/sign-in";
import { CommandDialog } from "@/ui/command";
import { Card } from "@/ui/page";
import { Refusal } from "@/ui/refusal";

type NoVariables = Record<string, never>;

/** The commands about one's own way in, as the door of a role has them. */
export interface OwnDoor {
  changePassword: TypedDocumentNode<object, { input: { current: string; new: string } }>;
  offer: TypedDocumentNode<
    { offerSecondFactor: { secret?: string | null; uri?: string | null } },
    NoVariables
  >;
  confirm: TypedDocumentNode<
    { confirmSecondFactor: { recoveryCodes: readonly string[] } },
    { input: { code: string } }
  >;
  remove: TypedDocumentNode<object, { input: { code: string } }>;
}

/** Changing the password ends every session. */
export function PasswordCard({ door, hint }: { door: OwnDoor; hint: string }) {
  const { t } = useTranslation("staff");
  const [changing, setChanging] = useState(false);
  return (
    <Card
      title={t("profile.password")}
      actions={
        <Button variant="default" onClick={() => setChanging(true)}>
          {t("profile.changePassword")}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {hint}
      </Text>
      <PasswordDialog door={door} opened={changing} onClose={() => setChanging(false)} />
    </Card>
  );
}

function PasswordDialog({ door, opened, onClose }: { door: OwnDoor; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation("staff");
  const { signOut } = useSession();
  const [current, setCurrent] = useState("");
  const [wanted, setWanted] = useState("");
  const close = () => {
    setCurrent("");
    setWanted("");
    onClose();
  };
  return (
    <CommandDialog
      opened={opened}
      onClose={close}
      title={t("profile.changePassword")}
      explain={t("profile.changeExplain")}
      verb={t("profile.changePassword")}
      document={door.changePassword}
      variables={() => (current && wanted ? { input: { current, new: wanted } } : null)}
      onDone={() => void signOut()}
    >
      {(errorOf) => (
        <>
          <PasswordInput
            label={t("profile.current")}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("profile.show") }}
            value={current}
            error={errorOf("current")}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("profile.new")}
            description={t("profile.newHint")}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("profile.show") }}
            value={wanted}
            error={errorOf("new") ?? errorOf("password")}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
        </>
      )}
    </CommandDialog>
  );
}

/** The code beside the password: set up, and taken away. */
export function SecondFactor({
  door,
  has,
  hint,
  again,
}: {
  door: OwnDoor;
  has: boolean;
  /** Why there should be one. */
  hint: string;
  again: () => void;
}) {
  const { t } = useTranslation("staff");
  const [offer, offering] = useCommand(door.offer);
  const [confirm, confirming] = useCommand(door.confirm);
  const [enrolment, setEnrolment] = useState<{ secret: string; uri: string } | null>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [code, setCode] = useState("");
  const [removing, setRemoving] = useState(false);
  const [errors, setErrors] = useState<readonly UserError[]>([]);
  const begin = async () => {
    const outcome = await offer({});
    if (!outcome.done) return setErrors(outcome.errors);
    const { secret, uri } = outcome.answer;
    setErrors([]);
    if (secret && uri) setEnrolment({ secret, uri });
    return undefined;
  };
  const finish = async () => {
    const outcome = await confirm({ input: { code: code.trim() } });
    setCode("");
    if (!outcome.done) return setErrors(outcome.errors);
    setErrors([]);
    setEnrolment(null);
    setCodes(outcome.answer.recoveryCodes ?? []);
    again();
    return undefined;
  };
  return (
    <Card
      title={
        <Group gap="xs">
          {t("factor.title")}
          <Badge color={has ? "teal" : "orange"}>{has ? t("factor.on") : t("factor.off")}</Badge>
        </Group>
      }
      actions={
        has ? (
          <Button variant="default" onClick={() => setRemoving(true)}>
            {t("factor.remove")}
          </Button>
        ) : (
          <Button loading={offering} onClick={() => void begin()}>
            {t("factor.begin")}
          </Button>
        )
      }
    >
      <Stack gap="sm" maw={420}>
        <Text size="sm" c="dimmed">
          {has ? t("factor.onHint") : hint}
        </Text>
        {enrolment && (
          <>
            <Enrolment uri={enrolment.uri} secret={enrolment.secret} />
            <Group gap="xs" align="flex-end">
              <TextInput
                label={t("factor.code")}
                inputMode="numeric"
                autoComplete="one-time-code"
                value={code}
                error={errors.length > 0 && <Refusal of={errors} />}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
              <Button loading={confirming} disabled={code.trim().length < 6} onClick={() => void finish()}>
                {t("factor.confirm")}
              </Button>
            </Group>
          </>
        )}
        {!enrolment && errors.length > 0 && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert" component="div">
            <Refusal of={errors} />
          </Text>
        )}
        {codes.length > 0 && <RecoveryCodes of={codes} />}
      </Stack>
      <CommandDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t("factor.remove")}
        explain={t("factor.removeExplain")}
        verb={t("factor.remove")}
        danger
        document={door.remove}
        variables={() => (code ? { input: { code: code.trim() } } : null)}
        onDone={again}
      >
        {(errorOf) => (
          <TextInput
            label={t("factor.code")}
            autoComplete="one-time-code"
            value={code}
            error={errorOf("code")}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
      </CommandDialog>
    </Card>
  );
}
