import { PasswordInput, Radio, Stack, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { graphql } from "@/api/generated/office";
import { roles } from "@/session/session";
import { CommandDialog, ReasonField } from "@/ui/command";
import { useFields } from "@/ui/fields";

const Enrol = graphql(`
  mutation EnrolOperator($input: EnrolOperatorInput!) {
    enrolOperator(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const SetRole = graphql(`
  mutation SetOperatorRole($input: OperatorRoleInput!) {
    setOperatorRole(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const SetPassword = graphql(`
  mutation SetOperatorPassword($input: OperatorPasswordInput!) {
    setOperatorPassword(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Dismiss = graphql(`
  mutation DismissOperator($input: DismissOperatorInput!) {
    dismissOperator(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const Revoke = graphql(`
  mutation RevokeTokens($input: RevokeTokensInput!) {
    revokeTokens(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);
const TakeFactor = graphql(`
  mutation TakeSecondFactor($input: RemoveSecondFactorInput!) {
    removeSecondFactor(input: $input) { id consistency repeated userErrors { code field message } }
  }
`);

interface Opened {
  opened: boolean;
  onClose: () => void;
}

type About = Opened & { login: string };

/** The roles, each with what it may. */
function RoleField({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (role: string) => void;
  error?: ReactNode;
}) {
  const { t } = useTranslation(["staff", "common"]);
  return (
    <Radio.Group label={t("staff.role")} value={value} onChange={onChange} error={error} required>
      <Stack gap={6} mt={4}>
        {roles.map((role) => (
          <Radio
            key={role}
            size="xs"
            value={role}
            label={t(`common:roles.${role}`)}
            description={t(`may.${role}`)}
          />
        ))}
      </Stack>
    </Radio.Group>
  );
}

function NewPassword({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (text: string) => void;
  error?: ReactNode;
}) {
  const { t } = useTranslation("staff");
  return (
    <PasswordInput
      label={t("profile.new")}
      description={t("profile.newHint")}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ "aria-label": t("profile.show") }}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      required
    />
  );
}

export function EnrolDialog({ opened, onClose }: Opened) {
  const { t } = useTranslation("staff");
  const [fields, set] = useFields({ login: "", role: "viewer", password: "" }, opened);
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("enrol.title")}
      explain={t("enrol.explain")}
      verb={t("enrol.verb")}
      document={Enrol}
      variables={() =>
        fields.login.trim() && fields.password ? { input: { ...fields, login: fields.login.trim() } } : null
      }
      done={t("enrol.done", { login: fields.login.trim() })}
    >
      {(errorOf) => (
        <>
          <TextInput
            label={t("staff.login")}
            description={t("enrol.loginHint")}
            autoComplete="off"
            value={fields.login}
            onChange={(event) => set({ login: event.currentTarget.value })}
            error={errorOf("login")}
            required
            data-autofocus
          />
          <RoleField value={fields.role} onChange={(role) => set({ role })} error={errorOf("role")} />
          <NewPassword
            value={fields.password}
            onChange={(password) => set({ password })}
            error={errorOf("password")}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function RoleDialog({ opened, onClose, login, role }: About & { role: string }) {
  const { t } = useTranslation("staff");
  const [fields, set] = useFields({ role, reason: "" }, opened);
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("role.title", { login })}
      explain={t("role.explain")}
      verb={t("role.verb")}
      document={SetRole}
      variables={() =>
        fields.role === role ? null : { input: { login, role: fields.role, reason: fields.reason } }
      }
    >
      {(errorOf) => (
        <>
          <RoleField
            value={fields.role}
            onChange={(chosen) => set({ role: chosen })}
            error={errorOf("role")}
          />
          <ReasonField
            value={fields.reason}
            onChange={(reason) => set({ reason })}
            error={errorOf("reason")}
          />
        </>
      )}
    </CommandDialog>
  );
}

export function PasswordDialog({ opened, onClose, login }: About) {
  const { t } = useTranslation("staff");
  const [fields, set] = useFields({ password: "" }, opened);
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("password.title", { login })}
      explain={t("password.explain")}
      verb={t("password.verb")}
      document={SetPassword}
      variables={() => (fields.password ? { input: { login, password: fields.password } } : null)}
    >
      {(errorOf) => (
        <NewPassword
          value={fields.password}
          onChange={(password) => set({ password })}
          error={errorOf("password")}
        />
      )}
    </CommandDialog>
  );
}

export function FactorDialog({ opened, onClose, login }: About) {
  const { t } = useTranslation("staff");
  const [fields, set] = useFields({ reason: "" }, opened);
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("takeFactor.title", { login })}
      explain={t("takeFactor.explain")}
      verb={t("takeFactor.verb")}
      danger
      document={TakeFactor}
      variables={() => ({ input: { login, reason: fields.reason } })}
    >
      {(errorOf) => (
        <ReasonField value={fields.reason} onChange={(reason) => set({ reason })} error={errorOf("reason")} />
      )}
    </CommandDialog>
  );
}

export function DismissDialog({ opened, onClose, login }: About) {
  const { t } = useTranslation("staff");
  const [fields, set] = useFields({ reason: "" }, opened);
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={t("dismiss.title", { login })}
      explain={t("dismiss.explain")}
      verb={t("dismiss.verb")}
      danger
      document={Dismiss}
      variables={() => ({ input: { login, reason: fields.reason } })}
    >
      {(errorOf) => (
        <ReasonField value={fields.reason} onChange={(reason) => set({ reason })} error={errorOf("reason")} />
      )}
    </CommandDialog>
  );
}

export function RevokeDialog({ opened, onClose, login, token }: About & { token: string | null }) {
  const { t } = useTranslation("staff");
  return (
    <CommandDialog
      opened={opened}
      onClose={onClose}
      title={token ? t("revoke.title", { token, login }) : t("revoke.titleAll", { login })}
      explain={t("revoke.explain")}
      verb={t("revoke.verb")}
      danger
      document={Revoke}
      variables={() => ({ input: { login, token } })}
    />
  );
}
