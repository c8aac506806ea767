import { Badge, Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type UserError, useCommand } from "@/api/command";
import { graphql } from "@/api/generated/office";
import { useReading } from "@/api/reading";
import { useSession } from "@/session/session";
import { Enrolment, RecoveryCodes } from "@/session/sign-in";
import { CommandDialog } from "@/ui/command";
import { Facts } from "@/ui/facts";
import { Failure } from "@/ui/failure";
import { Card, Page } from "@/ui/page";
import { When } from "@/ui/when";
import { Sessions } from "./sessions";

const Mine = graphql(`
  query Mine {
    me {
      login
      role
      secondFactor
      session { openedAt expiresAt address agent }
    }
  }
`);

const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

const Offer = graphql(`
  mutation OfferSecondFactor {
    offerSecondFactor { secret uri userErrors { code field message } }
  }
`);

const Confirm = graphql(`
  mutation ConfirmSecondFactor($input: ConfirmSecondFactorInput!) {
    confirmSecondFactor(input: $input) { recoveryCodes userErrors { code field message } }
  }
`);

const Remove = graphql(`
  mutation RemoveSecondFactor($input: RemoveSecondFactorInput!) {
    removeSecondFactor(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

/** One's own way in: password, second factor, sessions. */
export function Profile() {
  const { t } = useTranslation(["staff", "common"]);
  const { me } = useSession();
  const mine = useReading(Mine, {});
  const [changing, setChanging] = useState(false);
  return (
    <Page title={t("profile.title")} kind={`${me.login} · ${t(`common:roles.${me.role}`)}`}>
      {mine.error && <Failure error={mine.error} again={mine.again} />}
      <Card
        title={t("profile.password")}
        actions={
          <Button variant="default" onClick={() => setChanging(true)}>
            {t("profile.changePassword")}
          </Button>
        }
      >
        <Text size="sm" c="dimmed">
          {t("profile.passwordHint")}
        </Text>
      </Card>
      <SecondFactor has={mine.data?.me.secondFactor ?? false} again={mine.again} />
      {mine.data?.me.session && (
        <Card title={t("profile.thisSession")}>
          <Facts
            columns={2}
            of={[
              [t("sessions.opened"), <When key="o" at={mine.data.me.session.openedAt} />],
              [t("sessions.ends"), <When key="e" at={mine.data.me.session.expiresAt} />],
              [t("sessions.from"), mine.data.me.session.address],
              [t("sessions.with"), mine.data.me.session.agent],
            ]}
          />
        </Card>
      )}
      <Sessions login={me.login} />
      <PasswordDialog opened={changing} onClose={() => setChanging(false)} />
    </Page>
  );
}

function PasswordDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation(["staff", "common"]);
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
      document={ChangePassword}
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

function SecondFactor({ has, again }: { has: boolean; again: () => void }) {
  const { t } = useTranslation(["staff", "common"]);
  const [offer, offering] = useCommand(Offer);
  const [confirm, confirming] = useCommand(Confirm);
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
          {has ? t("factor.onHint") : t("factor.offHint")}
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
                error={errors[0]?.message}
                onChange={(event) => setCode(event.currentTarget.value)}
              />
              <Button loading={confirming} disabled={code.trim().length < 6} onClick={() => void finish()}>
                {t("factor.confirm")}
              </Button>
            </Group>
          </>
        )}
        {!enrolment && errors.length > 0 && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {errors.map((error) => error.message).join("; ")}
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
        document={Remove}
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
